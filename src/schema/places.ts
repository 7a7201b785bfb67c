/** Where the parts of a schema are written: a place for what rules find, and for each fact of a proof. */
import type { Span } from '../diagnostics/index.js';
import { qualify } from '../facts/statements/identifier.js';
import type { SchemaModel } from './model.js';

/** A part of a schema as rules name it: `$AtColumn("public.orders", "region")`. */
export interface SchemaPart {
  readonly tag: string;
  readonly args: readonly unknown[];
}

export class SchemaPlaces {
  private readonly spans = new Map<string, Span>();

  constructor(model: SchemaModel) {
    for (const table of model.tables) {
      const id = qualify(table.schema, table.name);
      this.put(table.span, 'AtTable', id);
      for (const { name, span } of table.columns) this.put(span, 'AtColumn', id, name);
      const keys = [...table.checks, ...table.indexes, ...table.foreignKeys, ...table.uniques];
      for (const { name, span } of keys) this.put(span, 'AtKey', id, name);
      if (table.primaryKey !== undefined) this.put(table.primaryKey.span, 'AtKey', id, table.primaryKey.name);
      for (const { field, span } of table.relations) this.put(span, 'AtRelation', id, field);
      if (table.rowSecurity !== undefined) this.put(table.rowSecurity.span, 'AtRowSecurity', id);
      for (const { name, span } of table.rowSecurity?.policies ?? []) this.put(span, 'AtPolicy', id, name);
    }
    for (const view of model.views) this.put(view.span, 'AtTable', qualify(view.schema, view.name));
    for (const { type, span, values } of model.enums) {
      this.put(span, 'AtEnum', type);
      for (const one of values) this.put(one.span, 'AtEnumValue', type, one.value);
    }
    for (const { name, span, fields } of model.inputs) {
      this.put(span, 'AtInput', name);
      for (const field of fields) this.put(field.span, 'AtInputField', name, field.name);
    }
  }

  private put(span: Span, tag: string, ...args: string[]): void {
    // A model that nobody wrote points at the start of a text that is empty.
    if (span.end > 0) this.spans.set(keyOf(tag, args), span);
  }

  /** Place of a part; of the table where the part itself has none. */
  spanOf({ tag, args }: SchemaPart): Span | undefined {
    return this.spans.get(keyOf(tag, args)) ?? this.spans.get(keyOf('AtTable', args.slice(0, 1)));
  }

  /** Place of a fact; undefined for one that is of no part. */
  spanOfFact(relation: string, tuple: readonly unknown[]): Span | undefined {
    const part = partOfFact(relation, tuple);
    return part === undefined ? undefined : this.spanOf(part);
  }
}

/** The part that a fact is about; undefined for one that is of none. */
export function partOfFact(relation: string, tuple: readonly unknown[]): SchemaPart | undefined {
  const known = factParts.find(([prefix]) => relation.startsWith(prefix));
  if (known === undefined) return undefined;
  const [, tag, length] = known;
  return { tag, args: tuple.slice(0, length) };
}

/** What the facts of a relation are about, by the start of its name; the first that fits counts. */
const factParts: readonly (readonly [prefix: string, tag: string, columns: number])[] = [
  ['sdl_column', 'AtColumn', 2],
  ['sdl_index', 'AtKey', 2],
  ['sdl_foreign_key', 'AtKey', 2],
  ['sdl_check', 'AtKey', 2],
  ['sdl_relation', 'AtRelation', 2],
  ['sdl_policy', 'AtPolicy', 2],
  ['sdl_row_security', 'AtRowSecurity', 1],
  ['sdl_tenant', 'AtColumn', 2],
  ['sdl_owner', 'AtColumn', 2],
  ['sdl_enum_', 'AtEnumValue', 2],
  ['sdl_enum', 'AtEnum', 1],
  ['sdl_input_field', 'AtInputField', 2],
  ['sdl_input', 'AtInput', 1],
  ['sdl_table', 'AtTable', 1],
  ['sdl_generated_table', 'AtTable', 1],
  ['sdl_view', 'AtTable', 1],
  ['sdl_interface', 'AtTable', 1],
  ['sdl_partition', 'AtTable', 1],
];

function keyOf(tag: string, args: readonly unknown[]): string {
  return [tag, ...args].join('\0');
}
