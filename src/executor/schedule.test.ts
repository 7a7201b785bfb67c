import { expect, it } from 'vitest';
import type { Step, StepLock } from '../plan/plan.js';
import { startable, type Unit, unitsOf } from './schedule.js';

function step(id: string, segment: number, locks: readonly StepLock[] = [], more: Partial<Step> = {}): Step {
  return {
    id,
    kind: 'Test',
    subject: id,
    title: id,
    phase: 'expand',
    segment,
    transactional: true,
    sql: [],
    locks,
    scans: [],
    rewrites: [],
    timeouts: { lock: 0, statement: 0 },
    probe: '',
    repair: [],
    undo: null,
    destroys: [],
    why: [],
    ...more,
  };
}

const exclusive = (relation: string): StepLock => ({
  relation,
  mode: 'AccessExclusive',
  blocks: 'reads and writes',
  conflictsWith: ['AccessShare', 'ShareUpdateExclusive', 'AccessExclusive'],
});

const gentle = (relation: string): StepLock => ({
  relation,
  mode: 'ShareUpdateExclusive',
  blocks: 'schema changes',
  conflictsWith: ['ShareUpdateExclusive', 'AccessExclusive'],
});

const segments = (units: readonly Unit[]) => units.map((unit) => unit.segment);

it('makes units of segments, with the edges between them', () => {
  const units = unitsOf({
    steps: [step('S01', 1), step('S02', 1), step('S03', 2, [], { transactional: false }), step('S04', 3)],
    edges: [
      ['S01', 'S02'],
      ['S02', 'S03'],
      ['S01', 'S04'],
      ['S03', 'S04'],
    ],
  });
  expect(
    units.map(({ segment, transactional, after, steps }) => [segment, transactional, after, steps.length]),
  ).toEqual([
    [1, true, [], 2],
    [2, false, [1], 1],
    [3, true, [1, 2], 1],
  ]);
});

it('refuses a segment that cannot be one transaction', () => {
  expect(() =>
    unitsOf({ steps: [step('S01', 1), step('S02', 1, [], { transactional: false })], edges: [] }),
  ).toThrow('segment 1 mixes steps that cannot share a transaction');
});

it('starts what is ready and does not conflict, in plan order, up to the slots', () => {
  const units = unitsOf({
    steps: [
      step('S01', 1, [gentle('a')]),
      step('S02', 2, [gentle('a')]),
      step('S03', 3, [gentle('b')]),
      step('S04', 4, [exclusive('c')]),
      step('S05', 5, [exclusive('d')]),
      step('S06', 6),
    ],
    edges: [['S01', 'S06']],
  });
  expect(segments(startable(units, new Set(), [], 9))).toEqual([1, 3, 4]);
  expect(segments(startable(units, new Set(), [], 2))).toEqual([1, 3]);
  const running = units.filter((unit) => unit.segment === 1 || unit.segment === 4);
  expect(segments(startable(units, new Set(), running, 9))).toEqual([3]);
  expect(segments(startable(units, new Set([1, 3, 4]), [], 9))).toEqual([2, 5, 6]);
});
