/** The model as SDL: what `wesley init` writes for a database that has no SDL yet. */
import type { EnumModel, ExtraSql, ForeignKeyModel, SchemaModel, TableModel, ViewModel } from '../model.js';
import { tableName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { columnField, isSingleKey } from './columns.js';
import { ConstraintTexts } from './constraints.js';
import { Names } from './names.js';
import { description, directive, indented, string, strings, withDirectives } from './text.js';

/** SDL text that compiles to the model. Deterministic. */
export function printSdl(model: SchemaModel, settings: SchemaSettings): string {
  return new Printer(model, settings).print();
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
      ...this.schema(extraSql.filter(({ first }) => first === true)),
      ...enums.map((one) => this.enum(one)),
      ...tables.map((one) => this.table(one)),
      ...views.map((one) => this.view(one)),
      ...this.schema(extraSql.filter(({ first }) => first !== true)),
    ];
    return `${parts.join('\n\n')}\n`;
  }

  private schema(all: readonly ExtraSql[]): string[] {
    if (all.length === 0) return [];
    return [`extend schema\n${all.map((one) => indented(extra(one))).join('\n')}`];
  }

  private enum(model: EnumModel): string {
    const values = model.values.map(({ value, label, comment }) =>
      described(
        comment,
        withDirectives(value, value === label ? [] : [directive('label', { value: string(label) })]),
      ),
    );
    const head = withDirectives(`enum ${model.type}`, this.named('type', model), ' {');
    return described(model.comment, `${head}\n${values.map(indented).join('\n')}\n}`);
  }

  private table(table: TableModel): string {
    const constraints = new ConstraintTexts(table, this.names, this.settings, (key) =>
      this.isCircular(table, key),
    );
    const { partition } = table;
    const directives = [
      ...this.named('table', table),
      ...constraints.ofType(),
      ...(partition === undefined
        ? []
        : [
            directive('partition', {
              by: partition.by,
              key: strings(partition.key.map((name) => this.names.field(table, name))),
            }),
          ]),
      ...constraints.rowSecurity(),
      ...table.extraSql.map(extra),
    ];
    const fields = table.columns.map((column) => {
      const reference = this.names.reference(table, column.name);
      const { type, directives: own } =
        reference === undefined
          ? columnField(column, isSingleKey(table, column), this.enums, this.settings)
          : { type: reference.target.type, directives: [] };
      const head = `${this.names.field(table, column.name)}: ${type}${column.notNull ? '!' : ''}`;
      return described(
        column.comment,
        withDirectives(head, ordered([...own, ...constraints.ofColumn(column.name)])),
      );
    });
    const head = withDirectives(`type ${table.type}`, directives, ' {');
    return described(table.comment, `${head}\n${fields.map(indented).join('\n')}\n}`);
  }

  private view(view: ViewModel): string {
    const fields = view.columns.map((column) => {
      const { type, directives } = columnField(column, false, this.enums, this.settings);
      return described(column.comment, withDirectives(`${column.field}: ${type}`, directives));
    });
    const directives = [...this.named('table', view), directive('view', { sql: string(view.sql) })];
    const head = withDirectives(`type ${view.type}`, directives, ' {');
    return described(view.comment, `${head}\n${fields.map(indented).join('\n')}\n}`);
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

function extra({ sql, first }: ExtraSql): string {
  return directive('sql', { up: string(sql), first: first ? 'true' : undefined });
}

function described(comment: string | undefined, text: string): string {
  return comment === undefined ? text : `${description(comment)}\n${text}`;
}

/** The order in which directives stand at a field. */
function ordered(directives: readonly string[]): readonly string[] {
  const rank = (text: string): number => (text.startsWith('@column') ? 0 : text.startsWith('@pk') ? 1 : 2);
  return [...directives].sort((a, b) => rank(a) - rank(b));
}
