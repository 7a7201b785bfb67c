/**
 * Steps of a team's own. Their SQL is text that a rule made, so it is read before anything is planned: one statement each,
 * names with a schema, and a probe that changes nothing. What it locks and stops is judged later, like any other step.
 */
import { type Diagnostic, SourceText } from '../diagnostics/index.js';
import { type Solution, showValue, type Term, type Value } from '../engine/index.js';
import { collectStatements } from '../facts/statements/index.js';
import { phases } from './order.js';
import { tokens } from './sql.js';

/** Tag of their terms, and their kind in a plan. */
export const customKind = 'Custom';

type Rows = (relation: string) => readonly (readonly Value[])[];

/** The texts of one step, without closing semicolons. */
export function customSql(
  rows: Rows,
  rule: string,
  subject: string,
): { readonly sql: string; readonly probe: string; readonly undo: string | undefined } {
  const isMeant = ([a, b]: readonly Value[]): boolean => a === rule && b === subject;
  const [, , , , sql = '', probe = ''] = rows('custom_step').find(isMeant) ?? [];
  const undo = rows('custom_undo').find(isMeant)?.[2];
  return {
    sql: bare(String(sql)),
    probe: bare(String(probe)),
    undo: undo === undefined ? undefined : bare(String(undo)),
  };
}

/** What the rules that added the step say about it. */
export function customReasons(solution: Solution, { args: [rule, subject] }: Term): string[] {
  const docs = solution
    .rows('custom_step')
    .filter((row) => row[0] === rule && row[1] === subject)
    .map((row) => solution.bindings('custom_step', row)?.rule.doc.replace(/\s+/g, ' ').trim() ?? '');
  return [...new Set(docs)].map((doc) => (doc === '' ? String(rule) : `${doc} (${String(rule)})`));
}

/** What is wrong with the steps that are asked for, each at the rule that asks. */
export async function customStepProblems(solution: Solution, major: number): Promise<Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const seen = new Map<string, string>();
  for (const row of solution.rows('custom_step')) {
    const [rule, subject, operation, phase, sql, probe] = row;
    if (operation === undefined || !solution.has('operation', [operation])) continue;
    const blame = blamer(solution, 'custom_step', row);
    const what = `${String(rule)} for ${String(subject)}`;
    const texts = JSON.stringify([phase, sql, probe]);
    if ((seen.get(what) ?? texts) !== texts) {
      problems.push(
        blame(
          `there are two steps ${what}, and they differ`,
          'give each a subject of its own, or make them one',
        ),
      );
    }
    seen.set(what, texts);
    if (!(phases as readonly Value[]).includes(String(phase))) {
      problems.push(
        blame(
          `the step ${what} is in the phase ${showValue(phase ?? '')}`,
          `phases are ${phases.join(', ')}`,
        ),
      );
    }
    problems.push(...(await statementProblems(String(sql), `the SQL of ${what}`, major, blame)));
    problems.push(...(await probeProblems(String(probe), `the probe of ${what}`, major, blame)));
  }
  for (const row of solution.rows('custom_undo')) {
    const [rule, subject, sql] = row;
    if (rule === undefined || subject === undefined) continue;
    if (!solution.has('step', [{ tag: customKind, args: [rule, subject] }])) continue;
    const blame = blamer(solution, 'custom_undo', row);
    const what = `the undo of ${String(rule)} for ${String(subject)}`;
    if (
      solution
        .rows('custom_undo')
        .some((other) => other[0] === rule && other[1] === subject && other[2] !== sql)
    ) {
      problems.push(
        blame(`${what} is said twice, and differs`, 'give each a subject of its own, or make them one'),
      );
    }
    problems.push(...(await statementProblems(String(sql), what, major, blame)));
  }
  return problems;
}

type Blame = (message: string, fix: string, why?: readonly string[]) => Diagnostic;

