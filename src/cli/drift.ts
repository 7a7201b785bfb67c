/** `wesley drift`: is the live database what is expected, and what does it break where it is not? */
import type { Command } from 'commander';
import { Exit, plural, type Severity, type Style, WesleyError, wrap } from '../diagnostics/index.js';
import type { Drift, DriftResult, Plan } from '../index.js';
import { type Context, list, newCommand, type Runner, withExamples } from './command.js';
import { type Config, readConfig } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import type { Io } from './io.js';
import { printDiagnostics } from './problems.js';
import { isPrinted, readReportTargets, reportHelp, writeReports } from './reports.js';

interface DriftOptions {
  readonly database?: string;
  readonly expect?: string;
  readonly ignore?: string[];
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly report?: string[];
}

/** Declares the command. */
export function driftCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Say how a live database differs from what is expected, and what that breaks',
  )
    .option(
      '--database <url>',
      'live database: URL, key=value text, or pglite:folder (default: "against" of the configuration, DATABASE_URL, PG*)',
    )
    .option(
      '--expect <state>',
      'what is expected: GraphQL, SQL, a folder, a snapshot, a plan file, a database, or applied, where the last applied plan leads (default: "schema" of the configuration, else applied)',
    )
    .option(
      '--ignore <patterns>',
      'objects that are no drift: index:public.tmp_*, public.audit_*, sequence, comment; can be repeated',
      list,
    )
    .option('--plan', 'show the plan that ends the drift')
    .option('--json', 'print JSON')
    .option('--report <format=file>', reportHelp, list);
  withExamples(
    command,
    'wesley drift --expect schema.graphql --database postgres://reader@host/shop',
    "wesley drift --expect applied --ignore 'public.audit_*,comment'",
    '',
    'The exit code is 3 when there is drift, 0 when there is none.',
  );
  return runner.command<DriftOptions>(command, runDrift);
}

async function runDrift(context: Context, _args: string[], options: DriftOptions): Promise<number> {
  const { io, out } = context;
  const targets = readReportTargets(options.report ?? []);
  const isText = !isPrinted(targets, options.json === true) && options.json !== true;
  const config = readConfig(io, context.config);
  const database = options.database ?? liveOf(config, io);
  const applied = `applied:${database}`;
  const expect = options.expect === 'applied' ? applied : (options.expect ?? config.schema[0] ?? applied);
  const { drift, driftReport } = await import('../index.js');
  const { result, plan } = await drift(
    {
      database,
      expect,
      ignore: [...(options.ignore ?? []).map((objects) => ({ objects })), ...config.drift.ignore],
      ...(options.plan === true
        ? { plan: { ruleFolders: config.ruleFolders, severities: config.rules } }
        : {}),
    },
    stateOptions(io, config),
  );
  const warnings = result.notes.filter(({ severity }) => severity !== 'note');
  if (warnings.length > 0) {
    printDiagnostics(warnings, { io, style: context.err, trace: context.trace, json: false });
  }
  if (options.json === true) io.out(`${JSON.stringify(toJson(result, plan), undefined, 2)}\n`);
  else if (isText) io.out(renderText(result, out, { database, expect }, plan === undefined));
  if (plan !== undefined && isText && result.drift.length > 0) {
    const { renderPlan } = await import('../index.js');
    io.out(`\n${await renderPlan(plan, { style: out })}`);
    if (result.ignored.length > 0) io.out('It also undoes what is ignored.\n');
  }
  if (targets.length > 0) writeReports(await driftReport(result), targets, context);
  return result.drift.length === 0 ? Exit.done : Exit.stale;
}

