/** The schema as a `Database` interface of Kysely, with what is selected, inserted and updated of every column. */
import type { TableModel, ViewModel } from '../model.js';
import { type Code, docComment, importTypes, propertyKey, statement, stringLiteral, union } from './code.js';
import { type ValueOptions, valueOptions } from './drivers.js';
import { readOptions, text } from './options.js';
import { remembered } from './remembered.js';
import { columnDoc, helperParts, joinParts, keyCode, nullable, type Property, Rows, shown } from './rows.js';
import type { Target } from './target.js';

export const kysely: Target = {
  name: 'kysely',
  doc: 'The Database interface of Kysely.',
  generate(model, given) {
    const options = readOptions<ValueOptions & { file: string } & Record<string, unknown>>('kysely', given, {
      ...valueOptions,
      file: text('kysely.ts'),
    });
    const rows = new Rows(model, options);
    const key = `kysely ${JSON.stringify(options)}`;
    const used = new Set<string>();
    const use = (name: string): void => {
      used.add(name);
    };
    const all = [...model.tables, ...model.views];
    const parts = [
      ...model.enums.map((one) => {
        const labels = one.values.map(({ label }) => stringLiteral(label));
        const doc = docComment(one.comment === undefined ? [] : [one.comment]);
        const type = labels.length === 0 ? 'never' : union(...labels);
        return `${doc}${statement(`export type ${rows.names.ofType(one.type)} =`, type)}\n`;
      }),
      ...model.tables.map((table) => keyCode(rows, table, use)),
      ...all.map((one) => remembered(model, one, key, use, (use) => tableCode(rows, one, use))),
      databaseCode(rows, all),
    ];
    const imported = kyselyTypes.filter((name) => used.has(name));
    const imports = imported.length === 0 ? [] : [`${importTypes(imported, 'kysely')}\n`];
    return [{ path: options.file, text: joinParts([...imports, ...helperParts(used, options), ...parts]) }];
  },
};

const kyselyTypes = ['ColumnType', 'Generated', 'GeneratedAlways', 'Insertable', 'Selectable', 'Updateable'];

type Use = (name: string) => void;

function tableCode(rows: Rows, table: TableModel | ViewModel, use: Use): string {
  const names = rows.names.of(table);
  const isView = 'sql' in table;
  const lines = rows
    .properties(table)
    .map(
      (property) =>
        `${columnDoc(property.column, '  ')}${statement(`${property.key}:`, rows.using(columnCode(property, isView, use), use), '  ')}\n`,
    );
  const doc = docComment([table.comment ?? `${isView ? 'View' : 'Table'} ${shown(table)}.`]);
  const derive = (name: string, from: string, about: string): string => {
    use(from);
    const type: Code = { generic: from, of: [names.table] };
    return `${docComment([about])}${statement(`export type ${name} =`, type)}\n`;
  };
  return joinParts([
    `${doc}export interface ${names.table} {\n${lines.join('')}}\n`,
    derive(names.row, 'Selectable', `Row of ${shown(table)}.`),
    ...(isView
      ? []
      : [
          derive(names.insert, 'Insertable', `New row of ${shown(table)}.`),
          derive(names.update, 'Updateable', `Change of a row of ${shown(table)}.`),
        ]),
  ]);
}

/** A column with what Kysely selects, inserts and updates. */
function columnCode(property: Property, isView: boolean, use: Use): Code {
  const read = nullable(property.read, property);
  const write = nullable(property.write, property);
  const generic = (name: string, ...of: readonly Code[]): Code => {
    use(name);
    return { generic: name, of };
  };
  if (isView) return generic('ColumnType', read, 'never', 'never');
  if (property.fixed) return generic('GeneratedAlways', read);
  const same = JSON.stringify(read) === JSON.stringify(write);
  // Kysely lets a new row leave out what may be null.
  if (same) return property.optional && !property.nullable ? generic('Generated', read) : read;
  const insert = property.optional && !property.nullable ? union(write, 'undefined') : write;
  return generic('ColumnType', read, insert, write);
}

function databaseCode(rows: Rows, all: readonly (TableModel | ViewModel)[]): string {
  const lines = all.map(
    (table) => `${statement(`${propertyKey(shown(table))}:`, rows.names.of(table).table, '  ')}\n`,
  );
  const doc = docComment(['Tables and views by the names that queries use.']);
  return `${doc}export interface Database {\n${lines.join('')}}\n`;
}
