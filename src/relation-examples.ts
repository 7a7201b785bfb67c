/** Example rows of the relations that rules derive: true ones, found by solving the examples of the shipped rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FactSet, type Solution, solve, type Value } from './engine/index.js';
import { loadState, Scratch } from './facts/sources/index.js';
import { packageRoot } from './paths.js';
import { collectFacts, type KnownState } from './pipeline.js';
import { parseExample } from './rule-pages.js';
import { loadRuleset } from './ruleset.js';

/** A row of a relation, and the example in whose solution it is; `facts` for what rules state by themselves. */
export interface RelationExample {
  readonly row: readonly Value[];
  /** Below `rules`: `safety/drop-table/unsafe.sql`, or the folder of a plan's two states and a version: `plan/index-replaced@18`. */
  readonly from: string;
}

export type RelationExamples = ReadonlyMap<string, RelationExample>;

const rules = join(packageRoot, 'rules');
const file = join(rules, 'examples.json');
/** What rules state without any input. */
const noInput = 'facts';

/** The examples that were found when the documentation was generated. */
export function readRelationExamples(): RelationExamples {
  if (!existsSync(file)) return new Map();
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, Value[]>>;
  return new Map(
    Object.entries(found).flatMap(([from, rows]) =>
      Object.entries(rows).map(([relation, row]): [string, RelationExample] => [relation, { row, from }]),
    ),
  );
}

/** Text of `rules/examples.json`. */
export function renderRelationExamples(examples: RelationExamples): string {
  const groups = new Map<string, string[]>();
  for (const [relation, { row, from }] of examples) {
    groups.set(from, [
      ...(groups.get(from) ?? []),
      `    ${JSON.stringify(relation)}: ${JSON.stringify(row)}`,
    ]);
  }
  const parts = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, rows]) => `  ${JSON.stringify(from)}: {\n${rows.sort().join(',\n')}\n  }`);
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** Solves all examples of the shipped rules, and takes a row per derived relation from as few of them as possible. */
export async function findRelationExamples(): Promise<RelationExamples> {
  const { program } = loadRuleset();
  const derived = new Set(program.rules.map(({ head }) => head));
  const rows = new Map<string, Map<string, readonly Value[]>>();
  await solveExamples(allExamples(), (from, solution) => {
    const found = new Map<string, readonly Value[]>();
    for (const relation of derived) {
      const [row] = solution.rows(relation);
      if (row !== undefined) found.set(relation, row);
    }
    rows.set(from, found);
  });
  const chosen = new Map<string, RelationExample>();
  for (;;) {
    let best: { readonly from: string; readonly news: string[] } | undefined;
    for (const [from, found] of rows) {
      const news = [...found.keys()].filter((relation) => !chosen.has(relation));
      if (news.length > (best?.news.length ?? 0)) best = { from, news };
    }
    if (best === undefined) return chosen;
    for (const relation of best.news) {
      const row = rows.get(best.from)?.get(relation);
      if (row !== undefined) chosen.set(relation, { row, from: best.from });
    }
  }
}

/** The relations whose row is not in the solution of its example any more, of the examples that are wanted. */
export async function untrueExamples(
  examples: RelationExamples,
  isWanted: (from: string) => boolean = () => true,
): Promise<string[]> {
  const untrue: string[] = [];
  const { relations } = loadRuleset().program;
  for (const name of examples.keys()) if (!relations.has(name)) untrue.push(name);
  const wanted = [...new Set([...examples.values()].map(({ from }) => from))].filter(isWanted);
  await solveExamples(wanted, (from, solution) => {
    for (const [name, example] of examples) {
      if (example.from === from && relations.has(name) && !solution.has(name, example.row)) untrue.push(name);
    }
  });
  return untrue;
}

function allExamples(): string[] {
  const folders = (group: string): string[] => readdirSync(join(rules, group)).sort();
  return [
    noInput,
    ...['safety', 'style'].flatMap((group) =>
      folders(group).flatMap((id) => [`${group}/${id}/unsafe.sql`, `${group}/${id}/safe.sql`]),
    ),
    ...folders('plan').flatMap((id) => majorsOf(id).map((major) => `plan/${id}@${major}`)),
  ];
}

/** The versions that a folder of rules for plans is tried on. */
function majorsOf(id: string): readonly number[] {
  const path = join(rules, 'plan', id, 'options.json');
  const options = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  return (options as { readonly majors?: readonly number[] }).majors ?? [18];
}

async function solveExamples(
  examples: readonly string[],
  visit: (from: string, solution: Solution) => void,
): Promise<void> {
  const scratch = new Scratch();
  const { program } = loadRuleset();
  const state = (text: string): Promise<KnownState> =>
    loadState({ kind: 'sql', name: 'state', text }, { scratch });
  try {
    for (const from of examples) visit(from, solve(program, await factsOf(from, state)));
  } finally {
    await scratch.close();
  }
}

async function factsOf(from: string, state: (text: string) => Promise<KnownState>): Promise<FactSet> {
  if (from === noInput) return new FactSet();
  const read = (path: string): string => readFileSync(join(rules, path), 'utf8');
  const [folder = from, major] = from.split('@');
  if (from.startsWith('plan/')) {
    const before = await state(read(`${folder}/before.sql`));
    const after = await state(read(`${folder}/after.sql`));
    return (await collectFacts({ files: [], before, after, major: Number(major) })).facts;
  }
  const { before, change, server } = parseExample(read(from));
  const known = before === undefined ? undefined : await state(before);
  const files = [{ path: from, text: change }];
  return (await collectFacts({ files, before: known, major: server })).facts;
}
