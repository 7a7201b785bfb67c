/** Where what a plan works on is written in the SDL: by the names that steps and messages use. */
import type { Span } from '../diagnostics/index.js';
import { qualify, quoteIdentifier } from '../facts/statements/identifier.js';
import type { SchemaModel } from './model.js';
import { objectName } from './naming.js';
import { functionName } from './sql/updated-at.js';

/** Finds the place of `public.orders`, `public.orders.region`, `public.orders.orders_region_check`, `public.orders_idx`. */
export class SubjectPlaces {
  private readonly spans = new Map<string, Span>();
  private readonly tables = new Map<string, Span>();

  constructor(model: SchemaModel) {
    for (const { schema, name, span } of model.enums) this.spans.set(qualify(schema, name), span);
    for (const { schema, name, span, columns } of model.views) {
      this.tables.set(qualify(schema, name), span);
      for (const column of columns) this.part(qualify(schema, name), column.name, column.span);
    }
    for (const table of model.tables) {
      const id = qualify(table.schema, table.name);
      this.tables.set(id, table.span);
      for (const { name, span } of table.indexes) this.spans.set(qualify(table.schema, name), span);
      for (const { name, span } of table.rowSecurity?.policies ?? []) this.part(id, name, span);
      const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques];
      for (const { name, span } of [...keys, ...table.foreignKeys, ...table.checks])
        this.part(id, name, span);
      // The index of a key has its name.
      for (const { name, span } of keys) this.spans.set(qualify(table.schema, name), span);
      for (const column of table.columns) {
        this.part(id, column.name, column.span);
        this.part(id, objectName(table.name, [column.name], 'not_null'), column.span);
        if (!column.updatedAt) continue;
        this.part(id, functionName(column), column.span);
        this.spans.set(`${qualify(table.schema, functionName(column))}()`, column.span);
      }
    }
  }

  /** The place of an object, else of the table that it belongs to. */
  of(subject: string): Span | undefined {
    const exact = this.spans.get(subject) ?? this.tables.get(subject);
    if (exact !== undefined) return exact;
    const owner = /^(.+)\.(?:"(?:[^"]|"")*"|[^."]+)$/s.exec(subject)?.[1];
    return owner === undefined ? undefined : this.tables.get(owner);
  }

  private part(table: string, name: string, span: Span): void {
    this.spans.set(`${table}.${name}`, span);
    this.spans.set(`${table}.${quoteIdentifier(name)}`, span);
  }
}
