/** The schema as TypeScript types: rows to read, to insert and to update, and enums as constant objects. */
import type { TableModel, ViewModel } from '../model.js';
import { assignment, byName, docComment, importTypes, statement, stringLiteral, union } from './code.js';
import { type ValueOptions, valueOptions } from './drivers.js';
import { flag, oneOf, readOptions, text } from './options.js';
import { remembered } from './remembered.js';
import {
  columnDoc,
  enumCode,
  helperParts,
  joinParts,
  keyCode,
  nullable,
  type Property,
  Rows,
  shown,
  type Use,
} from './rows.js';
import type { GeneratedFile, Target } from './target.js';

interface TypesOptions extends ValueOptions {
  /** How one gets from a row to others. */
  readonly relations: boolean;
  /** One file for all, or a folder with one per table. */
  readonly files: 'one' | 'per-table';
  readonly file: string;
  readonly folder: string;
  readonly importExtension: '.js' | '.ts' | '';
}

export const types: Target = {
  name: 'types',
  doc: 'TypeScript types of rows to read, insert and update, and enums as constant objects.',
  generate(model, given) {
    const options = readOptions<TypesOptions & Record<string, unknown>>('types', given, {
      ...valueOptions,
      relations: flag(false),
      files: oneOf('one', 'per-table'),
      file: text('types.ts'),
      folder: text('types'),
      importExtension: oneOf('.js', '.ts', ''),
    });
    const rows = new Rows(model, options);
    return options.files === 'one' ? [oneFile(rows, options)] : filePerTable(rows, options);
  },
};

function oneFile(rows: Rows, options: TypesOptions): GeneratedFile {
  const helpers = new Set<string>();
  const use: Use = (name, kind) => {
    if (kind === 'helper') helpers.add(name);
  };
  const { enums, tables, views } = rows.model;
  const key = `types ${JSON.stringify(options)}`;
  const parts = [
    ...enums.map((one) => enumCode(one, rows.names.ofType(one.type))),
    ...tables.map((table) => keyCode(rows, table, use)),
    ...tables.map((table) =>
      remembered(rows.model, table, key, use, (use) => tableCode(rows, table, options, use)),
    ),
    ...views.map((view) => viewCode(rows, view, use)),
  ];
  return { path: options.file, text: joinParts([...helperParts(helpers, options), ...parts]) };
}

/** `types/Customer.ts`, what they share in `types/enums.ts` and `types/common.ts`, and `types/index.ts` with all of them. */
function filePerTable(rows: Rows, options: TypesOptions): GeneratedFile[] {
  const { model, names } = rows;
  const helpers = new Set<string>();
  const modules = moduleNames(rows);
  const place = (module: string): string => `${options.folder}/${module}.ts`;
  const owners = new Map(
    model.tables.flatMap((table) => {
      const { row, relations, id } = names.of(table);
      const module = modules.get(table) ?? row;
      return [row, relations, id].map((name): [string, string] => [name, module]);
    }),
  );
  const files = [...model.tables, ...model.views].map((one): GeneratedFile => {
    const module = modules.get(one) ?? one.type;
    const imports = new Map<string, Set<string>>();
    const use: Use = (name, kind) => {
      if (kind === 'helper') helpers.add(name);
      const from = kind === 'helper' ? 'common' : kind === 'enum' ? 'enums' : owners.get(name);
      if (from === undefined || from === module) return;
      imports.set(from, (imports.get(from) ?? new Set()).add(name));
    };
    const code =
      'sql' in one
        ? [viewCode(rows, one, use)]
        : [keyCode(rows, one, use), tableCode(rows, one, options, use)];
    const lines = [...imports]
      .sort(([a], [b]) => byName(a, b))
      .map(([from, used]) => importTypes(used, `./${from}${options.importExtension}`));
    return {
      path: place(module),
      text: joinParts([lines.length === 0 ? '' : `${lines.join('\n')}\n`, ...code]),
    };
  });
  const enums = model.enums.map((one) => enumCode(one, names.ofType(one.type)));
  const common = helperParts(helpers, options);
  if (enums.length > 0) files.push({ path: place('enums'), text: joinParts(enums) });
  if (common.length > 0) files.push({ path: place('common'), text: joinParts(common) });
  const index = [
    ...(common.length > 0 ? ['common'] : []),
    ...(enums.length > 0 ? ['enums'] : []),
    ...modules.values(),
  ]
    .sort(byName)
    .map((module) => {
      const what = module === 'enums' ? '*' : 'type *';
      return `export ${what} from ${stringLiteral(`./${module}${options.importExtension}`)};\n`;
    });
  return [...files, { path: place('index'), text: index.join('') }];
}

