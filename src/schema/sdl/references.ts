/** Foreign keys: of object fields, of @fk on scalar fields, of @foreignKey on types. Types must fit, targets be unique. */
import { didYouMean, type Span } from '../../diagnostics/index.js';
import type { ColumnModel, ForeignKeyModel } from '../model.js';
import { objectName } from '../naming.js';
import type { ObjectField } from './columns.js';
import { relationUse, splitReference, type TypeTable, type TypeTables } from './tables.js';
import type { Use } from './uses.js';

/** A foreign key with what relations need to know of it. */
export interface ForeignKey {
  readonly model: ForeignKeyModel;
  /** GraphQL name of the type that it refers to. */
  readonly target: string;
  /** Field that makes it; for @foreignKey the fields of its columns. */
  readonly fields: readonly string[];
  readonly notNull: boolean;
  /** What a person said; undefined where nobody did. */
  readonly deferrable: boolean | undefined;
}

/** Foreign keys of one type. */
export function readForeignKeys(table: TypeTable, tables: TypeTables): readonly ForeignKey[] {
  if (table.head.view !== undefined) return [];
  return [
    ...table.fields.flatMap((field) => {
      if (field.kind === 'object') return ofObject(table, field, tables);
      const use = field.text.uses.find((one) => one.name === 'fk');
      return use === undefined ? [] : ofScalar(table, field.column, use, tables);
    }),
    ...table.head.uses.flatMap((use) => (use.name === 'foreignKey' ? ofType(table, use, tables) : [])),
  ];
}

function ofObject(table: TypeTable, field: ObjectField, tables: TypeTables): readonly ForeignKey[] {
  const reference = tables.reference(table, field);
  if (reference === undefined) return [];
  const use = relationUse(field);
  return make(
    {
      table,
      columns: reference.columns,
      target: reference.target,
      to: reference.to,
      fields: [field.text.name],
      what: `${table.head.type}.${field.text.name}`,
      span: use?.span ?? field.text.span,
      uses: field.text.uses.filter((one) => one.name === 'fk' || one.name === 'belongsTo'),
    },
    tables,
  );
}

function ofScalar(
  table: TypeTable,
  column: ColumnModel,
  use: Use,
  tables: TypeTables,
): readonly ForeignKey[] {
  const { problems } = tables.types;
  const what = `${table.head.type}.${column.field}`;
  const ref = use.string('ref');
  if (ref === undefined) {
    problems.error('sdl/missing-argument', use.span, `@fk on ${what} needs the argument "ref"`, {
      fix: { text: 'name the type and the field', code: '@fk(ref: "Customer.id")' },
    });
    return [];
  }
  const [type, field] = splitReference(ref);
  // Without a dot it is a type; with one, `schema.table` may be meant as well.
  const target = tables.find(type) ?? tables.find(ref);
  if (target === undefined) {
    reportUnknown(type, use.span, tables);
    return [];
  }
  const to =
    field === undefined || tables.find(type) === undefined
      ? tables.keyColumns(target)
      : tables.resolve(target, [{ value: field, span: use.span }]);
  const request = {
    table,
    columns: [column],
    target,
    to,
    fields: [column.field],
    what,
    span: use.span,
    uses: [use],
  };
  return make(request, tables);
}

function ofType(table: TypeTable, use: Use, tables: TypeTables): readonly ForeignKey[] {
  const columns = tables.resolve(table, use.names('fields') ?? []);
  const name = use.string('references') ?? '';
  const target = tables.find(name);
  if (target === undefined) {
    reportUnknown(name, use.span, tables);
    return [];
  }
  const named = use.names('to');
  const to = named === undefined ? tables.keyColumns(target) : tables.resolve(target, named);
  const fields = (use.names('fields') ?? []).map(({ value }) => value);
  return make(
    {
      table,
      columns,
      target,
      to,
      fields,
      what: `@foreignKey of ${table.head.type}`,
      span: use.span,
      uses: [use],
    },
    tables,
  );
}

function reportUnknown(name: string, span: Span, tables: TypeTables): void {
  tables.types.problems.error(
    'sdl/unknown-target',
    span,
    `the foreign key refers to "${name}", and there is no such type.${didYouMean(name, tables.names)}`,
    { fix: { text: 'name a type of this schema' } },
  );
}

