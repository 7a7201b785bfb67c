/** `wesley rules bench`: where the time of rules goes. */
import type { Command } from 'commander';
import { Exit, plural, type Style, thousands, wrap } from '../diagnostics/index.js';
import type { BenchReport, ClauseCost } from '../index.js';
import { type Context, count, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { unknownRule } from './rule-view.js';
import { addFactFlags, type FactFlags, readFactInput } from './rules-input.js';
import { fitted } from './table.js';

interface BenchOptions extends FactFlags {
  readonly rule?: readonly string[];
  readonly facts?: number;
  readonly runs?: number;
  readonly top?: number;
  readonly json?: boolean;
}

/** Relations that say what a rule found: its id is the better name. */
const reporting: readonly string[] = ['finding', 'schema_finding', 'forbidden'];

const defaultTop = 10;
const defaultFacts = 10_000;

/** Declares the command. */
export function rulesBenchCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Measure rules: time, tuples and rows, per clause and literal')
    .option('--rule <id...>', 'only these rules and what they read; an id among the files means the same')
    .option(
      '--facts <n>',
      `make up statements, or types of a schema, until there are so many facts (without files: ${thousands(defaultFacts)})`,
      count,
    )
    .option('--runs <n>', 'runs after a first one; of each clause the fastest is told (default: 5)', count)
    .option('--top <n>', `clauses to show (default: ${defaultTop})`, count)
    .option('--json', 'print JSON');
  addFactFlags(command);
  withExamples(
    command,
    "wesley rules bench 'migrations/*.sql' --against prod.snapshot.json",
    'wesley rules bench --facts 50000 --top 3',
    'wesley rules bench change.sql drop-column',
    'wesley rules bench schema.graphql',
    'wesley rules bench acme/type-says-when',
    'wesley rules bench --against before.sql --to after.sql not-null-via-check',
  );
  return runner.command<BenchOptions>(command, runBench);
}

async function runBench(context: Context, args: string[], options: BenchOptions): Promise<number> {
  const { io, out } = context;
  const { ruleFolders } = readConfig(io, context.config);
  const api = await import('../index.js');
  const rules = (await api.rulePages(ruleFolders)).map(({ rule }) => rule);
  const known = [...rules.map(({ id }) => id), ...(await api.planRuleIds(ruleFolders))];
  const ids = args.flatMap((arg) => api.findRule(arg, known) ?? []);
  for (const name of options.rule ?? []) {
    const id = api.findRule(name, known);
    if (id === undefined) throw unknownRule(name, known);
    ids.push(id);
  }
  const files = args.filter((arg) => api.findRule(arg, known) === undefined);
  const read = await readFactInput(context, files, options);
  const ofSchema = rules.filter(({ id, judges }) => judges === 'schema' && ids.includes(id));
  // The migrations of the configuration are no schema.
  const input = ofSchema.length > 0 && files.length === 0 ? { ...read, files: [] } : read;
  const nothing = input.files.length === 0 && input.before === undefined;
  const report = await api.benchRules(input, {
    ids,
    ...(options.runs === undefined ? {} : { runs: options.runs }),
    ...(options.facts !== undefined || nothing ? { facts: options.facts ?? defaultFacts } : {}),
  });
  if (options.json === true) {
    const body = { schema: 'wesley/rules-bench/1', ...report, clauses: report.clauses.slice(0, options.top) };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else io.out(benchText(report, options.top ?? defaultTop, out));
  return Exit.done;
}

const cells = (...texts: readonly [string, number][]): string =>
  texts.map(([text, width]) => text.padStart(width)).join('  ');

/** With as many digits as mean something. */
function time(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 1 ? 3 : 1)} ms`;
}

/** The dearest clauses with their literals, and what stands out in them. */
export function benchText(report: BenchReport, top: number, style: Style): string {
  const { facts, tuples, derivations, runs, milliseconds, plainMilliseconds, medianMilliseconds, clauses } =
    report;
  const lines = [
    `${thousands(facts)} facts: ${thousands(tuples)} tuples, derived in ${thousands(derivations)} ways, in ${time(plainMilliseconds)}`,
    style.dim(
      `${plural(clauses.length, 'clause')} ran, ${time(milliseconds)} as measured; each the fastest of ${plural(runs, 'run')}`,
    ),
  ];
  if (medianMilliseconds > 2 * plainMilliseconds) {
    const busy = `half of the runs took ${time(medianMilliseconds)} or more: more --runs are surer`;
    lines.push(style.yellow(busy));
  }
  lines.push('');
  for (const clause of clauses.slice(0, top)) lines.push(...clauseLines(clause, milliseconds, style), '');
  const rest = clauses.length - top;
  if (rest > 0) lines.push(style.dim(`${style.sign.dots} and ${plural(rest, 'cheaper clause')} (--top)`));
  return `${lines.join('\n').trimEnd()}\n`;
}

function clauseLines(clause: ClauseCost, total: number, style: Style): string[] {
  const { relation, id, file, line, milliseconds, derivations, tuples, literals, hints } = clause;
  const share = total === 0 ? 0 : Math.round((100 * milliseconds) / total);
  const name = id !== undefined && reporting.includes(relation) ? id : relation;
  const lines = [
    `${style.bold(time(milliseconds))} ${`${share} %`.padStart(4)}  ${style.bold(name)}  ${style.cyan(`${file}:${line}`)}`,
    style.dim(`  ${thousands(tuples)} new of ${thousands(derivations)} derived`),
    style.dim(`  ${cells(['tried', 9], ['passed', 9], ['rows', 9])}  literal`),
    ...literals.map(({ tried, passed, rows, text }) => {
      const numbers = cells([thousands(tried), 9], [thousands(passed), 9], [thousands(rows), 9]);
      return `  ${numbers}  ${fitted(text, Math.max(20, style.width - numbers.length - 4), style)}`;
    }),
  ];
  for (const hint of hints) {
    const [first = '', ...more] = wrap(hint, style.width - 8);
    lines.push(`  ${style.yellow('hint')}  ${first}`, ...more.map((text) => `        ${text}`));
  }
  return lines;
}