/** The database that a team plans against, or that of the environment. */
function liveOf({ against }: Config, { env }: Io): string {
  if (against !== undefined && /^(postgres(ql)?:\/\/|pglite:|\s*(host|dbname|service)\s*=)/i.test(against)) {
    return against;
  }
  if (env.DATABASE_URL) return env.DATABASE_URL;
  if (env.PGHOST || env.PGDATABASE || env.PGSERVICE) return `dbname=${env.PGDATABASE ?? ''}`;
  throw new WesleyError(
    {
      code: 'db/not-named',
      severity: 'error',
      message: 'no database is named',
      fix: {
        text: 'use --database, or set DATABASE_URL',
        code: 'wesley drift --database postgres://user@host/db',
      },
    },
    Exit.usage,
  );
}

function toJson(result: DriftResult, plan: Plan | undefined): unknown {
  const shown = ({ object, change, severity, breaks, fields, span }: Drift) => ({
    object,
    change,
    severity,
    breaks,
    fields: fields.map(({ name, a, b }) => ({ name, expected: a ?? null, found: b ?? null })),
    ...(span === undefined ? {} : { file: span.file, line: span.line, column: span.column }),
  });
  return {
    schema: 'wesley/drift/1',
    live: result.live,
    expected: result.expected,
    drift: result.drift.map(shown),
    ignored: result.ignored.map(({ drift, by }) => ({
      ...shown(drift),
      by: by.objects,
      reason: by.reason ?? null,
    })),
    unused: result.unused.map(({ objects }) => objects),
    notCompared: result.notCompared,
    ...(plan === undefined ? {} : { plan }),
  };
}

const signs = { missing: '-', unexpected: '+', changed: '~' } as const;

function renderText(
  { drift, ignored, unused, notCompared, live, expected }: DriftResult,
  style: Style,
  named: { readonly database: string; readonly expect: string },
  advise: boolean,
): string {
  const lines: string[] = [`live      ${live}`, `expected  ${expected}`, ''];
  for (const one of drift) lines.push(...renderOne(one, style), '');
  const count = (severity: Severity): number => drift.filter((one) => one.severity === severity).length;
  const counts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    plural(count('note'), 'note'),
  ];
  const aside = ignored.length === 0 ? '' : `, ${plural(ignored.length, 'difference')} ignored`;
  if (drift.length === 0) lines.push(`${style.green('no drift')}${aside}`);
  else lines.push(`${style.bold(`${plural(drift.length, 'difference')}`)}: ${counts.join(', ')}${aside}`);
  for (const one of notCompared) lines.push(`not compared: ${one}`);
  for (const { objects } of unused) lines.push(`ignored for nothing: ${objects}`);
  if (drift.length > 0 && advise) {
    const [from, to] = [named.database, named.expect].map(quoted);
    lines.push('', `to end it: ${style.bold(`wesley plan --from ${from} --to ${to} -o plan.json`)}`);
  }
  return `${lines.join('\n')}\n`;
}

function renderOne(drift: Drift, style: Style): string[] {
  const { object, change, severity, breaks, fields, span } = drift;
  const paint = { error: style.red, warning: style.yellow, note: style.dim }[severity];
  const what = { missing: 'is missing', unexpected: 'is not expected', changed: 'has changed' }[change];
  const place = span === undefined ? '' : style.dim(`  ${span.file}:${span.line}`);
  const width = Math.max(...fields.map(({ name }) => name.length), 0);
  return [
    `${paint(`${signs[change]} ${severity}`.padEnd(10))} ${style.bold(object.replace(':', ' '))} ${what}${place}`,
    ...fields.flatMap(({ name, a, b }) => [
      `           ${name.padEnd(width)}  expected  ${indented(a, width)}`,
      `           ${''.padEnd(width)}  found     ${indented(b, width)}`,
    ]),
    ...breaks.flatMap((clause) =>
      wrap(clause, style.width - 11).map((line) => `           ${style.dim(line)}`),
    ),
  ];
}

function indented(text: string | undefined, width: number): string {
  return (text ?? 'nothing').trim().replaceAll('\n', `\n${''.padEnd(width + 23)}`);
}

/** As a shell reads it; never the password. */
function quoted(text: string): string {
  const shown = text.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1@').replace(/\bpassword\s*=\s*\S+\s*/i, '');
  return /^[\w./:@+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
