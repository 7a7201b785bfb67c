import { describe, expect, it } from 'vitest';
import { sdlComments, sdlElements } from './comments.js';

describe('comments of SDL', () => {
  it('are those outside of strings', () => {
    const text = `# one
type A @check(expr: "a = '# no' \\" # no") { # two  
  """ # no
  \\""" # no """
  a: String #three`;
    expect(sdlComments(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      '# one',
      '# two',
      '#three',
    ]);
  });

  it('end with their line, and a string that is not closed does too', () => {
    const text = 'type A { a: String @default(value: "x) # no\n# yes\r\n}';
    expect(sdlComments(text).map(({ start, end }) => text.slice(start, end))).toEqual(['# yes']);
  });

  it('stand at types, directives, fields and values', () => {
    const text = `"About A."
type A implements B @index(fields: ["a"]) {
  "About a."
  a: String @unique
}
enum E { x y }`;
    expect(sdlElements(text).map(({ start, headEnd }) => text.slice(start, headEnd))).toEqual([
      'type A implements B @index(fields: ["a"])',
      '@index(fields: ["a"])',
      'a: String @unique',
      'enum E',
      'x',
      'y',
    ]);
    expect(sdlElements('type A {')).toEqual([]);
  });
});
