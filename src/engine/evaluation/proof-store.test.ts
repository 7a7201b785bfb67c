import { expect, it } from 'vitest';
import { unlimited } from './memory.js';
import { ProofStore } from './proof-store.js';

interface Known {
  readonly body: number;
  readonly parents: readonly number[];
}

/** Bodies have their number of parents: 0 to 3. */
const bodies = 4;

/** The numbers 0 to n - 1 that a linear congruence gives. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * n);
  };
}

/** What a store says of its rows. */
function read(store: ProofStore, rows: number): (Known | undefined)[] {
  return Array.from({ length: rows }, (_, row) => {
    const body = store.bodyOf(row);
    if (body < 0) return undefined;
    return { body, parents: Array.from({ length: body }, (_, n) => store.parentAt(row, n)) };
  });
}

/** Derives rows as generated code does, from row `from` on. */
function derive(store: ProofStore, known: (Known | undefined)[], body: number, count: number): void {
  let room = store.open(known.length, body, body);
  for (let i = 0; i < count; i++) {
    if (room === 0) room = store.open(known.length, body, body);
    const parents = Array.from({ length: body }, (_, n) => known.length + n);
    store.chunk.set(parents, store.end);
    store.filled(store.end + Math.max(1, body));
    known.push({ body, parents });
    room--;
  }
}

it.each([1, 2, 3])('knows the proof that each row was given last (seed %i)', (seed) => {
  const below = numbers(seed);
  let store = new ProofStore(unlimited());
  let known: (Known | undefined)[] = [];
  const earlier: { row: number; mark: number; proof: Known | undefined }[] = [];
  const actions = [
    () => derive(store, known, below(bodies), below(600)),
    () => derive(store, known, below(bodies), 0),
    () => known.push(undefined, undefined),
    () => {
      const body = below(bodies);
      store.prove(known.length, body, [7, 8, 9], body);
      known.push({ body, parents: [7, 8, 9].slice(0, body) });
    },
    // From here on, what only a session does.
    () => {
      const row = below(known.length);
      const body = below(bodies);
      store.prove(row, body, [below(99), 5, 6], body);
      known[row] = { body, parents: read(store, row + 1)[row]?.parents ?? [] };
    },
    () => {
      const row = below(known.length);
      earlier.push({ row, mark: store.mark(row), proof: known[row] });
    },
    () => {
      const back = earlier.pop();
      if (back === undefined) return;
      store.use(back.row, back.mark);
      known[back.row] = back.proof;
    },
    () => {
      earlier.length = 0;
      const goes = below(known.length);
      store = store.renumbered(
        known.length,
        (row) => (row === goes ? -1 : row - Number(row > goes)),
        (body, parentAt) => Array.from({ length: body }, (_, n) => parentAt(n) + 1),
      );
      known.splice(goes, 1);
      known = known.map((one) => one && { ...one, parents: one.parents.map((parent) => parent + 1) });
    },
  ];
  known.push(undefined);
  for (const kinds of [4, actions.length]) {
    for (let i = 0; i < 40; i++) {
      actions[below(kinds)]?.();
      if (i % 4 === 3) expect(read(store, known.length)).toEqual(known);
    }
  }
});

it('takes no more memory than it says', () => {
  const memory = unlimited();
  let store = new ProofStore(memory);
  for (let row = 0; row < 100_000; row++) store.prove(row, 1, [row, row], 2);
  expect(memory.used).toBeLessThan(2 * 400_000 + 300_000);
  expect(store.size).toBe(200_000);
  store = store.renumbered(
    100_000,
    (row) => (row === 0 ? 0 : -1),
    () => [1, 2],
  );
  expect(store.size).toBe(2);
  expect(memory.used).toBeLessThan(200);
});
