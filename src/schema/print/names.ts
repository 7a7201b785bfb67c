/** What fields of types are called in SDL: a reference by one column whose name follows from it is a field of the other type. */
import { camelCase } from '../catalog/names.js';
import type { ColumnModel, ForeignKeyModel, SchemaModel, TableModel } from '../model.js';
import { referenceName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';

/** A column that is written as a field of the type that it refers to. */
export interface ReferenceField {
  readonly field: string;
  readonly target: TableModel;
  readonly key: ForeignKeyModel;
}

/** The names of a schema, as its SDL has them. */
export class Names {
  private readonly tables: ReadonlyMap<string, TableModel>;
  private readonly references = new Map<TableModel, ReadonlyMap<string, ReferenceField>>();

  constructor(
    model: SchemaModel,
    private readonly settings: SchemaSettings,
  ) {
    this.tables = new Map(model.tables.map((table) => [`${table.schema}.${table.name}`, table]));
    for (const table of model.tables) this.references.set(table, this.find(table));
  }

  /** The table that a key refers to. */
  target(key: ForeignKeyModel): TableModel | undefined {
    return this.tables.get(`${key.target.schema}.${key.target.table}`);
  }

  reference(table: TableModel, column: string): ReferenceField | undefined {
    return this.references.get(table)?.get(column);
  }

  /** The field of a column. */
  field(table: TableModel, column: string): string {
    return (
      this.reference(table, column)?.field ??
      table.columns.find(({ name }) => name === column)?.field ??
      column
    );
  }

  private find(table: TableModel): Map<string, ReferenceField> {
    const found = new Map<string, ReferenceField>();
    const taken = new Set(table.columns.map(({ field }) => field));
    for (const key of table.foreignKeys) {
      const [name, second] = key.columns;
      const column = table.columns.find((one) => one.name === name);
      const target = this.target(key);
      if (column === undefined || second !== undefined || target === undefined || found.has(column.name))
        continue;
      const field = refersByKey(column, key, target) ? this.referenceField(column, key) : undefined;
      if (field === undefined || taken.has(field)) continue;
      taken.add(field);
      found.set(column.name, { field, target, key });
    }
    return found;
  }

  /** The name of a field that makes a column of this name. */
  private referenceField({ name }: ColumnModel, key: ForeignKeyModel): string | undefined {
    const [to = ''] = key.target.columns;
    for (let end = name.length - 1; end > 0; end -= 1) {
      const stem = name.slice(0, end);
      const field = this.settings.names === 'exact' ? stem : camelCase(stem);
      const isName = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(field) && !field.endsWith('_');
      if (isName && referenceName(field, to, this.settings) === name) return field;
    }
    return undefined;
  }
}

/** The column says no more than the key that it refers to. */
function refersByKey(column: ColumnModel, key: ForeignKeyModel, target: TableModel): boolean {
  const [to] = key.target.columns;
  const primary = target.primaryKey?.columns ?? [];
  const other = target.columns.find(({ name }) => name === to);
  return (
    primary.length === 1 &&
    primary[0] === to &&
    other !== undefined &&
    other.type.sql === column.type.sql &&
    other.collation === column.collation &&
    column.identity === undefined &&
    column.generated === undefined &&
    column.serial === undefined &&
    column.default === undefined
  );
}