interface Request {
  readonly table: TypeTable;
  readonly columns: readonly ColumnModel[];
  readonly target: TypeTable;
  readonly to: readonly ColumnModel[];
  readonly fields: readonly string[];
  readonly what: string;
  readonly span: Span;
  /** Where actions and the name are. */
  readonly uses: readonly Use[];
}

function make(request: Request, tables: TypeTables): readonly ForeignKey[] {
  const { table, columns, target, to, what, span, uses } = request;
  if (columns.length === 0 || to.length === 0 || !fits(request, tables)) return [];
  const text = (argument: string): string | undefined =>
    uses.map((use) => use.string(argument)).find((one) => one !== undefined);
  const onDelete = action(text('onDelete'));
  const onUpdate = action(text('onUpdate'));
  const deferrable = uses.map((use) => use.boolean('deferrable')).find((one) => one !== undefined);
  if (onDelete === 'SET NULL' || onUpdate === 'SET NULL') reportSetNull(columns, what, span, tables);
  const names = columns.map(({ name }) => name);
  const model: ForeignKeyModel = {
    name: text('name') ?? objectName(table.head.table, names, 'fkey'),
    columns: names,
    target: { schema: target.head.schema, table: target.head.table, columns: to.map(({ name }) => name) },
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
    deferrable: deferrable ?? false,
    span,
  };
  const notNull = columns.every((column) => column.notNull);
  return [{ model, target: target.head.type, fields: request.fields, notNull, deferrable }];
}

function fits({ columns, target, to, what, span }: Request, tables: TypeTables): boolean {
  const { problems } = tables.types;
  if (target.head.view !== undefined) {
    problems.error('sdl/view-reference', span, `${what} refers to ${target.head.type}, which is a view`, {
      fix: { text: 'refer to the table behind it' },
    });
    return false;
  }
  if (columns.length !== to.length) {
    problems.error(
      'sdl/key-size',
      span,
      `${what} has ${counted(columns)}, and the key of ${target.head.type} has ${counted(to)}`,
      { fix: { text: 'name as many, in the order of the key' } },
    );
    return false;
  }
  for (const [i, column] of columns.entries()) {
    const other = to[i];
    if (
      other === undefined ||
      (column.type.base === other.type.base && column.type.array === other.type.array)
    ) {
      continue;
    }
    problems.error(
      'sdl/key-type',
      span,
      `${what}: "${column.name}" is ${column.type.sql}, and ${target.head.type}.${other.field} is ${other.type.sql}`,
      {
        fix: {
          text: `give the field the type of ${target.head.type}.${other.field}, or refer with a field of type ${target.head.type}`,
        },
      },
    );
    return false;
  }
  return true;
}

function counted(columns: readonly ColumnModel[]): string {
  return `${columns.length} ${columns.length === 1 ? 'column' : 'columns'} (${columns.map(({ name }) => name).join(', ')})`;
}

function reportSetNull(columns: readonly ColumnModel[], what: string, span: Span, tables: TypeTables): void {
  const fixed = columns.find((column) => column.notNull);
  if (fixed === undefined) return;
  tables.types.problems.error(
    'sdl/set-null',
    span,
    `${what} is never null, and SET_NULL would make "${fixed.name}" so`,
    {
      fix: { text: 'let the field be null, or choose CASCADE or RESTRICT' },
    },
  );
}

function action(text: string | undefined): string | undefined {
  return text?.toUpperCase().replaceAll('_', ' ');
}

/** The key that a foreign key refers to must be unique: else PostgreSQL refuses it. */
export function isUniqueKey(
  columns: readonly string[],
  target: {
    readonly primaryKey?: { readonly columns: readonly string[] };
    readonly uniques: readonly { readonly columns: readonly string[] }[];
    readonly indexes: readonly {
      readonly columns: readonly string[];
      readonly unique: boolean;
      readonly where?: string;
      readonly expression?: string;
    }[];
  },
): boolean {
  const wanted = [...columns].sort().join('\0');
  const keys = [
    ...(target.primaryKey === undefined ? [] : [target.primaryKey]),
    ...target.uniques,
    ...target.indexes.filter((one) => one.unique && one.where === undefined && one.expression === undefined),
  ];
  return keys.some((key) => [...key.columns].sort().join('\0') === wanted);
}
