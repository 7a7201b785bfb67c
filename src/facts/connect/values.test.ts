import { describe, expect, it } from 'vitest';
import { decodeArray, decoderOf, encodeParam } from './values.js';

const asText = (text: string) => text;

describe('arrays', () => {
  it.each([
    ['{}', []],
    ['{a,NULL,"NULL","a,b","q\\"\\\\"}', ['a', null, 'NULL', 'a,b', 'q"\\']],
    [
      '{{a,b},{c,d}}',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['[0:1]={a,b}', ['a', 'b']],
    ['{""}', ['']],
  ])('decode %s', (text, value) => {
    expect(decodeArray(text, asText)).toEqual(value);
  });

  it('encode so that they decode to the same', () => {
    const strange = ['a', null, '', 'NULL', '{x}', '"', '\\', 'a,b', ' '];
    expect(decodeArray(encodeParam(strange)!, asText)).toEqual(strange);
  });
});

it('numbers that a double cannot hold stay text', () => {
  expect(decoderOf(20)('9007199254740993')).toBe('9007199254740993');
  expect(decoderOf(1700)('0.10')).toBe('0.10');
  expect(decoderOf(23)('7')).toBe(7);
  expect(decoderOf(16)('t')).toBe(true);
});
