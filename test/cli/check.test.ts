/** `wesley check` and `wesley explain` as a person uses them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sarifProblems } from '../../src/diagnostics/sarif.test-helper.js';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const unsafe = "SET lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;\n";

describe('check', () => {
  it('an error makes the exit code 1, unless nobody wants that', async () => {
    place.write('a.sql', unsafe);
    expect((await place.wesley(['check', 'a.sql'])).code).toBe(1);
    expect((await place.wesley(['check', 'a.sql', '--fail-on', 'never'])).code).toBe(0);
  });

  it('a warning makes it 1 only when asked', async () => {
    place.write('a.sql', 'ALTER TABLE orders ADD COLUMN note text;\n');
    expect((await place.wesley(['check', 'a.sql'])).code).toBe(0);
    expect((await place.wesley(['check', 'a.sql', '--fail-on', 'warning'])).code).toBe(1);
  });

  it('says what, where, why and what to do, on standard output alone', async () => {
    place.write('a.sql', unsafe);
    const ended = await place.wesley(['check', 'a.sql', '--server-version', '15']);
    expect(ended.err).toBe('');
    expect(ended.out.replace(/\d+ rules/, 'N rules')).toBe(
      [
        'error[rule/set-not-null-scans-table]: SET NOT NULL on public.orders.region scans the whole table while nobody can read or write it',
        '  ╭▸ a.sql:2:20',
        '2 │ ALTER TABLE orders ALTER COLUMN region SET NOT NULL;',
        '  │                    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
        '  ├ why   No valid CHECK (region IS NOT NULL) exists when this statement runs, so PostgreSQL looks',
        '  │       at every row under ACCESS EXCLUSIVE.',
        '  ├ fix   Prove it first: add a CHECK as NOT VALID, validate it in a transaction of its own, then',
        '  │       set NOT NULL and drop the CHECK.',
        '  │         ALTER TABLE public.orders ADD CONSTRAINT region_not_null CHECK (region IS NOT NULL) NOT VALID;',
        '  │         ALTER TABLE public.orders VALIDATE CONSTRAINT region_not_null;',
        '  │         ALTER TABLE public.orders ALTER COLUMN region SET NOT NULL;',
        '  │         ALTER TABLE public.orders DROP CONSTRAINT region_not_null;',
        '  ╰ more  wesley explain set-not-null-scans-table  ·  proof: wesley explain a.sql:2',
        '',
        '1 error in 2 statements of 1 file, N rules',
        'for PostgreSQL 15; no state before is known, so a table that the input does not create counts as large and busy (--against)',
        '',
      ].join('\n'),
    );
  });

  it('reads standard input, folders in the order of their versions, and patterns', async () => {
    place.write('m/2_b.sql', 'SELECT 2;');
    place.write('m/10_c.sql', 'SELECT 3;');
    place.write('m/1_a.sql', 'SELECT 1;');
    place.write('m/1_a.down.sql', 'DROP TABLE x;');
    const paths = async (...args: string[]) =>
      JSON.parse((await place.wesley(['check', ...args, '--json'], { stdin: 'SELECT 1;' })).out).inputs.map(
        (input: { path: string }) => input.path,
      );
    expect(await paths('m')).toEqual(['m/1_a.sql', 'm/2_b.sql', 'm/10_c.sql']);
    expect(await paths('m/?_*.sql', '-')).toContain('<stdin>');
    const { out } = await place.wesley(['check', 'm']);
    expect(out).toContain('note[file/not-read]: 1 file for the way back in m not read');
  });

  it('the transaction of the migration tool counts', async () => {
    place.write('a.sql', 'CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);\n');
    expect((await place.wesley(['check', 'a.sql'])).out).toMatch(/^no findings/);
    expect((await place.wesley(['check', 'a.sql', '--transaction', 'per-file'])).out).toContain(
      'rule/concurrently-in-transaction',
    );
  });

  it('knows the state that it runs on', async () => {
    place.write('before.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, region text NOT NULL);');
    place.write('a.sql', unsafe);
    const ended = await place.wesley(['check', 'a.sql', '--against', 'before.sql']);
    expect(ended.out).toMatch(
      /^no findings in 2 statements.*\nfor PostgreSQL 18; on the state of before.sql\n$/,
    );
  });

  it('writes several reports in one run', async () => {
    place.write('a.sql', unsafe);
    const ended = await place.wesley([
      ...['check', 'a.sql', '--json', '--report', 'sarif=out.sarif', '--report', 'junit=out.xml'],
    ]);
    expect(JSON.parse(ended.out).schema).toBe('wesley/check/1');
    expect(JSON.parse(readFileSync(join(place.folder, 'out.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
    expect(readFileSync(join(place.folder, 'out.xml'), 'utf8')).toContain('<failure');
  });

  it('prints a report that has no file instead of the text, and never two', async () => {
    place.write(
      'größe a.sql',
      `${unsafe}DROP TABLE a; -- wesley:ignore drop-table it is empty\nALTER TABEL b;\n`,
    );
    const { out } = await place.wesley(['check', 'größe a.sql', '--report', 'sarif'], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(sarifProblems(out)).toEqual([]);
    expect(JSON.parse(out).runs[0].results.length).toBeGreaterThan(2);
    const piped = await place.wesley(['check', '-', '--report', 'sarif=-'], { stdin: unsafe });
    expect(sarifProblems(piped.out)).toEqual([]);
    const two = await place.wesley(['check', '-', '--json', '--report', 'sarif'], { stdin: unsafe });
    expect(two.code).toBe(64);
    expect(two.err).toContain('two reports would go to standard output: json and sarif');
  });

  it('annotates in GitHub Actions without being asked', async () => {
    place.write('a.sql', unsafe);
    const ended = await place.wesley(['check', 'a.sql'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(ended.out).toContain('::error file=a.sql,line=2,endLine=2,col=20,endColumn=52,');
  });

  it('the configuration names files, version and severities', async () => {
    place.write('db/1.sql', 'ALTER TABLE orders DROP COLUMN region;');
    place.write(
      'wesley.config.json',
      JSON.stringify({
        migrations: ['db'],
        server: 13,
        rules: {
          'drop-column': { severity: 'off', reason: 'columns are released first' },
          'missing-lock-timeout': { severity: 'error', reason: 'we had an outage' },
        },
      }),
    );
    const json = JSON.parse((await place.wesley(['check', '--json'])).out);
    expect(json.findings).toMatchObject([{ code: 'rule/missing-lock-timeout', severity: 'error' }]);
    expect(json.suppressed).toMatchObject([
      { code: 'rule/drop-column', reason: 'columns are released first', by: 'config' },
    ]);
    expect(json.basis[0]).toContain('for PostgreSQL 13');
  });
});

describe('wesley:ignore', () => {
  const codes = async (sql: string) => {
    place.write('a.sql', sql);
    const json = JSON.parse((await place.wesley(['check', 'a.sql', '--json'])).out);
    return [
      json.findings.map((one: { code: string; severity: string }) => `${one.severity} ${one.code}`),
      json.suppressed.map((one: { code: string; reason: string }) => `${one.code}: ${one.reason}`),
    ];
  };

  it('accepts one rule at one statement, with a reason', async () => {
    expect(
      await codes(
        "SET lock_timeout = '1s';\n-- wesley:ignore drop-table empty since 2024\nDROP TABLE a;\nDROP TABLE b; -- wesley:ignore drop-table never used\n",
      ),
    ).toEqual([[], ['rule/drop-table: empty since 2024', 'rule/drop-table: never used']]);
  });

  it('accepts nothing without a reason', async () => {
    expect(await codes("SET lock_timeout = '1s';\n-- wesley:ignore drop-table\nDROP TABLE a;\n")).toEqual([
      ['error suppress/no-reason', 'error rule/drop-table'],
      [],
    ]);
  });

  it('is reported when it accepts nothing, or names no rule', async () => {
    expect(
      await codes(
        '-- wesley:ignore drop-table gone\n-- wesley:ignore drop-tabel x\n-- wesley:ignore\nSELECT 1;\n',
      ),
    ).toEqual([['warning suppress/unused', 'warning suppress/unknown-rule', 'warning suppress/no-rule'], []]);
  });

  it('is text inside a string', async () => {
    expect(await codes("SELECT '-- wesley:ignore drop-table x';\n")).toEqual([[], []]);
  });
});

describe('fingerprints', () => {
  it('stay when lines move, and differ for equal statements', async () => {
    const prints = async (sql: string) => {
      place.write('a.sql', sql);
      const { findings } = JSON.parse((await place.wesley(['check', 'a.sql', '--json'])).out);
      return findings.map((one: { fingerprint: string }) => one.fingerprint);
    };
    const twice = "SET lock_timeout = '1s';\nDROP TABLE a;\nDROP TABLE a;\n";
    const [first, second] = await prints(twice);
    expect(first).not.toBe(second);
    expect(await prints(`-- moved\n\n${twice}`)).toEqual([first, second]);
  });
});

describe('explain', () => {
  it('shows the page of a rule', async () => {
    const { code, out } = await place.wesley(['explain', 'truncate']);
    expect(code).toBe(0);
    expect(out).toContain('TRUNCATE destroys all rows');
    expect(out).toContain('-- wesley:ignore truncate <reason>');
  });

  it('proves a finding down to the words of the input', async () => {
    place.write('a.sql', unsafe);
    const { code, out } = await place.wesley(['explain', 'a.sql:2']);
    expect(code).toBe(0);
    expect(out).toContain('finding("set-not-null-scans-table", 2, "public.orders.region")');
    expect(out).toContain('stmt_sets_not_null(2, "public.orders", "region")   a.sql:2:20  ALTER COLUMN');
  });

  it('finds a finding by its fingerprint', async () => {
    place.write('a.sql', unsafe);
    const { findings } = JSON.parse((await place.wesley(['check', 'a.sql', '--json'])).out);
    const { out } = await place.wesley(['explain', findings[0].fingerprint.slice(0, 12), 'a.sql']);
    expect(out).toContain('  Proof\n  finding("set-not-null-scans-table"');
  });

  it('says so when there is nothing', async () => {
    place.write('a.sql', unsafe);
    expect(await place.wesley(['explain', 'a.sql:1'])).toMatchObject({
      code: 1,
      out: 'no finding at line 1 of a.sql\n',
    });
  });
});
