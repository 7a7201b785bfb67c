import { describe, expect, it } from 'vitest';
import { sdlComments } from './comments.js';

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
});