/** Names of modules, different even where file systems see no difference between a and A. */
function moduleNames(rows: Rows): Map<TableModel | ViewModel, string> {
  const taken = new Set(['common', 'enums', 'index']);
  const modules = new Map<TableModel | ViewModel, string>();
  for (const one of [...rows.model.tables, ...rows.model.views]) {
    const { row } = rows.names.of(one);
    let module = row;
    for (let n = 2; taken.has(module.toLowerCase()); n += 1) module = `${row}-${n}`;
    taken.add(module.toLowerCase());
    modules.set(one, module);
  }
  return modules;
}

function tableCode(rows: Rows, table: TableModel, options: TypesOptions, use: Use): string {
  const { row, insert, update } = rows.names.of(table);
  const properties = rows.properties(table);
  const parts = [
    docComment([table.comment ?? `Row of ${shown(table)}.`]) +
      interfaceCode(row, properties, readLine(rows, use)),
    docComment([`New row of ${shown(table)}.`]) + writeCode(insert, properties, writeLine(rows, use)),
    `${docComment([`Change of a row of ${shown(table)}.`])}${statement(`export type ${update} =`, { generic: 'Partial', of: [insert] })}\n`,
    ...(options.relations ? [relationsCode(rows, table, properties, use)] : []),
  ];
  return joinParts(parts);
}

function viewCode(rows: Rows, view: ViewModel, use: Use): string {
  const doc = docComment([view.comment ?? `Row of the view ${shown(view)}.`]);
  return doc + interfaceCode(rows.names.of(view).row, rows.properties(view), readLine(rows, use));
}

function writeCode(
  name: string,
  properties: readonly Property[],
  line: (property: Property) => string,
): string {
  const written = properties.filter(({ fixed }) => !fixed);
  if (written.length > 0) return interfaceCode(name, written, line);
  return `${statement(`export type ${name} =`, { generic: 'Record', of: ['string', 'never'] })}\n`;
}

function interfaceCode(
  name: string,
  properties: readonly Property[],
  line: (property: Property) => string,
): string {
  if (properties.length === 0) return `export interface ${name} {}\n`;
  const lines = properties.map((property) => `${columnDoc(property.column, '  ')}${line(property)}\n`);
  return `export interface ${name} {\n${lines.join('')}}\n`;
}

function readLine(rows: Rows, use: Use): (property: Property) => string {
  return (property) =>
    statement(`${property.key}:`, rows.using(nullable(property.read, property), use), '  ');
}

function writeLine(rows: Rows, use: Use): (property: Property) => string {
  return (property) =>
    statement(
      `${property.key}${property.optional ? '?:' : ':'}`,
      rows.using(nullable(property.write, property), use),
      '  ',
    );
}

/** A row with the rows around it, each with those around it, as far as somebody has loaded them. */
function relationsCode(rows: Rows, table: TableModel, properties: readonly Property[], use: Use): string {
  if (table.relations.length === 0) return '';
  const taken = new Set(properties.map(({ name }) => name));
  const lines = table.relations.map(({ field, kind, target, notNull }) => {
    const other = rows.table(target);
    const names = other === undefined ? undefined : rows.names.of(other);
    const row = names === undefined ? rows.names.ofType(target) : names.row;
    const type = names !== undefined && (other?.relations.length ?? 0) > 0 ? names.relations : row;
    use(type, 'row');
    const many = kind === 'hasMany' || kind === 'manyToMany';
    const certain = kind === 'belongsTo' && notNull;
    const name = taken.has(field) ? `${field}_` : field;
    return `${statement(`${name}?:`, many ? { array: type } : certain ? type : union(type, 'null'), '  ')}\n`;
  });
  const { row, relations } = rows.names.of(table);
  const doc = docComment([`Row of ${shown(table)} with what belongs to it, as far as it was loaded.`]);
  return `${doc}${assignment(`export interface ${relations}`, `extends ${row}`, ' {')}\n${lines.join('')}}\n`;
}
