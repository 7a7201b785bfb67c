/** `wesley query`: goals over the facts and what the rules derive from them, with the proof of each answer. */
import type { Command } from 'commander';
import { Exit, type ProofLine, plural, Sources, type Style, wrap } from '../diagnostics/index.js';
import type { Answer, Several, Workbench } from '../index.js';
import { type Context, count, newCommand, type Runner, withExamples } from './command.js';
import { treeLines } from './proof-view.js';
import { addFactFlags, type FactFlags, readFactInput, showProblems } from './rules-input.js';
import { renderTable } from './table.js';
import { factText, shownValue } from './values.js';

interface QueryOptions extends FactFlags, AnswerOptions {
  readonly json?: boolean;
}

/** How an answer is shown. */
export interface AnswerOptions {
  readonly why?: boolean;
  /** So many proofs of each answer. */
  readonly proofs?: number;
  readonly whyNot?: boolean;
  readonly facts?: boolean;
  readonly limit?: number;
}

/** Rows of a table that are shown unless somebody wants more. */
export const defaultLimit = 100;

/** Declares the command. */
export function queryCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Ask what the facts and the rules say: a goal, or the name of a relation',
  ).argument('<goal>', 'a relation, or the body of a rule');
  command
    .option('--why', 'prove each answer')
    .option('--proofs <n>', 'up to so many proofs of each answer', count)
    .option('--why-not', 'say what is missing when there is no answer')
    .option('--facts', 'print a relation as facts, to paste into a test')
    .option('--limit <rows>', `answers to show (default: ${defaultLimit}; all, with --json)`, count)
    .option('--json', 'print JSON');
  addFactFlags(command);
  withExamples(
    command,
    'wesley query takes_lock change.sql',
    "wesley query 'blocks_writes(S, T), !stmt_in_transaction(S, _)' change.sql",
    'wesley query \'column("before", T, C, "money")\' prod.snapshot.json',
    'wesley query --proofs 3 \'blocks_writes(S, "public.orders")\' change.sql',
    'wesley query --why-not \'scans_table(S, "public.orders")\' change.sql',
    '',
    'Variables are any names, _ is anything; join literals with , (and) and ; (or).',
    'The exit code is 1 when there is no answer.',
  );
  return runner.command<QueryOptions>(command, runQuery);
}

async function runQuery(
  context: Context,
  [goal = '', ...files]: string[],
  options: QueryOptions,
): Promise<number> {
  const input = await readFactInput(context, files, options);
  const { openWorkbench } = await import('../index.js');
  const bench = await openWorkbench(input);
  const { answer, diagnostics } = bench.ask(goal);
  const json = options.json === true;
  if (answer === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    showProblems(context, errors, [{ file: '<goal>', text: goal }, ...bench.sources], json);
    return Exit.usage;
  }
  const hopeless = diagnostics.filter(({ code }) => code === 'dl/never');
  if (answer.rows.length === 0 && hopeless.length > 0 && !json && options.whyNot !== true) {
    showProblems(context, hopeless, [{ file: '<goal>', text: goal }, ...bench.sources], json);
  }
  if (answer.rows.length === 0 && input.files.length === 0 && input.before === undefined) {
    const text = 'no SQL and no state is named: there are only facts that rules state by themselves';
    context.io.err(`${context.err.dim(text)}\n`);
  }
  if (json) context.io.out(`${JSON.stringify(jsonAnswer(answer, options), undefined, 2)}\n`);
  else {
    if (options.facts !== true) context.io.out(meaning(context, bench, goal.trim()));
    context.io.out(answerText(context, bench, answer, options));
  }
  return answer.rows.length > 0 ? Exit.done : Exit.no;
}

/** What a relation means, when the goal is its name. */
function meaning({ out }: Context, bench: Workbench, name: string): string {
  const doc = bench.program.relations.get(name)?.doc.replace(/\s+/g, ' ').trim() ?? '';
  return doc === '' ? '' : `${wrap(doc, out.width).map(out.dim).join('\n')}\n\n`;
}

