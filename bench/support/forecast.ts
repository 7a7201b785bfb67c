/** What the rules say that a statement does, in the terms in which a server is observed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceText } from '../../src/diagnostics/index.js';
import { compile, FactSet, type Program, solve } from '../../src/engine/index.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { catalogFacts } from '../../src/facts/catalog/facts.js';
import type { Observation } from '../../src/facts/catalog/observe.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { collectStatements } from '../../src/facts/statements/index.js';
import { packageRoot } from '../../src/paths.js';

/** The state that statements start from, and the session that they run in. */
export interface Start {
  readonly catalog: Catalog;
  readonly settings: Readonly<Record<string, string>>;
  readonly role: string;
}

/** Rule files that say what a statement locks, rewrites and scans. */
const files = [
  'relations.dl',
  ...[
    'modes',
    'state',
    'state-constraints',
    'types',
    'defaults',
    'rewrites',
    'scans',
    'locks',
    'locks-secondary',
  ].map((name) => join('lib', `${name}.dl`)),
];

export function loadLockRules(): Program {
  const { program, diagnostics } = compile(
    files.map((file) => ({ file, text: readFileSync(join(packageRoot, 'rules', file), 'utf8') })),
  );
  if (program === undefined) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return program;
}

/** Reads the state of a database inside an open transaction. */
export async function readStart(database: Database): Promise<Start> {
  const catalog = await readCatalog(database, { inTransaction: true });
  const [row] = await database.query(
    `SELECT current_setting('timezone') AS timezone, current_setting('search_path') AS search_path, current_user::text AS role`,
  );
  const { timezone, search_path, role } = row ?? {};
  return {
    catalog,
    settings: { timezone: String(timezone), search_path: String(search_path) },
    role: String(role),
  };
}

/** The effects of statements in one transaction, on relations that are there before it. */
export async function forecast(
  sql: string,
  start: Start,
  major: number,
  program: Program,
): Promise<Observation> {
  const facts = new FactSet();
  catalogFacts(start.catalog, 'before', facts);
  facts.add('server', major);
  const { catalog: before, settings, role } = start;
  await collectStatements([new SourceText('statement.sql', sql)], facts, {
    before,
    major,
    settings,
    role,
    transactions: 'per-file',
  });
  const solution = solve(program, facts);
  const there = new Set(relationIds(before));
  const list = (relation: string): string[] => {
    const ids = solution.rows(relation).map(([, id]) => String(id));
    return [...new Set(ids.filter((id) => there.has(id)))].sort();
  };
  const ranks = new Map(solution.rows('mode_rank').map(([mode, rank]) => [mode, Number(rank)]));
  const locks = new Map<string, string>();
  for (const [, id, mode] of solution.rows('strongest_lock')) {
    const known = locks.get(String(id));
    const isStronger = known === undefined || (ranks.get(known) ?? 0) < (ranks.get(String(mode)) ?? 0);
    if (there.has(String(id)) && isStronger) locks.set(String(id), String(mode));
  }
  return { locks, rewrites: list('rewrites_table'), scans: list('scans_table') };
}

function relationIds(catalog: Catalog): string[] {
  return [catalog.tables, catalog.indexes, catalog.sequences, catalog.views].flatMap((list) =>
    list.map(({ id }) => id),
  );
}

/** Lines that say how a forecast differs from what was observed; none where it does not. */
export function differences(predicted: Observation, observed: Observation): string[] {
  const lines: string[] = [];
  for (const id of [...new Set([...predicted.locks.keys(), ...observed.locks.keys()])].sort()) {
    const [mine, theirs] = [predicted.locks.get(id), observed.locks.get(id)];
    if (mine !== theirs)
      lines.push(`lock on ${id}: predicted ${mine ?? 'none'}, observed ${theirs ?? 'none'}`);
  }
  for (const what of ['rewrites', 'scans'] as const) {
    for (const id of predicted[what])
      if (!observed[what].includes(id)) lines.push(`${what} ${id}: predicted, not observed`);
    for (const id of observed[what])
      if (!predicted[what].includes(id)) lines.push(`${what} ${id}: observed, not predicted`);
  }
  return lines;
}
