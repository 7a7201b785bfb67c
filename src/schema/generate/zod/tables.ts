/** The schemas of one table: a row, a new row, a change of a row. */
import type { TableModel, ViewModel } from '../../model.js';
import { type Code, docComment, stringLiteral } from '../code.js';
import { columnsOf } from '../constraints.js';
import type { Property } from '../rows.js';
import { columnCheck, type NamedCondition, readChecks, type TableChecks } from './checks.js';
import { type Scope, testOf, type Value } from './conditions.js';
import { defaultOf } from './defaults.js';
import { helperNames } from './helpers.js';
import { checked, type Entry, type Expr, flat, pureDeclaration, zod } from './layout.js';
import type { Module } from './module.js';
import { valueSchemas } from './values.js';

/** Code of a table. */
export async function tableCode(table: TableModel, module: Module): Promise<string> {
  const { rows, options } = module;
  const properties = rows.properties(table, module.useOfRows);
  const byName = new Map(properties.map((one) => [one.column.name, one]));
  const notNull = (column: string): boolean => byName.get(column)?.nullable === false;
  const checks = await readChecks(table, notNull, options);
  const names = module.namesOf(table);
  const schemas = properties.map((property) => columnSchemas(property, checks, module));
  const different = schemas.filter(({ property, same }) => !property.fixed && !same);
  const shapes = { names, schemas };
  const written = schemas.filter(({ property }) => !property.fixed);
  const rowChecks = (properties: readonly Property[], kind: 'row' | 'insert' | 'update'): readonly Expr[] =>
    checks.rows.flatMap((one) => rowCheck(one, properties, kind, module) ?? []);
  const writable = written.map(({ property }) => property);
  const optional = options.exactOptional ? 'exactOptional' : 'optional';
  const insert = entries(written, ({ property, same }) => {
    const value = sharedOf(shapes, property, same);
    return property.optional ? zod(optional, value) : value;
  });
  const update = entries(written, ({ property, same }) => zod(optional, sharedOf(shapes, property, same)));
  const shown = shownName(table);
  const unread = checks.unread.map((one) => `// ${one}\n`).join('');
  return [
    pureDeclaration(`const ${names.columns} =`, { object: entries(schemas, ({ read }) => read) }),
    different.length === 0
      ? ''
      : pureDeclaration(`const ${names.written} =`, { object: entries(different, ({ write }) => write) }),
    docComment([table.comment ?? `Row of ${shown}.`]) +
      exported(names.row, zod('object', names.columns), rowChecks(properties, 'row'), table.comment, module),
    `${unread}${docComment([`New row of ${shown}.`])}${exported(names.insert, zod('strictObject', { object: insert }), rowChecks(writable, 'insert'), undefined, module)}`,
    `${docComment([`Change of a row of ${shown}.`])}${exported(names.update, zod('strictObject', { object: update }), rowChecks(writable, 'update'), undefined, module)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Code of a view: its rows. */
export function viewCode(view: ViewModel, module: Module): string {
  const properties = module.rows.properties(view, module.useOfRows);
  const none: TableChecks = { columns: new Map(), rows: [], unread: [] };
  const object = entries(
    properties.map((property) => columnSchemas(property, none, module)),
    ({ read }) => read,
  );
  const doc = docComment([view.comment ?? `Row of the view ${shownName(view)}.`]);
  return doc + exported(module.namesOf(view).row, zod('object', { object }), [], view.comment, module);
}

interface ColumnSchemas {
  readonly property: Property;
  readonly read: Expr;
  readonly write: Expr;
  /** Both are one. */
  readonly same: boolean;
}

function columnSchemas(property: Property, checks: TableChecks, module: Module): ColumnSchemas {
  const { column } = property;
  const { options } = module;
  const conditions = checks.columns.get(column.name) ?? [];
  const own = conditions.flatMap((one) => columnCheck(one, module.useHelper, options.driver === 'pg') ?? []);
  const values = valueSchemas(column.type, options, module.uses);
  const finish = (value: Expr, code: Code): Expr => {
    const tested = checked(value, own);
    const brand = module.brandOf(property);
    const branded: Expr = brand === undefined ? tested : { call: `branded<${brand}>`, args: [tested] };
    // unknown is null already, but checks are not for NULL.
    const isNullable = property.nullable && (code !== 'unknown' || own.length > 0);
    const outer = isNullable ? zod('nullable', branded) : branded;
    if (!options.describe || column.comment === undefined) return outer;
    return checked(outer, [zod('describe', stringLiteral(column.comment))]);
  };
  // A branded key is written as it is read.
  const write = module.brandOf(property) === undefined ? values.write : values.read;
  const same = write === values.read || flat(write) === flat(values.read);
  const read = finish(values.read, property.read);
  return { property, read, write: same ? read : finish(write, property.write), same };
}

function exported(
  name: string,
  object: Expr,
  checks: readonly Expr[],
  comment: string | undefined,
  module: Module,
): string {
  const described =
    module.options.describe && comment !== undefined ? [zod('describe', stringLiteral(comment))] : [];
  return pureDeclaration(`export const ${name} =`, checked(object, [...checks, ...described]));
}

function entries(schemas: readonly ColumnSchemas[], value: (one: ColumnSchemas) => Expr): readonly Entry[] {
  return schemas.map((one) => ({ key: one.property.name, value: value(one) }));
}

function sharedOf(
  { names }: { readonly names: { readonly columns: string; readonly written: string } },
  property: Property,
  same: boolean,
): Expr {
  const object = same ? names.columns : names.written;
  return property.key === property.name ? `${object}.${property.name}` : `${object}[${property.key}]`;
}

/** A check of a whole row. Undefined when it says nothing about rows of this kind. */
function rowCheck(
  { condition, message }: NamedCondition,
  properties: readonly Property[],
  kind: 'row' | 'insert' | 'update',
  module: Module,
): Expr | undefined {
  const parameters = new Map<string, { readonly text: string; readonly value: Value }>();
  const taken = new Set<string>();
  const scope: Scope = {
    localTimes: module.options.driver === 'pg',
    use: module.useHelper,
    value(column) {
      const known = parameters.get(column.name);
      if (known !== undefined) return known.value;
      const property = properties.find((one) => one.column.name === column.name);
      if (property === undefined) return undefined;
      const code = identifier(property.name, taken);
      const missing = kind === 'insert' && property.optional ? defaultOf(property) : undefined;
      const absent = kind === 'update' || (kind === 'insert' && property.optional && missing === undefined);
      const bound = code === property.name ? code : `${property.key}: ${code}`;
      const text = missing === undefined ? bound : `${bound} = ${missing}`;
      const value = { code, nullable: property.nullable, absent };
      parameters.set(column.name, { text, value });
      return value;
    },
  };
  const test = testOf(condition, scope);
  if (test === true) return undefined;
  const used = columnsOf(condition).flatMap((name) => parameters.get(name)?.text ?? []);
  const head = test === false ? '' : `{ ${used.join(', ')} }`;
  const [only] = used.length === 1 ? columnsOf(condition) : [];
  const key = properties.find(({ column }) => column.name === only)?.name;
  const error = stringLiteral(message);
  const place: Expr =
    key === undefined
      ? error
      : {
          object: [
            { key: 'error', value: error },
            { key: 'path', value: { list: [stringLiteral(key)] } },
          ],
          loose: true,
        };
  return zod('refine', { parameters: head, body: test === false ? 'false' : test }, place);
}

function identifier(name: string, taken: Set<string>): string {
  const plain = /^[A-Za-z_$][\w$]*$/.test(name) && !helperNames().has(name) && !reserved.has(name);
  let wanted = plain ? name : `${name.replace(/[^\w$]/g, '_')}_`;
  if (/^\d/.test(wanted)) wanted = `_${wanted}`;
  while (taken.has(wanted)) wanted = `${wanted}_`;
  taken.add(wanted);
  return wanted;
}

/** Words that name no variable, and globals that tests use. */
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return ' +
    'static super switch this throw true try typeof undefined var void while with yield z one BigInt Math Number NaN Date'
  ).split(' '),
);

function shownName({ schema, name }: TableModel | ViewModel): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}
