/**
 * Rows for a schema, without looking at it twice: values are made from types, keys are distinct, foreign keys point at
 * rows made before, and constants that a CHECK or a partition bound mentions are tried for the columns that it reads.
 * A CHECK that cannot be met this way refuses its row, so each statement has to be run on its own and may fail.
 */
import type { Catalog, Column, Constraint, Table } from '../facts/catalog/catalog.js';
import { type TypeValues, typeValues } from './values.js';

/** An INSERT of one row. */
export interface RowStatement {
  readonly table: string;
  readonly sql: string;
}

/** Type that a column will get; its values are made so that they can become values of that type. */
export type LaterType = (table: string, column: string) => string | undefined;

/** INSERT statements for up to `rows` rows of every table, referenced tables first. */
export function generateRows(
  catalog: Catalog,
  rows: number,
  laterType: LaterType = () => undefined,
): RowStatement[] {
  const made = new Map<string, readonly Row[]>();
  const values = typeValues(catalog);
  const tables = new Map(catalog.tables.map((table) => [table.id, table]));
  const statements: RowStatement[] = [];
  for (const table of inOrderOfReferences(catalog.tables, tables)) {
    const parent = table.partitionOf && tables.get(table.partitionOf.parent);
    const own = rowsOf(table, parent?.partitionKeyColumns ?? [], rows, made, (column, i) =>
      suitable(column.type, laterType(table.id, column.name), i, values),
    );
    made.set(table.id, own);
    // A reference to a partitioned table is one to the rows of its partitions.
    if (parent) made.set(parent.id, [...(made.get(parent.id) ?? []), ...own]);
    for (const row of own) statements.push({ table: table.id, sql: insert(table, row) });
  }
  return statements;
}

/** SQL of a value for a column, or undefined when none is known. */
type ColumnValues = (column: Column, i: number) => string | undefined;

/** Any value can be written as text, and read again as a value of its own type. */
function suitable(
  type: string,
  later: string | undefined,
  i: number,
  values: TypeValues,
): string | undefined {
  const isText = /^(text|character varying|character|citext)\b/.test(type);
  const value = later !== undefined && later !== type && isText ? values(later, i) : undefined;
  return value === undefined ? values(type, i) : `(${value})::text::${type}`;
}

/** SQL of a value by column. */
type Row = ReadonlyMap<string, string>;

function insert(table: Table, row: Row): string {
  if (row.size === 0) return `INSERT INTO ${table.id} DEFAULT VALUES`;
  const columns = [...row.keys()].map(quoteName).join(', ');
  const overriding = table.columns.some((c) => c.identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${table.id} (${columns})${overriding} VALUES (${[...row.values()].join(', ')})`;
}

/** Tables that take rows themselves: partitions rather than their parents. A cycle of references is cut anywhere. */
function inOrderOfReferences(all: readonly Table[], tables: ReadonlyMap<string, Table>): Table[] {
  const order = new Set<Table>();
  const entered = new Set<Table>();
  const partitions = new Map<string, Table[]>();
  for (const table of all) {
    const parent = table.partitionOf?.parent;
    if (parent !== undefined) partitions.set(parent, [...(partitions.get(parent) ?? []), table]);
  }
  const visit = (table: Table): void => {
    if (entered.has(table)) return;
    entered.add(table);
    for (const { references } of table.constraints) {
      const target = references && tables.get(references.table);
      if (target) visit(target);
    }
    for (const partition of partitions.get(table.id) ?? []) visit(partition);
    order.add(table);
  };
  for (const table of all) visit(table);
  return [...order].filter((table) => table.kind === 'table');
}

function rowsOf(
  table: Table,
  partitionKey: readonly string[],
  count: number,
  made: ReadonlyMap<string, readonly Row[]>,
  values: ColumnValues,
): Row[] {
  const constants = constantsOf(table, partitionKey);
  const rows: Map<string, string>[] = [];
  for (let i = 0; i < count; i++) {
    const row = new Map<string, string>();
    for (const column of table.columns) {
      const value = literalOf(column, constants.get(column.name), i, values);
      if (value !== undefined) row.set(column.name, value);
    }
    for (const constraint of table.constraints) {
      if (constraint.kind === 'foreign key') pointAtRow(table, constraint, i, row, made, rows);
    }
    rows.push(row);
  }
  return rows;
}

/** The value, or undefined where the default, or NULL, is all that can be had. */
function literalOf(
  column: Column,
  constants: readonly string[] | undefined,
  i: number,
  values: ColumnValues,
): string | undefined {
  if (column.generated) return undefined;
  const constant = constants?.[i % constants.length];
  if (constant !== undefined) return `${constant}::${column.type}`;
  return values(column, i);
}

/** Foreign keys: the same row of the referenced table; a row of its own for a reference to itself. */
function pointAtRow(
  table: Table,
  { columns, references }: Constraint,
  i: number,
  row: Map<string, string>,
  made: ReadonlyMap<string, readonly Row[]>,
  own: readonly Row[],
): void {
  if (references === undefined) return;
  const rows = references.table === table.id ? [...own, row] : made.get(references.table);
  const target = rows && rows.length > 0 ? rows[i % rows.length] : undefined;
  columns.forEach((name, position) => {
    const value = target?.get(references.columns[position] ?? '');
    if (value !== undefined) row.set(name, value);
    else if (table.columns.some((column) => column.name === name && !column.notNull)) row.delete(name);
  });
}

/** For each column the literals that its CHECK constraints and partition bound mention. */
function constantsOf(table: Table, partitionKey: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const note = (column: string | undefined, literals: readonly string[]): void => {
    if (column !== undefined && literals.length > 0)
      found.set(column, [...(found.get(column) ?? []), ...literals]);
  };
  for (const { kind, columns, definition } of table.constraints) {
    if (kind === 'check' && columns.length === 1) note(columns[0], literalsOf(definition));
  }
  const bound = table.partitionOf?.bound;
  if (bound?.startsWith('FOR VALUES ') && !bound.includes(' WITH ')) {
    if (bound.includes(' IN ')) note(partitionKey[0], literalsOf(bound));
    else {
      const lower = bound.slice(bound.indexOf('(') + 1, bound.indexOf(') TO ')).split(', ');
      for (const [position, literal] of lower.entries()) {
        if (!/^M(IN|AX)VALUE$/.test(literal)) note(partitionKey[position], [literal]);
      }
    }
  }
  return found;
}

/** String literals, and of each number itself and its neighbours. */
function literalsOf(definition: string): string[] {
  const strings = definition.match(/'(?:[^']|'')*'/g) ?? [];
  const rest = definition.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ' ');
  const numbers = (rest.match(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g) ?? []).flatMap((text) => {
    const number = Number(text);
    return [String(number + 1), String(number), String(number - 1)].map((n) => `(${n})`);
  });
  return [...strings, ...numbers];
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
