/** pgTAP tests: each table is as the schema says, and rows of one tenant or owner are out of reach of another. */
import type { SchemaModel, TableModel } from '../model.js';
import { type Option, readOptions, text } from './options.js';
import { isolationTests } from './pgtap/isolation.js';
import type { PgtapOptions } from './pgtap/options.js';
import { tableTests, typeTests } from './pgtap/structure.js';
import type { GeneratedFile, Target } from './target.js';

export const pgtap: Target = {
  name: 'pgtap',
  doc: 'Tests for pgTAP: tables as the schema says, and isolation of tenants and owners.',
  async generate(model, given) {
    const options = readOptions<PgtapOptions>('pgtap', given, {
      folder: text('pgtap'),
      role: maybe(),
      setTenant: maybe(),
      setUser: maybe(),
      values: expressions,
    });
    const types = typeTests(model);
    return [
      ...(types === undefined ? [] : [{ path: `${options.folder}/types.sql`, text: types }]),
      ...(await files(model, `${options.folder}/tables`, async (table) => tableTests(table))),
      ...(await files(model, `${options.folder}/isolation`, (table) =>
        isolationTests(table, model, options),
      )),
    ];
  },
};

/** One file per table; a name that differs in signs or capitals only gets a number. */
async function files(
  model: SchemaModel,
  folder: string,
  write: (table: TableModel) => Promise<string | undefined>,
): Promise<GeneratedFile[]> {
  const taken = new Set<string>();
  const made: GeneratedFile[] = [];
  for (const table of model.tables) {
    const written = await write(table);
    if (written === undefined) continue;
    const name = (table.schema === 'public' ? table.name : `${table.schema}.${table.name}`).replaceAll(
      /[^\p{L}\p{N}_.-]/gu,
      '_',
    );
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${name}_${n}`;
    taken.add(free.toLowerCase());
    made.push({ path: `${folder}/${free}.sql`, text: written });
  }
  return made;
}

function maybe(): Option<string> {
  const accepts = (value: unknown): value is string => typeof value === 'string';
  return { fallback: '', expected: 'a text', accepts };
}

const expressions: Option<Readonly<Record<string, string>>> = {
  fallback: {},
  expected: 'an object of SQL expressions by "table.column"',
  accepts: (value): value is Readonly<Record<string, string>> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string'),
};
