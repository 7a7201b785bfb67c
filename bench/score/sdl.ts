/**
 * The SDL board: application schemas that others wrote in GraphQL, through an adapter for their directives.
 *   npm run --silent score -- sdl CASES.jsonl... FOLDER... [--verbose]
 * A case with `expected_sql` passes when tables, columns, types, nullability, primary keys, unique keys and foreign keys
 * are equal. A GraphQL file of a folder passes when it compiles, loads, and no field of a stored type is lost.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SourceText, WesleyError } from '../../src/diagnostics/index.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { compileSdl, defaultSettings, type SchemaSettings } from '../../src/schema/index.js';
import {
  amplifySettings,
  fromAmplify,
  isGraphql,
  lostFields,
  storedTypes,
  undefinedTypes,
} from './support/amplify.js';
import { readCases } from './support/cases.js';
import { fromPrisma1 } from './support/prisma1.js';

interface SdlCase {
  readonly name: string;
  readonly sdl: string;
  readonly expected_sql: string;
}

interface Result {
  readonly name: string;
  /** Why there is nothing to measure. */
  readonly skipped?: string;
  readonly differences: readonly string[];
  /** Differences that are no fault, each with its reason. */
  readonly justified: readonly string[];
}

const prismaSettings: SchemaSettings = { ...defaultSettings, names: 'exact', id: 'text' };

/** Tables in which Prisma 1 keeps its own books: no SDL makes them. */
const bookkeeping = new Map([['_RelayId', 'a table of the tool itself, in no datamodel']]);

export async function score(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { verbose: { type: 'boolean', default: false } },
  });
  const scratch = new Scratch();
  const results: Result[] = [];
  try {
    for (const path of positionals) {
      if (statSync(path).isDirectory()) {
        const files = readdirSync(path)
          .filter((name) => name.endsWith('.graphql'))
          .sort();
        for (const file of files) results.push(await compileOnly(path, file, files, scratch));
      } else for (const one of readCases<SdlCase>(path)) results.push(await compareOne(one, scratch));
    }
  } finally {
    await scratch.close();
  }
  for (const { name, differences, justified } of results) {
    for (const difference of differences) console.log(`FAILED ${name}: ${difference}`);
    if (values.verbose) for (const one of justified) console.log(`${name}: ${one}`);
  }
  const measured = results.filter(({ skipped }) => skipped === undefined);
  const failed = measured.filter(({ differences }) => differences.length > 0);
  console.log(
    JSON.stringify({
      kind: 'sdl',
      total: measured.length,
      passed: measured.length - failed.length,
      failed: failed.map(({ name }) => name),
      skipped: results.flatMap(({ name, skipped }) =>
        skipped === undefined ? [] : [{ name, reason: skipped }],
      ),
      justified: results.reduce((sum, { justified }) => sum + justified.length, 0),
    }),
  );
  return 0;
}

async function compareOne({ name, sdl, expected_sql }: SdlCase, scratch: Scratch): Promise<Result> {
  const expected = await stateOf(name, expected_sql, scratch);
  const schema = expected.tables[0]?.schema ?? 'public';
  const compiled = await compileSdl([new SourceText(`${name}.graphql`, fromPrisma1(sdl))], {
    ...prismaSettings,
    schema,
  });
  if (compiled.sql === undefined) return { name, differences: errorsOf(compiled.diagnostics), justified: [] };
  const actual = await stateOf(name, compiled.sql, scratch);
  const wanted = describe(expected);
  const got = describe(actual);
  const justified: string[] = [];
  const differences: string[] = [];
  for (const line of wanted) {
    if (got.has(line)) continue;
    const reason = [...bookkeeping].find(([table]) => line.startsWith(`${table}:`))?.[1];
    if (reason === undefined) differences.push(`missing ${line}`);
    else justified.push(`missing ${line} (${reason})`);
  }
  for (const line of got) if (!wanted.has(line)) differences.push(`not expected ${line}`);
  return { name, differences, justified };
}

async function compileOnly(
  folder: string,
  file: string,
  siblings: readonly string[],
  scratch: Scratch,
): Promise<Result> {
  const name = basename(file, '.graphql');
  const read = (one: string): string => readFileSync(join(folder, one), 'utf8');
  let text = read(file);
  const skipped = (reason: string): Result => ({ name, differences: [], justified: [], skipped: reason });
  if (!isGraphql(text)) return skipped('no GraphQL');
  if (storedTypes(text).length === 0) return skipped('no stored type');
  if (undefinedTypes(text).length > 0) {
    const others = siblings.filter((other) => other !== file && halfOf(other) === halfOf(file));
    text = [text, ...others.map(read)].join('\n');
  }
  const missing = undefinedTypes(text);
  if (missing.length > 0) return skipped(`names a type that is nowhere: ${missing.join(', ')}`);
  try {
    const adapted = fromAmplify(text);
    const compiled = await compileSdl([new SourceText(file, adapted.sdl)], amplifySettings);
    if (compiled.sql === undefined) {
      return { name, differences: errorsOf(compiled.diagnostics), justified: adapted.leftOut };
    }
    await stateOf(name, compiled.sql, scratch);
    return { name, differences: lostFields(text, compiled.model), justified: adapted.leftOut };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const diagnostics = error instanceof WesleyError ? errorsOf(error.diagnostics) : [error.message];
    return { name, differences: diagnostics, justified: [] };
  }
}

/** Schemas over several sources are kept as two files: one with the first type, one with those related to it. */
function halfOf(file: string): string {
  return file.replace(/schema-(primary|related)/, 'schema');
}

async function stateOf(name: string, text: string, scratch: Scratch): Promise<Catalog> {
  return (await loadState({ kind: 'sql', name, text }, { scratch })).catalog;
}

/** What is compared, a line each. */
function describe(catalog: Catalog): Set<string> {
  const bare = (id: string): string => id.replace(/^("(?:[^"]|"")*"|[^.]*)\./, '').replaceAll('"', '');
  const lines = new Set<string>();
  for (const table of catalog.tables) {
    lines.add(`${table.name}: table`);
    for (const { name, type, notNull } of table.columns) {
      lines.add(`${table.name}: column ${name} ${type}${notNull ? ' not null' : ''}`);
    }
    for (const { kind, columns, references, definition } of table.constraints) {
      if (kind === 'primary key') lines.add(`${table.name}: primary key (${columns.join(', ')})`);
      if (kind !== 'foreign key' || !references) continue;
      const action = /ON DELETE ([A-Z ]+?)(?= ON UPDATE|$)/.exec(definition)?.[1] ?? 'NO ACTION';
      const target = `${bare(references.table)} (${references.columns.join(', ')})`;
      lines.add(`${table.name}: foreign key (${columns.join(', ')}) to ${target} on delete ${action}`);
    }
  }
  const primary = new Set(
    catalog.tables.flatMap(({ constraints }) =>
      constraints.flatMap(({ kind, index }) => (kind === 'primary key' && index ? [index] : [])),
    ),
  );
  for (const index of catalog.indexes) {
    if (!index.unique || primary.has(index.id)) continue;
    lines.add(`${bare(index.table)}: unique (${index.keys.join(', ')})`);
  }
  return lines;
}

function errorsOf(
  diagnostics: readonly { readonly severity: string; readonly code: string; readonly message: string }[],
): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);
}
