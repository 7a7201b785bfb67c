import { expect, it } from 'vitest';
import { longNames } from './long-names.js';

const long = 'a'.repeat(64);

it('finds names that are too long, quoted or not, and nothing in texts and comments', () => {
  const name = `"${'ü'.repeat(32)}"`;
  expect(longNames(`CREATE TABLE ${long} (id int, "${long}b" text, ${name} int) -- ${long}c`)).toEqual([
    { written: long, kept: 'a'.repeat(63) },
    { written: `${long}b`, kept: 'a'.repeat(63) },
    { written: 'ü'.repeat(32), kept: 'ü'.repeat(31) },
  ]);
  expect(longNames(`DROP TABLE "${'🎉'.repeat(16)}"`)).toEqual([
    { written: '🎉'.repeat(16), kept: '🎉'.repeat(15) },
  ]);
  expect(longNames(`SELECT '${long}', $x$ ${long} $x$, ${'1'.repeat(70)}, ${'b'.repeat(63)}`)).toEqual([]);
});
