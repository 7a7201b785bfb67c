/** Goals on the command line: answers, proofs, what is missing, and mistakes with their place. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write(
    'a.sql',
    'CREATE TABLE logs (id bigint PRIMARY KEY);\nALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX ON orders (region);\n',
  );
});

afterEach(() => {
  place.remove();
});

const query = (...args: string[]) => place.wesley(['query', ...args]);

describe('wesley query', () => {
  it('answers with a table', async () => {
    expect(await query('takes_lock(S, T, Mode), !stmt_adds_column(S, _, _, _)', 'a.sql')).toEqual({
      code: 0,
      err: '',
      out: `S  T              Mode
─  ─────────────  ─────
3  public.orders  Share
1 answer
`,
    });
  });

  it('takes the name of a relation, and is a command of `rules` too', async () => {
    const { out } = await place.wesley(['rules', 'query', 'stmt_adds_column', 'a.sql']);
    expect(out).toContain('ALTER TABLE ... ADD COLUMN');
    expect(out).toContain(`
stmt  table          column  type
────  ─────────────  ──────  ────
   2  public.orders  note    text
1 answer
`);
  });

  it('says of a misspelt word that it can never hold, and which one is near', async () => {
    const { code, err, out } = await query('mode_rank("AccesShare", Rank)', 'a.sql');
    expect(code).toBe(1);
    expect(out).toContain('no answer');
    expect(err).toContain(
      'warning[dl/never]: This can never hold: `mode` of `mode_rank` is never "AccesShare".',
    );
    expect(err).toContain('Did you mean `"AccessShare"`?');
  });

  it('prints facts, limited, or JSON', async () => {
    expect(await query('takes_lock', 'a.sql', '--facts', '--limit', '1')).toMatchObject({
      out: 'takes_lock(2, "public.orders", "AccessExclusive").\n… and 1 more (--limit)\n',
    });
    const { out } = await query('takes_lock(S, _, "Share")', 'a.sql', '--json', '--why');
    const body = JSON.parse(out);
    expect(body).toMatchObject({ schema: 'wesley/query/1', columns: ['S'], types: ['number'], rows: [[3]] });
    const [goal, lock] = body.proofs[0].found[0].steps;
    expect(goal).toMatchObject({ bindings: { S: 3 }, rule: { file: '<goal>', line: 1 } });
    expect(lock).toMatchObject({ text: 'takes_lock(3, "public.orders", "Share")' });
  });

  it('says yes or no to a goal without variables', async () => {
    expect(await query('takes_lock(2, "public.orders", "AccessExclusive")', 'a.sql')).toMatchObject({
      code: 0,
      out: 'yes\n',
    });
    expect(await query('takes_lock(2, "public.orders", "Share")', 'a.sql')).toMatchObject({
      code: 1,
      out: 'no  --why-not says what is missing\n',
    });
  });

  it('proves an answer down to the text', async () => {
    const { out } = await query('stmt_adds_column(S, "public.orders", C, _)', 'a.sql', '--why');
    expect(out).toContain(`
S = 2, C = "note"
  stmt_adds_column(2, "public.orders", "note", "text")   a.sql:2:20  ADD COLUMN note text
`);
  });

  it('shows several proofs of an answer, and whether there are others', async () => {
    place.write('two.sql', 'ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int;\n');
    const goal = 'alters(1, "public.t", A, _)';
    const tree = (column: string, place: string) => `  alters(1, "public.t", "add column", "${column}")
  ├─ stmt_alters_table(1, "public.t", "add column", "${column}")   two.sql:1:${place}
  ╰─ stmt_names_relation(1, "public.t", "public.t")   two.sql:1:1  ALTER TABLE t ADD COLUMN a int, …
`;
    const [first, second] = [tree('a', '15  ADD COLUMN a int'), tree('b', '33  ADD COLUMN b int')];
    const answer = 'A\n──────────\nadd column\n1 answer\n\nA = "add column"\n';
    expect((await query(goal, 'two.sql', '--proofs', '5')).out).toBe(
      `${answer}  proof 1 of 2\n${first}  proof 2 of 2\n${second}`,
    );
    expect((await query(goal, 'two.sql', '--proofs', '1')).out).toBe(
      `${answer}  proof 1\n${first}  … there may be others (--proofs)\n`,
    );
    const { out } = await query(goal, 'two.sql', '--proofs', '5', '--json');
    const { proofs } = JSON.parse(out);
    expect(proofs).toMatchObject([{ complete: true, found: [{ complete: true }, { complete: true }] }]);
    expect(proofs[0].found[1].steps.map((step: { source?: unknown }) => step.source)).toEqual([
      undefined,
      undefined,
      { file: 'two.sql', line: 1, column: 33 },
      { file: 'two.sql', line: 1, column: 1 },
    ]);
    const missing = await query('alters(2, _, _, _)', 'two.sql', '--why-not', '--json');
    expect(JSON.parse(missing.out).whyNot).toMatchObject({
      relation: 'goal',
      rules: [{ missing: { relation: 'alters' } }],
    });
  });

  it('says what is missing', async () => {
    const { code, out, err } = await query('mode_rank("Shared", N), N > 2', '--why-not');
    expect({ code, err }).toEqual({
      code: 1,
      err: 'no SQL and no state is named: there are only facts that rules state by themselves\n',
    });
    expect(out).toContain('╰─ fails: mode_rank("Shared", N)\n');
    expect(out).toContain('near it: mode_rank("Share", 5)\n');
  });

  it('asks states, and what the rules of a plan see of two', async () => {
    place.write('before.sql', 'CREATE TABLE t (id int);');
    place.write('after.sql', 'CREATE TABLE t (id int, note text);');
    const goal = 'operation(O)';
    expect(await query(goal, '--against', 'before.sql', '--to', 'after.sql')).toMatchObject({
      out: `O
─────────────────────────────
$AddColumn("public.t", "note")
1 answer
`.replace('─────────────────────────────', '─'.repeat(30)),
    });
    place.write('wesley.config.json', '{ "against": "before.sql" }');
    expect((await query('column("before", T, C, Type)')).out).toContain('public.t  id  integer\n');
  });

  it('reports mistakes at their place', async () => {
    expect(await query('takes_lck(S, T, _)', 'a.sql')).toEqual({
      code: 64,
      out: '',
      err: `error[dl/unknown-relation]: There is no relation \`takes_lck\`.
  ╭▸ <goal>:1:1
1 │ takes_lck(S, T, _)
  │ ━━━━━━━━━
  ╰ fix   Did you mean \`takes_lock\`?
            takes_lock
`,
    });
    expect((await query('take_lock', 'a.sql')).err).toContain('Did you mean `takes_lock`?');
    expect((await query('no_such(S)', 'a.sql')).err).toContain(
      'see which there are\n            wesley rules relations\n',
    );
    const json = await query('takes_lock(S, T)', 'a.sql', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      schema: 'wesley/error/1',
      diagnostics: [{ code: 'dl/arity' }],
    });
    expect((await query('server', 'x.json', '--against', 'y.sql')).err).toContain('two states are named');
  });
});
