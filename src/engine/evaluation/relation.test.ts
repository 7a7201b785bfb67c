/** Rows: entered once, removed, entered again, and found through indexes in between. */
import { describe, expect, it } from 'vitest';
import { Interner } from '../value.js';
import { Relation } from './relation.js';

const pair = (a: number, b: number): Int32Array => Int32Array.of(a, b);

function pairs(count: number): Relation {
  const relation = new Relation('r', 2, new Interner());
  for (let i = 0; i < count; i++) relation.insert(pair(i >> 3, i));
  return relation;
}

describe('a relation', () => {
  it('enters a tuple once and finds it', () => {
    const relation = pairs(1000);
    expect(relation.count).toBe(1000);
    expect(relation.insert(pair(1, 8))).toBe(-1);
    expect(relation.find(pair(1, 8))).toBe(8);
    expect(relation.find(pair(8, 1))).toBe(-1);
  });

  it('forgets a removed row, keeps its number and values, and enters it anew at the end', () => {
    const relation = pairs(100);
    for (let row = 0; row < 100; row += 3) relation.remove(row);
    expect(relation.dead).toBe(34);
    expect(relation.find(pair(0, 3))).toBe(-1);
    expect(relation.isLive(3)).toBe(false);
    expect([...relation.tuple(3)]).toEqual([0, 3]);
    expect(relation.isLive(4)).toBe(true);
    expect(relation.find(pair(0, 4))).toBe(4);
    expect([...relation.rows()]).toHaveLength(66);
    expect(relation.insert(pair(0, 3))).toBe(100);
    expect(relation.find(pair(0, 3))).toBe(100);
    expect(relation.insert(pair(0, 3))).toBe(-1);
    expect(relation.isLive(3)).toBe(false);
    expect(relation.isLive(100)).toBe(true);
  });

  it('survives any number of removals and returns of the same tuples', () => {
    const relation = pairs(50);
    for (let turn = 0; turn < 40; turn++) {
      for (let i = 0; i < 50; i++) relation.remove(relation.find(pair(i >> 3, i)));
      expect(relation.find(pair(0, 0))).toBe(-1);
      for (let i = 0; i < 50; i++) expect(relation.insert(pair(i >> 3, i))).toBe(50 * (turn + 1) + i);
    }
    expect([...relation.rows()].map((row) => relation.tuple(row)[1])).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});