function jsonAnswer(answer: Answer, { why, proofs, whyNot, limit }: AnswerOptions) {
  const rows = limit === undefined ? answer.rows : answer.rows.slice(0, limit);
  return {
    schema: 'wesley/query/1',
    goal: answer.goal.text,
    columns: answer.goal.columns.map(({ name }) => name),
    types: answer.goal.columns.map(({ type }) => type),
    holds: answer.rows.length > 0,
    total: answer.rows.length,
    rows: answer.goal.columns.length === 0 ? [] : rows,
    ...(proofs !== undefined
      ? { proofs: rows.map((row) => answer.json.proofs(row, proofs)) }
      : why === true
        ? { proofs: rows.map((row) => ({ found: answer.json.why(row) })) }
        : {}),
    ...(whyNot === true && answer.rows.length === 0 ? { whyNot: answer.json.whyNot() } : {}),
  };
}

/** An answer for people: a table, facts, or whether the goal holds; then proofs, or what is missing. */
export function answerText(
  { out }: Pick<Context, 'out'>,
  bench: Workbench,
  answer: Answer,
  { why = false, proofs: most, whyNot = false, facts = false, limit = defaultLimit }: AnswerOptions,
): string {
  const { goal, rows } = answer;
  const sources = new Sources(bench.sources.map(({ file, text }) => ({ path: file, text })));
  if (rows.length === 0) {
    if (!whyNot) {
      const verdict = goal.columns.length === 0 ? 'no' : 'no answer';
      return `${out.yellow(verdict)}  ${out.dim('--why-not says what is missing')}\n`;
    }
    const lines = treeLines(answer.whyNot(), sources, out);
    return `${out.yellow(goal.columns.length === 0 ? 'no' : 'no answer')}\n${lines.join('\n')}\n`;
  }
  const proves = why || most !== undefined;
  const shown = rows.slice(0, limit);
  const proofs = (): string[] =>
    shown.flatMap((row) => {
      const known = goal.columns.map(({ name }, at) => `${name} = ${shownValue(row[at], true)}`).join(', ');
      const told =
        most === undefined
          ? treeLines(answer.why(row), sources, out)
          : severalLines(answer.proofs(row, most), most, sources, out);
      return ['', ...(known === '' ? [] : [out.bold(known)]), ...told];
    });
  if (goal.columns.length === 0) {
    return `${[out.green('yes'), ...(proves ? proofs().slice(1) : [])].join('\n')}\n`;
  }
  const name = /^(\w+)\(/.exec(goal.text)?.[1] ?? '';
  const numeric = goal.columns.map(({ type }) => type === 'number' || type === 'float');
  const body = facts
    ? shown.map((row) => `${factText(name, row)}.\n`).join('')
    : renderTable(
        goal.columns.map((column, at) => ({ title: column.name, right: numeric[at] === true })),
        shown.map((row) => row.map((value) => shownValue(value))),
        out,
      );
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `${out.sign.dots} and ${rest} more (--limit)` : '';
  const total = facts ? '' : out.dim(`${plural(rows.length, 'answer')}\n`);
  return `${body}${more === '' ? total : `${out.dim(more)}\n`}${proves ? `${proofs().join('\n')}\n` : ''}`;
}

/** Each proof under its number, and whether there are others. */
function severalLines(
  { found, complete }: Several<ProofLine[]>,
  most: number,
  sources: Sources,
  style: Style,
): string[] {
  const lines = found.flatMap((proof, at) => {
    const of = complete ? ` of ${found.length}` : '';
    const title = complete && found.length === 1 ? 'the only proof' : `proof ${at + 1}${of}`;
    return [style.dim(`  ${title}`), ...treeLines(proof, sources, style)];
  });
  if (complete) return lines;
  const reason =
    found.length < most ? 'the search took too long: there may be others' : 'there may be others (--proofs)';
  return [...lines, style.dim(`  ${style.sign.dots} ${reason}`)];
}
