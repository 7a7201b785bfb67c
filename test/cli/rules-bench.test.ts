/** `wesley rules bench`: counts are exact, times are there, and what stands out is said. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchText } from '../../src/cli/rules-bench.js';
import { makeStyle } from '../../src/diagnostics/index.js';
import type { BenchReport } from '../../src/index.js';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write('a.sql', 'ALTER TABLE orders DROP COLUMN region;\nALTER TABLE orders DROP COLUMN total;\n');
});

afterEach(() => {
  place.remove();
});

it('counts what each literal did', async () => {
  const { code, out } = await place.wesley([
    'rules',
    'bench',
    'a.sql',
    'drop-column',
    '--runs',
    '1',
    '--json',
  ]);
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ schema: 'wesley/rules-bench/1', milliseconds: expect.any(Number) });
  const own = report.clauses.find(({ id }: { id?: string }) => id === 'drop-column');
  expect(own).toMatchObject({
    relation: 'finding',
    file: 'rules/safety/drop-column/rule.dl',
    tuples: 2,
    hints: [],
  });
  expect(own.literals[0]).toMatchObject({ text: expect.stringContaining('stmt_drops_column'), passed: 2 });
  expect(
    report.clauses.some(({ file }: { file: string }) => file === 'rules/safety/drop-table/rule.dl'),
  ).toBe(false);
});

it('ranks by time, and what visited nothing comes last', async () => {
  const { out } = await place.wesley(['rules', 'bench', 'a.sql', '--runs', '2', '--json']);
  const report: BenchReport = JSON.parse(out);
  expect(report.runs).toBe(2);
  const idle = report.clauses.map(
    ({ rows, literals }) => rows === 0 && literals.every(({ tried }) => tried < 2),
  );
  expect(idle.indexOf(true)).toBe(idle.lastIndexOf(false) + 1);
  const times = report.clauses.filter((_, at) => idle[at] === false).map(({ milliseconds }) => milliseconds);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

it('makes up statements when there are none', async () => {
  const { out } = await place.wesley(['rules', 'bench', '--facts', '300', '--runs', '1', '--top', '1']);
  expect(out).toMatch(/^\d{3} facts: [\d,]+ tuples, derived in [\d,]+ ways, in [\d.]+ ms\n/);
  expect(out).toMatch(/\n… and \d+ cheaper clauses \(--top\)\n$/);
});

it('measures a rule that makes plans on two states, and asks for them', async () => {
  place.write('before.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, region text);');
  place.write('after.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, region text NOT NULL);');
  const states = ['--against', 'before.sql', '--to', 'after.sql'];
  const { code, out } = await place.wesley([
    ...['rules', 'bench', ...states, '--runs', '1', '--json', 'not-null-via-check'],
  ]);
  expect(code).toBe(0);
  const { judges, clauses }: BenchReport = JSON.parse(out);
  expect(judges).toBe('sql');
  expect(clauses.filter(({ id }) => id === 'not-null-via-check').length).toBeGreaterThan(0);
  expect(clauses.some(({ id }) => id === 'drop-table')).toBe(false);
  expect(await place.wesley(['rules', 'bench', 'not-null-via-check', 'a.sql'])).toEqual({
    code: 64,
    out: '',
    err: `error[cli/usage]: not-null-via-check takes part in plans, and no plan is to be made
  ╰ fix   name the state that is there, and the one that is wanted
            wesley rules bench --against before.sql --to after.sql --rule not-null-via-check
`,
  });
});

it('knows what rule was meant', async () => {
  const { code, err } = await place.wesley(['rules', 'bench', '--rule', 'drop-colum']);
  expect(code).toBe(64);
  expect(err).toContain('there is no rule "drop-colum". Did you mean "drop-column"?');
});

describe('rules over schemas', () => {
  const bench = async (...args: string[]): Promise<BenchReport> => {
    const { code, out } = await place.wesley(['rules', 'bench', ...args, '--runs', '1', '--json']);
    expect(code).toBe(0);
    return JSON.parse(out);
  };
  const own = ({ clauses }: BenchReport, rule: string) => clauses.find(({ id }) => id === rule);

  it('are measured on a schema', async () => {
    place.write('schema.graphql', 'type Order {\n  id: ID!\n  state: Boolean\n  paid: Boolean\n}\n');
    const report = await bench('schema.graphql');
    expect(report.judges).toBe('schema');
    expect(own(report, 'boolean-nullable')).toMatchObject({
      relation: 'schema_finding',
      file: 'rules/schema/boolean-nullable/rule.dl',
      tuples: 2,
    });
  });

  it('are measured on a schema that is made up, and no migration of the configuration is one', async () => {
    place.write('wesley.config.json', '{ "migrations": "a.sql" }');
    for (const args of [['boolean-nullable'], ['--rule', 'boolean-nullable']]) {
      const report = await bench(...args, '--facts', '500');
      expect(report.judges).toBe('schema');
      expect(Math.abs(report.facts - 500)).toBeLessThan(60);
      expect(own(report, 'boolean-nullable')?.tuples).toBeGreaterThan(5);
    }
  });

  it('leave alone what judges SQL', async () => {
    const mixed = await place.wesley(['rules', 'bench', 'boolean-nullable', 'drop-table']);
    expect(mixed.code).toBe(64);
    expect(mixed.err).toContain('boolean-nullable judges schemas, and drop-table SQL');
    const sql = await place.wesley(['rules', 'bench', 'a.sql', 'boolean-nullable']);
    expect(sql.code).toBe(64);
    expect(sql.err).toContain('boolean-nullable judges schemas, and a.sql is SQL to check');
  });
});

it('says what stands out', () => {
  const clause = {
    relation: 'far',
    id: undefined,
    file: 'a.dl',
    line: 3,
    milliseconds: 7.5,
    derivations: 124_750,
    tuples: 499,
    rows: 124_750,
    literals: [{ text: 'wide(x, y)', line: 4, tried: 500, passed: 124_750, rows: 124_750 }],
    hints: ['each tuple is derived 250 times: put what the head does not name into a relation of its own'],
  };
  const report: BenchReport = {
    judges: 'sql',
    facts: 9629,
    tuples: 33_978,
    derivations: 284_003,
    runs: 5,
    milliseconds: 10,
    plainMilliseconds: 9,
    medianMilliseconds: 18.1,
    clauses: [clause, clause],
  };
  expect(
    benchText(report, 1, makeStyle({ width: 80 })),
  ).toBe(`9,629 facts: 33,978 tuples, derived in 284,003 ways, in 9.0 ms
2 clauses ran, 10.0 ms as measured; each the fastest of 5 runs
half of the runs took 18.1 ms or more: more --runs are surer

7.5 ms 75 %  far  a.dl:3
  499 new of 124,750 derived
      tried     passed       rows  literal
        500    124,750    124,750  wide(x, y)
  hint  each tuple is derived 250 times: put what the head does not name into a
        relation of its own

… and 1 cheaper clause (--top)
`);
});
