/** What a step of a team's own may be: everything else is an error at the rule that asks for it. */
import { expect, it } from 'vitest';
import { compile, FactSet, solve } from '../engine/index.js';
import { customStepProblems } from './custom.js';

const declarations = `
.type Operation = CreateTable { table: symbol } | Custom { rule: symbol, subject: symbol }
.decl operation(operation: Operation)
operation($CreateTable("public.orders")).
.decl custom_step(rule: symbol, subject: symbol, operation: Operation, phase: symbol, sql: symbol, probe: symbol)
.decl custom_undo(rule: symbol, subject: symbol, sql: symbol)
.decl step(step: Operation)
step($Custom(r, s)) :- custom_step(r, s, o, _, _, _), operation(o).
`;

const insert = "INSERT INTO ops.seen VALUES ('orders')";
const seen = "SELECT EXISTS (SELECT 1 FROM ops.seen WHERE name = 'orders')";

function step(sql: string, probe = seen, phase = 'expand', more = '', table = 'public.orders'): string {
  const texts = [phase, sql, probe].map((text) => JSON.stringify(text)).join(', ');
  return `custom_step("acme/enter", "public.orders", $CreateTable("${table}"), ${texts}).\n${more}`;
}

async function problems(text: string) {
  const { program, diagnostics } = compile([
    { file: 'rules/lib/custom.dl', text: declarations },
    { file: 'rules/enter/rule.dl', text },
  ]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (program === undefined) return expect.unreachable();
  return customStepProblems(solve(program, new FactSet()), 18);
}

it('one statement with a probe is fine', async () => {
  expect(await problems(step(insert))).toEqual([]);
  expect(await problems(step("SELECT pg_notify('made', 'a -- b /* c */');"))).toEqual([]);
  const undo = 'custom_undo("acme/enter", "public.orders", "DELETE FROM ops.seen").';
  expect(await problems(step(`${insert};`, `${seen};`, 'contract', undo))).toEqual([]);
});

it('nothing is said of a step whose operation is not there', async () => {
  expect(await problems(step('nonsense', seen, 'expand', '', 'public.other'))).toEqual([]);
});

it.each([
  ['two statements', step(`${insert}; DELETE FROM ops.seen`), 'is 2 statements, not one'],
  ['no statement', step(' ; '), 'is 0 statements, not one'],
  ['text that is no SQL', step('INSRT INTO ops.seen'), 'is not SQL: '],
  ['a comment', step(`${insert} -- so`), 'has a comment'],
  ['a comment inside', step('DELETE /* all */ FROM ops.seen'), 'has a comment'],
  ['a name without schema', step("INSERT INTO seen VALUES ('x')"), 'names seen without a schema'],
  ['a transaction of its own', step('COMMIT'), 'controls the transaction'],
  ['a setting', step('SET search_path = ops'), 'changes settings of the session'],
  ['a probe that changes something', step(insert, 'DELETE FROM ops.seen RETURNING true'), 'must be a SELECT'],
  ['a probe that locks rows', step(insert, 'SELECT true FROM ops.seen FOR UPDATE'), 'must be a SELECT'],
  ['a phase that is none', step(insert, seen, 'first'), 'is in the phase "first"'],
  [
    'an undo that is no SQL',
    step(insert, seen, 'expand', 'custom_undo("acme/enter", "public.orders", "so").'),
    'the undo of acme/enter for public.orders is not SQL',
  ],
  [
    'two forms',
    step(insert, seen, 'expand', step(`${insert} ON CONFLICT DO NOTHING`)),
    'there are two steps acme/enter for public.orders, and they differ',
  ],
])('%s is refused at its rule', async (_, text, says) => {
  const found = await problems(text);
  expect(found).toMatchObject([
    { code: 'plan/custom-step', severity: 'error', span: { file: 'rules/enter/rule.dl' } },
  ]);
  expect(found[0]?.message).toContain(says);
});
