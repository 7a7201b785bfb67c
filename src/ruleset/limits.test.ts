/** What an evaluation with rules of a team may use. */
import { expect, it } from 'vitest';
import { limitsFor } from './limits.js';

const team = [{ path: '/rules', namespace: 'acme', label: 'rules' }];

it('is limited for rules of teams, grows with a large input, and is what a caller says', () => {
  expect(limitsFor([], undefined, 1_000_000)).toEqual({});
  expect(limitsFor(team, undefined)).toEqual({ tuples: 2_000_000, rounds: 20_000, milliseconds: 20_000 });
  expect(limitsFor(team, undefined, 40_000).tuples).toBe(2_000_000);
  expect(limitsFor(team, undefined, 800_000).tuples).toBe(40_000_000);
  expect(limitsFor(team, { tuples: 7 }, 800_000).tuples).toBe(7);
});