function blamer(solution: Solution, relation: string, row: readonly Value[]): Blame {
  const span = solution.bindings(relation, row)?.rule.span;
  return (message, fix, why) => ({
    code: 'plan/custom-step',
    severity: 'error',
    message,
    ...(span === undefined ? {} : { span }),
    ...(why === undefined ? {} : { why }),
    fix: { text: fix },
    subject: String(row[1]),
  });
}

/** Exactly one statement that names things in full and leaves transaction and session alone. */
async function statementProblems(
  sql: string,
  what: string,
  major: number,
  blame: Blame,
): Promise<Diagnostic[]> {
  const text = [`It is: ${sql.trim() === '' ? '(empty)' : sql}`];
  const { kinds, problems, rows } = await read(sql, major);
  const [problem] = problems;
  if (problem !== undefined)
    return [blame(`${what} is not SQL: ${problem}`, 'mend the text that the rule makes', text)];
  if (kinds.length !== 1) {
    return [
      blame(
        `${what} is ${kinds.length} statements, not one`,
        kinds.length === 0 ? 'write one statement' : 'make a step of each, in order by runs_before',
        text,
      ),
    ];
  }
  if (hasComment(sql)) return [blame(`${what} has a comment`, 'leave it out', text)];
  const unqualified = rows('stmt_writes_unqualified').map(([, name]) =>
    String(name).replace(/^public\./, ''),
  );
  if (unqualified.length > 0) {
    return [
      blame(`${what} names ${unqualified.join(', ')} without a schema`, 'write schema.name', [
        ...text,
        'A plan runs with an empty search_path, so that it means the same everywhere.',
      ]),
    ];
  }
  for (const relation of ['stmt_controls_transaction', 'stmt_sets_parameter']) {
    if (rows(relation).length === 0) continue;
    const touches =
      relation === 'stmt_sets_parameter' ? 'changes settings of the session' : 'controls the transaction';
    return [blame(`${what} ${touches}, which is the plan's own`, 'leave that out', text)];
  }
  return [];
}

async function probeProblems(sql: string, what: string, major: number, blame: Blame): Promise<Diagnostic[]> {
  const problems = await statementProblems(sql, what, major, blame);
  if (problems.length > 0) return problems;
  const { kinds, rows } = await read(sql, major);
  const changes = ['stmt_writes_relation', 'stmt_creates_table', 'stmt_locks_rows'].some(
    (relation) => rows(relation).length > 0,
  );
  if (kinds[0] === 'select' && !changes) return [];
  return [
    blame(
      `${what} must be a SELECT that changes and locks nothing`,
      'ask for one value: true when the step is done',
      [`It is: ${sql}`, 'It is asked before and after the step, and again when a run goes on after a kill.'],
    ),
  ];
}

interface Read {
  /** First words of each statement. */
  readonly kinds: readonly string[];
  readonly problems: readonly string[];
  readonly rows: (relation: string) => readonly (readonly Value[])[];
}

async function read(sql: string, major: number): Promise<Read> {
  const rows = new Map<string, Value[][]>();
  const add = (relation: string, ...values: Value[]): void => {
    const list = rows.get(relation);
    if (list === undefined) rows.set(relation, [values]);
    else list.push(values);
  };
  const collected = await collectStatements([new SourceText('<step>', sql)], { add }, { major });
  const statements = collected.statements.filter(({ inside }) => inside === undefined);
  return {
    kinds: statements.map(({ kind }) => kind),
    problems: collected.diagnostics.map(({ message }) => message),
    rows: (relation) => rows.get(relation) ?? [],
  };
}

/** A comment would swallow what is written behind the statement. */
function hasComment(sql: string): boolean {
  const list = tokens(sql);
  return list.some(({ text, end }, i) => {
    const next = list[i + 1];
    return next?.start === end && ['--', '/*'].includes(text + next.text);
  });
}

/** Without the closing semicolon. */
function bare(sql: string): string {
  let end = sql.trim();
  while (end.endsWith(';')) end = end.slice(0, -1).trimEnd();
  return end;
}
