/** The model as SDL: what `wesley init` writes for a database that has no SDL yet. */
import { freeName } from '../catalog/names.js';
import { formatSdl } from '../format/index.js';
import type { EnumModel, ExtraSql, ForeignKeyModel, SchemaModel, TableModel, ViewModel } from '../model.js';
import { tableName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { columnField, isSingleKey } from './columns.js';
import { ConstraintTexts } from './constraints.js';
import { Names } from './names.js';
import { relationFields } from './relations.js';
import { description, directive, string, strings } from './text.js';

/** SDL text that compiles to the model, in the form that `wesley fmt` leaves as it is. Deterministic. */
export function printSdl(model: SchemaModel, settings: SchemaSettings): string {
  const text = new Printer(withoutKeylessIds(model), settings).print();
  return formatSdl({ file: 'schema.graphql', text }).text ?? text;
}

/** A field `id` that is never null would be the key by itself: where it is none it gets another name. */
function withoutKeylessIds(model: SchemaModel): SchemaModel {
  const rename = (table: TableModel): TableModel => {
    const taken = new Set(table.columns.map(({ field }) => field));
    return {
      ...table,
      columns: table.columns.map((column) =>
        column.field === 'id' && column.notNull
          ? { ...column, field: freeName(['idColumn'], taken) }
          : column,
      ),
    };
  };
  return {
    ...model,
    tables: model.tables.map((table) => (table.primaryKey === undefined ? rename(table) : table)),
  };
}

class Printer {
  private readonly names: Names;
  private readonly enums: ReadonlyMap<string, EnumModel>;

  constructor(
    private readonly model: SchemaModel,
    private readonly settings: SchemaSettings,
  ) {
    this.names = new Names(model, settings);
    this.enums = new Map(model.enums.map((one) => [one.type, one]));
  }

  print(): string {
    const { enums, tables, views, extraSql } = this.model;
    const parts = [
      ...schema(extraSql.filter(({ first }) => first === true)),
      ...enums.map((one) => this.enum(one)),
      ...tables.map((one) => this.table(one)),
      ...views.map((one) => this.view(one)),
      ...schema(extraSql.filter(({ first }) => first !== true)),
    ];
    return `${parts.join('\n\n')}\n`;
  }

  private enum(model: EnumModel): string {
    const values = model.values.map(({ value, label, comment }) =>
      described(comment, [value, ...(value === label ? [] : [directive('label', { value: string(label) })])]),
    );
    return described(model.comment, [`enum ${model.type}`, ...this.named('type', model), block(values)]);
  }

  private table(table: TableModel): string {
    const constraints = new ConstraintTexts(table, this.names, this.settings, (key) =>
      this.isCircular(table, key),
    );
    const fields = table.columns.map((column) => {
      const reference = this.names.reference(table, column.name);
      const { type, directives } =
        reference === undefined
          ? columnField(column, isSingleKey(table, column), this.enums, this.settings)
          : { type: reference.target.type, directives: [] };
      const head = `${this.names.field(table, column.name)}: ${type}${column.notNull ? '!' : ''}`;
      return described(column.comment, [head, ...directives, ...constraints.ofColumn(column.name)]);
    });
    return described(table.comment, [
      `type ${table.type}`,
      ...this.named('table', table),
      ...constraints.ofType(),
      ...this.partition(table),
      ...constraints.rowSecurity(),
      ...table.extraSql.map(extra),
      block([...fields, ...relationFields(table, this.model, this.names)]),
    ]);
  }

  private partition(table: TableModel): string[] {
    const { partition } = table;
    if (partition === undefined) return [];
    const key = strings(partition.key.map((name) => this.names.field(table, name)));
    return [directive('partition', { by: partition.by, key })];
  }

  private view(view: ViewModel): string {
    const fields = view.columns.map((column) => {
      const { type, directives } = columnField(column, false, this.enums, this.settings);
      return described(column.comment, [`${column.field}: ${type}`, ...directives]);
    });
    const query = directive('view', { sql: string(view.sql) });
    return described(view.comment, [`type ${view.type}`, ...this.named('table', view), query, block(fields)]);
  }

  /** Name and schema, where they do not follow from the type. */
  private named(
    what: 'table' | 'type',
    { type, schema, name }: Pick<TableModel, 'type' | 'schema' | 'name'>,
  ): string[] {
    const given = {
      name: tableName(type, this.settings) === name ? undefined : string(name),
      schema: schema === this.settings.schema ? undefined : string(schema),
    };
    return given.name === undefined && given.schema === undefined ? [] : [directive(what, given)];
  }

  /** From the target of the key one gets back to the table. */
  private isCircular(table: TableModel, key: ForeignKeyModel): boolean {
    const start = this.names.target(key);
    if (start === undefined || start === table) return false;
    const seen = new Set<TableModel>([start]);
    for (const one of seen) {
      if (one === table) return true;
      for (const other of one.foreignKeys) {
        const target = this.names.target(other);
        if (target !== undefined) seen.add(target);
      }
    }
    return false;
  }
}

function schema(all: readonly ExtraSql[]): string[] {
  return all.length === 0 ? [] : [['extend schema', ...all.map(extra)].join('\n')];
}

function extra({ sql, first }: ExtraSql): string {
  return directive('sql', { up: string(sql), first: first ? 'true' : undefined });
}

function block(lines: readonly string[]): string {
  return `{\n${lines.join('\n')}\n}`;
}

function described(comment: string | undefined, pieces: readonly string[]): string {
  return [...(comment === undefined ? [] : [description(comment)]), ...pieces].join('\n');
}
