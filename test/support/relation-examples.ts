/**
 * Finds and tries example rows of the relations that rules derive: in the solutions of the examples of the shipped
 * rules, of the statements whose locks are observed, and of a long history.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceText } from '../../src/diagnostics/index.js';
import { FactSet, type Solution, solve, type Value } from '../../src/engine/index.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { packageRoot } from '../../src/paths.js';
import { collectFacts, type KnownState } from '../../src/pipeline.js';
import { loadRuleset } from '../../src/ruleset/load.js';
import { modelFacts } from '../../src/schema/facts.js';
import { compileSdl, defaultSettings } from '../../src/schema/index.js';
import type { RelationExample, RelationExamples } from '../../src/workshop/relation-examples.js';
import { parseExample } from '../../src/workshop/rule-pages.js';

const rules = join(packageRoot, 'rules');
const support = join(packageRoot, 'test', 'support');
/** What rules state without any input. */
const noInput = 'facts';
/** Statements on a shop with one of everything; after it, the statement. */
const onShop = 'shop: ';
const history = 'history';

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
    ...folders('schema').flatMap((id) => {
      const path = `schema/${id}/unsafe.graphql`;
      return existsSync(join(rules, path)) ? [path] : [];
    }),
    history,
    ...statements().map((statement) => `${onShop}${statement}`),
    ...folders('plan').flatMap((id) => majorsOf(id).map((major) => `plan/${id}@${major}`)),
  ];
}

/** One statement a line, what has to run before it in front. */
function statements(): string[] {
  const lines = readFileSync(join(support, 'locks', 'statements.sql'), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('--'));
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
  shop = undefined;
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

let shop: Promise<KnownState> | undefined;

async function factsOf(from: string, state: (text: string) => Promise<KnownState>): Promise<FactSet> {
  if (from === noInput) return new FactSet();
  const read = (path: string): string => readFileSync(join(rules, path), 'utf8');
  if (from === history) {
    const files = [{ path: from, text: readFileSync(join(support, 'state', 'history.sql'), 'utf8') }];
    return (await collectFacts({ files })).facts;
  }
  if (from.startsWith(onShop)) {
    shop ??= state(readFileSync(join(support, 'locks', 'fixture.sql'), 'utf8'));
    const text = `${from.slice(onShop.length).replaceAll(';;', ';')};\n`;
    return (await collectFacts({ files: [{ path: 'statement', text }], before: await shop })).facts;
  }
  const [folder = from, major] = from.split('@');
  if (from.startsWith('plan/')) {
    const before = await state(read(`${folder}/before.sql`));
    const after = await state(read(`${folder}/after.sql`));
    return (await collectFacts({ files: [], before, after, major: Number(major) })).facts;
  }
  if (from.endsWith('.graphql')) return factsOfSdl(new SourceText(from, read(from)));
  const { before, change, server } = parseExample(read(from));
  const known = before === undefined ? undefined : await state(before);
  const files = [{ path: from, text: change }];
  return (await collectFacts({ files, before: known, major: server })).facts;
}

async function factsOfSdl(source: SourceText): Promise<FactSet> {
  const facts = new FactSet();
  const { model } = await compileSdl([source]);
  modelFacts(model, facts, { writtenAs: 'sdl', settings: defaultSettings });
  return facts;
}
