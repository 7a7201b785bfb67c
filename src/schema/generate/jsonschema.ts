/** The schema as JSON Schema 2020-12: a document per table, with a row as PostgreSQL's `to_jsonb` prints it, a new one, a change. */
import type { EnumModel, TableModel, ViewModel } from '../model.js';
import { columnsOf, readCheck } from './constraints.js';
import { defaultValueOptions } from './drivers.js';
import { type JsonRecord, printJson } from './json.js';
import { type CheckedProperty, sayCondition } from './jsonschema-checks.js';
import { mergeSchemas } from './jsonschema-merge.js';
import { type JsonTypeOptions, valueSchema, withNull } from './jsonschema-types.js';
import { oneOf, readOptions, text } from './options.js';
import { remembered } from './remembered.js';
import { type Property, Rows, shown } from './rows.js';
import type { GeneratedFile, Target } from './target.js';

interface JsonSchemaOptions extends JsonTypeOptions {
  readonly folder: string;
  readonly keys: 'column' | 'field';
}

export const jsonschema: Target = {
  name: 'jsonschema',
  doc: 'JSON Schema 2020-12 of rows to read, insert and update, a file per table.',
  async generate(model, given) {
    const options = readOptions<JsonSchemaOptions & Record<string, unknown>>('jsonschema', given, {
      folder: text('jsonschema'),
      keys: oneOf('column', 'field'),
      bigint: oneOf('number', 'string'),
      numeric: oneOf('number', 'string'),
    });
    const rows = new Rows(model, { ...defaultValueOptions, keys: options.keys });
    const key = `jsonschema ${JSON.stringify(options)}`;
    const enums = new Map(model.enums.map((one) => [one.type, one]));
    const taken = new Set<string>();
    const files: GeneratedFile[] = [];
    for (const one of [...model.tables, ...model.views]) {
      const name = fileName(rows.names.of(one).row, taken);
      const document = await remembered(model, one, key, usesNothing, async () =>
        printJson(await documentOf(rows, one, options, enums)),
      );
      files.push({ path: `${options.folder}/${name}.json`, text: document });
    }
    return files;
  },
};

/** A document stands by itself. */
const usesNothing = (): void => undefined;

/** Different even where file systems see no difference between a and A. */
function fileName(name: string, taken: Set<string>): string {
  let file = name;
  for (let n = 2; taken.has(file.toLowerCase()); n += 1) file = `${name}-${n}`;
  taken.add(file.toLowerCase());
  return file;
}

async function documentOf(
  rows: Rows,
  one: TableModel | ViewModel,
  options: JsonSchemaOptions,
  enums: ReadonlyMap<string, EnumModel>,
): Promise<JsonRecord> {
  const properties = rows.properties(one);
  const checked = new Map(
    properties.map((property): [string, CheckedProperty] => [
      property.column.name,
      {
        key: property.name,
        schema: valueSchema(property.column.type, options, (type) => enums.get(type)),
        nullable: property.nullable,
      },
    ]),
  );
  const said = 'sql' in one ? nothingSaid : await sayChecks(one, checked);
  const object = (
    about: string,
    columns: JsonRecord,
    required: readonly Property[],
    rest: JsonRecord,
  ): JsonRecord => ({
    description: about,
    type: 'object',
    properties: columns,
    ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
    ...rest,
  });
  const written = properties.filter(({ fixed }) => !fixed);
  const columns = Object.fromEntries(
    properties.map((property) => [property.name, propertySchema(property, checked, said.onProperty)]),
  );
  const same = Object.fromEntries(written.map(({ name }) => [name, { $ref: pointer(name) }]));
  const present = new Set(written.map(({ column }) => column.name));
  const ofWritten = said.onObject.filter((one) => one.columns.every((name) => present.has(name)));
  const closed = { additionalProperties: false, ...allOf(ofWritten) };
  const name = shown(one);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: rows.names.of(one).row,
    ...(one.comment === undefined ? {} : { description: one.comment }),
    $ref: '#/$defs/row',
    $defs: {
      // A table may have got a column since.
      row: object(`Row of ${name}.`, columns, properties, allOf(said.onObject)),
      ...('sql' in one
        ? {}
        : {
            insert: object(
              `New row of ${name}.`,
              same,
              written.filter(({ optional }) => !optional),
              closed,
            ),
            update: object(`Change of a row of ${name}.`, same, [], closed),
          }),
    },
  };
}

/** Where the schema of a column stands, as a reference. */
function pointer(name: string): string {
  return `#/$defs/row/properties/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
}

interface SaidOfTable {
  readonly onProperty: ReadonlyMap<string, readonly JsonRecord[]>;
  readonly onObject: readonly { readonly columns: readonly string[]; readonly schema: JsonRecord }[];
}

const nothingSaid: SaidOfTable = { onProperty: new Map(), onObject: [] };

/** What the checks of a table say, as far as JSON Schema has words for it. */
async function sayChecks(
  table: TableModel,
  properties: ReadonlyMap<string, CheckedProperty>,
): Promise<SaidOfTable> {
  const onProperty = new Map<string, JsonRecord[]>();
  const onObject: SaidOfTable['onObject'][number][] = [];
  for (const { expression } of table.checks) {
    const { conditions } = await readCheck(expression, table.columns);
    for (const condition of conditions) {
      const said = sayCondition(condition, properties);
      if (said?.on === 'property') {
        onProperty.set(said.column, [...(onProperty.get(said.column) ?? []), said.schema]);
      }
      if (said?.on === 'object') onObject.push({ columns: columnsOf(condition), schema: said.schema });
    }
  }
  return { onProperty, onObject };
}

function propertySchema(
  { column, nullable }: Property,
  checked: ReadonlyMap<string, CheckedProperty>,
  said: SaidOfTable['onProperty'],
): JsonRecord {
  const own = checked.get(column.name)?.schema ?? {};
  const schema = (said.get(column.name) ?? []).reduce(mergeSchemas, nullable ? withNull(own) : own);
  const marks = [
    ...(column.comment === undefined ? [] : [column.comment]),
    ...(column.sensitive === true ? ['Sensitive: not to be logged or shown.'] : []),
    ...(column.pii === true ? ['Says something about a person.'] : []),
  ];
  return {
    ...(marks.length === 0 ? {} : { description: marks.join('\n\n') }),
    ...(column.deprecated === undefined ? {} : { deprecated: true }),
    ...schema,
  };
}

/** Several conditions on the object; one alone stands for itself. */
function allOf(said: SaidOfTable['onObject']): JsonRecord {
  const [only, ...others] = said.map(({ schema }) => schema);
  return only === undefined ? {} : others.length === 0 ? only : { allOf: [only, ...others] };
}
