import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Item, phases, sortSteps } from './order.js';

const items = (...list: readonly (readonly [Item['phase'], string])[]): Item[] =>
  list.map(([phase, key]) => ({ phase, key }));

describe('sortSteps', () => {
  it('puts early phases first, and equals in the order of their keys', () => {
    const list = items(['contract', 'a'], ['expand', 'c'], ['expand', 'b'], ['backfill', 'a']);
    expect(sortSteps(list, [], [])).toEqual([[2], [1], [3], [0]]);
  });

  it('lets edges win over phases', () => {
    const list = items(['contract', 'a'], ['expand', 'b'], ['expand', 'c']);
    expect(sortSteps(list, [[0, 1]], [])).toEqual([[2], [0], [1]]);
  });

  it('keeps what shares a transaction together, in the order of its own edges', () => {
    const list = items(['switch', 'a'], ['expand', 'b'], ['switch', 'c'], ['expand', 'd']);
    const edges = [
      [2, 0],
      [3, 2],
    ] as const;
    expect(sortSteps(list, edges, [[0, 2]])).toEqual([[1], [3], [2, 0]]);
  });

  it('reports a circle in its order', () => {
    const list = items(['expand', 'a'], ['expand', 'b'], ['expand', 'c'], ['expand', 'd']);
    const edges = [
      [0, 1],
      [1, 2],
      [2, 0],
      [2, 3],
    ] as const;
    const result = sortSteps(list, edges, []);
    if (!('cycle' in result)) throw new Error('no circle was found');
    const { cycle } = result;
    expect([...cycle].sort()).toEqual([0, 1, 2]);
    cycle.forEach((item, i) => {
      expect(edges).toContainEqual([item, cycle[(i + 1) % cycle.length]]);
    });
  });

  it('reports a circle that only the shared transactions make', () => {
    const list = items(['expand', 'a'], ['expand', 'b'], ['expand', 'c']);
    const edges = [
      [0, 1],
      [1, 2],
    ] as const;
    expect(sortSteps(list, edges, [[0, 2]])).toHaveProperty('cycle');
  });

  it('respects every edge and loses nothing, whatever the input', () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.record({
        list: fc.array(fc.constantFrom(...phases), { minLength: size, maxLength: size }),
        edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ list, edges }) => {
        const forward = edges.filter(([a, b]) => a < b);
        const sorted = sortSteps(
          list.map((phase, i) => ({ phase, key: String(i) })),
          forward,
          [],
        );
        if ('cycle' in sorted) throw new Error('a circle without one');
        const flat = sorted.flat();
        expect([...flat].sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
        for (const [a, b] of forward) expect(flat.indexOf(a)).toBeLessThan(flat.indexOf(b));
      }),
    );
  });
});
