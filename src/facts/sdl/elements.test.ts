import { describe, expect, it } from 'vitest';
import { sdlElements } from './elements.js';

describe('elements of SDL', () => {
  it('are types, directives, fields and values', () => {
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
