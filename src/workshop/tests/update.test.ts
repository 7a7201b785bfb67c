/** Rewritten expectations hold, and SQL stays as it was. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { loadRuleset } from '../../ruleset/load.js';
import { lineComments } from './comments.js';
import { type Bench, States } from './solve-case.js';
import { type SqlTest, type TriedFile, trySqlTest } from './sql-tests.js';
import { settleExpectations, updateExpectations } from './update.js';

const bench: Bench = { ruleFolders: [], states: new States() };
const ids = loadRuleset([], 'findings').rules.map(({ id }) => id);

afterAll(() => bench.states.close());

function attempt(text: string, rule?: string): Promise<TriedFile> {
  const test: SqlTest = { path: 'a.test.sql', text, rule, example: undefined };
  return trySqlTest(test, { ids, team: new Set() }, bench);
}

/** A text without its line comments and blanks. */
function sqlOf(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of lineComments(text)) {
    parts.push(text.slice(at, start));
    at = end;
  }
  return [...parts, text.slice(at)].join('').replace(/\s+/g, '');
}

const pieces = [
  'DROP TABLE a;',
  'DROP TABLE b',
  ';',
  'UPDATE t\n  SET a = 1;',
  'SELECT 1;',
  "SELECT '-- expect: drop-table';",
  'ALTER TABLE t ADD COLUMN c text;',
  ' -- expect: drop-table',
  ' -- ok: drop-table',
  ' -- ok',
  ' -- expect: drop-table; ok: truncate',
  ' -- a note',
  ' /* a note */',
  '-- @server 13\n',
  '-- @test x\n',
  '\n',
  '\n\n',
  '\r\n',
  '  ',
];

it('whatever stands in a file: the second update changes nothing, and no update changes SQL', async () => {
  const file = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 })
    .map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(file, fc.constantFrom(undefined, 'drop-table'), async (text, rule) => {
      const tried = await attempt(text, rule);
      const isBroken = (one: TriedFile): boolean =>
        one.results.some(
          ({ status, problems }) =>
            status === 'broken' && problems.some(({ code }) => code !== 'test/no-expectation'),
        );
      fc.pre(!isBroken(tried));
      const { tried: again, unplaced } = await settleExpectations(tried, (next) => attempt(next, rule));
      const { text: once } = again.file.source;
      expect(sqlOf(once)).toBe(sqlOf(text));
      expect(isBroken(again)).toBe(false);
      expect(updateExpectations(again).text).toBe(once);
      if (unplaced.length === 0) {
        expect(again.results.filter(({ status }) => status === 'failed')).toEqual([]);
      }
    }),
    { numRuns: Number(process.env.WESLEY_FUZZ_RUNS ?? 40) },
  );
});
