/** Rows: entered once, removed, entered again, and found through indexes in between. */
import { describe, expect, it } from 'vitest';
import { Block, Dictionary } from '../fact-store.js';
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

  it.each([
    [100, 1],
    [30_000, 1],
    [100, 1000],
    [30_000, 1000],
  ])('begins with %i distinct rows of others, ids %i apart', (count, apart) => {
    for (const repeat of [0, 7]) {
      const block = new Block('r', 2, new Dictionary());
      const tuples: Int32Array[] = [];
      for (let i = 0; i < count; i++) {
        tuples.push(pair(i >> 3, i * apart));
        block.add([i >> 3, i * apart]);
        if (repeat > 0 && i % repeat === 3) block.add([(i - 3) >> 3, (i - 3) * apart]);
      }
      const { rows, count: distinct } = block.distinct();
      const before = rows.slice();
      const relation = new Relation('r', 2, new Interner());
      relation.borrow(rows, distinct);
      expect(relation.count).toBe(count);
      expect(tuples.every((tuple, row) => relation.find(tuple) === row)).toBe(true);
      expect(relation.insert(pair(0, 0))).toBe(-1);
      expect(relation.find(pair(1, 0))).toBe(-1);
      expect(relation.insert(pair(-1, 5))).toBe(count);
      expect(rows).toEqual(before);
    }
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

describe('a removed row', () => {
  it('comes back in its place, when it is revived or its tuple is entered', () => {
    const relation = pairs(100);
    relation.remove(3);
    relation.remove(4);
    relation.revive(3);
    expect(relation.find(pair(0, 3))).toBe(3);
    expect(relation.enter(pair(0, 3))).toBe(-1);
    expect(relation.enter(pair(0, 4))).toBe(4);
    expect(relation.find(pair(0, 4))).toBe(4);
    expect(relation.enter(pair(7, 7))).toBe(100);
    expect(relation.dead).toBe(0);
    for (let i = 0; i < 100; i++) relation.remove(i);
    for (let i = 0; i < 2000; i++) relation.enter(pair(99, i));
    for (let i = 0; i < 100; i++) expect(relation.enter(pair(i >> 3, i))).toBe(i);
    expect(relation.dead).toBe(0);
  });

  it('comes back also when it is the first that anybody looks for', () => {
    for (const back of ['enter', 'revive'] as const) {
      const relation = pairs(2000);
      relation.remove(3);
      if (back === 'enter') expect(relation.enter(pair(0, 3))).toBe(3);
      else relation.revive(3);
      expect([relation.dead, relation.find(pair(0, 3))]).toEqual([0, 3]);
    }
  });

  it('comes back when it went with others', () => {
    const relation = pairs(2000);
    relation.remove(2);
    relation.removeAll((row) => row % 2 === 1);
    expect([relation.dead, relation.find(pair(0, 1)), relation.find(pair(0, 4))]).toEqual([1001, -1, 4]);
    for (let i = 0; i < 2000; i++)
      expect(relation.enter(pair(i >> 3, i))).toBe(i % 2 === 1 || i === 2 ? i : -1);
    expect(relation.dead).toBe(0);
  });

  it('takes its earlier proof back', () => {
    const relation = pairs(4);
    relation.proofs.prove(3, 7, Int32Array.of(1, 2), 2);
    const mark = relation.proofs.mark(3);
    relation.proofs.use(3, 0);
    expect(relation.proofOf(3)).toBe(-1);
    relation.proofs.prove(3, 8, Int32Array.of(0), 1);
    expect(relation.proofOf(3)).toBe(8);
    relation.proofs.use(3, mark);
    expect([relation.proofOf(3), relation.parentAt(3, 0), relation.parentAt(3, 1)]).toEqual([7, 1, 2]);
  });
});

it('an index of many rows finds what was there, what came, and what is left', () => {
  const relation = new Relation('r', 2, new Interner());
  const index = relation.index([{ column: 0, path: [] }], []);
  const agrees = (): void => {
    const wanted = new Map<number, number[]>();
    for (const row of relation.rows()) {
      const key = relation.tuple(row)[0]!;
      wanted.set(key, [...(wanted.get(key) ?? []), row]);
    }
    relation.limit = relation.count;
    index.extend(relation.limit);
    for (let key = 0; key < 20_000; key++) {
      expect([...index.lookup(Int32Array.of(key), Int32Array.of(0))]).toEqual(wanted.get(key) ?? []);
    }
  };
  for (let i = 0; i < 30_000; i++) relation.insert(pair(i % 9000, i));
  agrees();
  for (let i = 0; i < 30_000; i++) relation.insert(pair(i % 13_000, -i - 1));
  agrees();
  for (let row = 0; row < 60_000; row += 3) relation.remove(row);
  relation.compact(relation.renumbered(), () => []);
  agrees();
  for (let i = 0; i < 1000; i++) relation.insert(pair(i * 17, 70_000));
  agrees();
});

it('compacting drops dead rows, renumbers the others, and indexes and proofs follow', () => {
  const relation = pairs(100);
  relation.limit = relation.count;
  const index = relation.index([{ column: 0, path: [] }], []);
  for (let row = 0; row < 100; row++) if (row % 8 !== 5) relation.remove(row);
  relation.proofs.prove(13, 2, Int32Array.of(5), 1);
  const numbers = relation.renumbered();
  expect([numbers[4], numbers[5], numbers[13], numbers[99]]).toEqual([-1, 0, 1, -1]);
  relation.compact(numbers, (_, parentAt) => [numbers[parentAt(0)]!]);
  expect([relation.count, relation.dead, relation.limit]).toEqual([12, 0, 12]);
  expect(relation.find(pair(1, 13))).toBe(1);
  expect(relation.enter(pair(1, 8))).toBe(12);
  expect([relation.proofOf(0), relation.proofOf(1), relation.parentAt(1, 0)]).toEqual([-1, 2, 0]);
  index.extend(13);
  expect(index.keys).toBe(12);
  expect([...index.lookup(Int32Array.of(1), Int32Array.of(0))]).toEqual([1, 12]);
});
