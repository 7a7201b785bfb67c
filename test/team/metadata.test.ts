/** What a rule of a team says about itself is checked, each mistake at its place. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TeamPlace } from './team.js';

let place: TeamPlace;

beforeEach(() => {
  place = new TeamPlace();
  place.configure();
  place.write('a.sql', 'SELECT 1;\n');
});

afterEach(() => place.remove());

it('every mistake is said in one run, with a place and a way out', async () => {
  place.rule(
    'one',
    `/// A column goes.
@[rule(severty = "warning", severity = "eror", tags = "x")]
@[message = "{Tabel} loses {Column:upper}"]
@[wy = "so"]
finding("acme/one", Stmt, Column) :- stmt_drops_column(Stmt, Table, Column, _), Table != "".
`,
  );
  place.rule('two', 'finding("acme/two", Stmt, "x") :- statement(Stmt, _, _).\n');
  place.rule(
    'three',
    `@[rule(severity = "note")]
@[message = "x"]
finding("acme/three", Stmt, "x") :- statement(Stmt, _, _).
@[rule(severity = "note")]
finding("acme/three", Stmt, "y") :- statement(Stmt, _, _).
`,
  );
  place.rule(
    'four',
    '@[mesage = "x"]\n@[message = "x"]\nruns_before($CreateTable("public.a"), $CreateTable("public.b")) :- server(_).\n',
  );
  place.write(
    'rules/lib/more.dl',
    '@[rule(severity = "note")]\n.decl acme_x(n: number)\n@[why = "so"]\nacme_x(1).\n',
  );
  const { code, out, err } = await place.wesley(['check', 'a.sql', '--json']);
  expect(code).toBe(78);
  const told = JSON.parse(out).diagnostics.map(
    (one: { code: string; message: string; where: { path: string; line: number; column: number } }) =>
      `${one.where.path}:${one.where.line}:${one.where.column} ${one.code} ${one.message}`,
  );
  expect(told.map((one: string) => one.replace(/^.*rules\//, '')).sort()).toMatchInlineSnapshot(`
    [
      "four/rule.dl:1:1 dl/unknown-annotation unknown annotation "mesage".",
      "four/rule.dl:2:1 dl/unknown-annotation @[message] says nothing here: \`runs_before\` reports nothing to a person",
      "lib/more.dl:2:1 dl/unknown-annotation @[rule] says nothing at the declaration of a relation",
      "lib/more.dl:3:1 dl/unknown-annotation @[why] says nothing here: \`acme_x\` reports nothing to a person",
      "one/rule.dl:2:29 dl/bad-annotation severity must be error, warning or note, not "eror". Did you mean "error"?",
      "one/rule.dl:2:48 dl/bad-annotation tags must be a list of texts",
      "one/rule.dl:2:8 dl/unknown-annotation @[rule] has no "severty". Did you mean "severity"?",
      "one/rule.dl:3:1 dl/unknown-message-variable {Column:upper}: there is no such shape. Shapes: name, part, base, bytes, mode.",
      "one/rule.dl:3:1 dl/unknown-message-variable {Tabel} is not a variable of this clause. Did you mean "Table"?",
      "one/rule.dl:4:1 dl/unknown-annotation unknown annotation "wy". Did you mean "why"?",
      "three/rule.dl:3:1 dl/missing-doc the rule "acme/three" has no /// documentation",
      "three/rule.dl:5:1 dl/bad-annotation exactly one clause of "acme/three" must carry @[rule(...)], not 2",
      "three/rule.dl:5:1 dl/missing-message the finding of "acme/three" has no @[message = "..."]",
      "two/rule.dl:1:1 dl/bad-annotation exactly one clause of "acme/two" must carry @[rule(...)], not 0",
    ]
  `);
  expect(err).toContain('rules/one/rule.dl:2:');
});

it('a rule folder that derives nothing is none', async () => {
  place.rule('empty', '// nothing yet\n');
  const { code, err } = await place.wesley(['check', 'a.sql']);
  expect(code).toBe(78);
  expect(err).toContain('the rule "acme/empty" derives no finding');
});
