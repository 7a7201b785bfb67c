/**
 * The SDL board: application schemas that others wrote in GraphQL, through an adapter for their directives.
 *   npm run --silent score -- sdl CASES.jsonl... FOLDER... [--verbose]
 * A case with `expected_sql` passes when tables, columns, types, nullability, primary keys, unique keys and foreign keys
 * are equal. A GraphQL file of a folder passes when it compiles and no field of a stored type is lost.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SourceText, WesleyError } from '../../src/diagnostics/index.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { compileSdl, defaultSettings, type SchemaSettings } from '../../src/schema/index.js';
import { amplifySettings, fromAmplify, lostFields } from './support/amplify.js';
import { readCases } from './support/cases.js';
import { fromPrisma1 } from './support/prisma1.js';

interface SdlCase {
  readonly name: string;
  readonly sdl: string;
  readonly expected_sql: string;
}

interface Result {
  readonly name: string;
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
        for (const file of readdirSync(path)
          .filter((name) => name.endsWith('.graphql'))
          .sort()) {
          results.push(await compileOnly(join(path, file), scratch));
        }
      } else for (const one of readCases<SdlCase>(path)) results.push(await compareOne(one, scratch));
    }
  } finally {
    await scratch.close();
  }
  for (const { name, differences, justified } of results) {
    for (const difference of differences) console.log(`FAILED ${name}: ${difference}`);
    if (values.verbose) for (const one of justified) console.log(`${name}: ${one}`);
  }
  const failed = results.filter(({ differences }) => differences.length > 0);
  console.log(
    JSON.stringify({
      kind: 'sdl',
      total: results.length,
      passed: results.length - failed.length,
      failed: failed.map(({ name }) => name),
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

async function compileOnly(path: string, scratch: Scratch): Promise<Result> {
  const name = basename(path, '.graphql');
  const text = readFileSync(path, 'utf8');
  try {
    const adapted = fromAmplify(text);
    const compiled = await compileSdl([new SourceText(path, adapted.sdl)], amplifySettings);
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
