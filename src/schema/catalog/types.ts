/** Types of columns: from what `format_type` prints to the type that the model knows. */
import type { ColumnType, EnumModel } from '../model.js';
import { quote } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { readType } from '../types.js';

/** Enums by the name that `format_type` prints: `public.order_state`. */
export type EnumsById = ReadonlyMap<string, EnumModel>;

/** Domains by the name that `format_type` prints, each with the type that it is made of. */
export type DomainsById = ReadonlyMap<string, string>;

/** The type of a column whose type PostgreSQL prints as `printed`. */
export function columnType(
  printed: string,
  enums: EnumsById,
  settings: SchemaSettings,
  domains: DomainsById = new Map(),
): ColumnType {
  const type = readType(printed);
  const known = enums.get(type.base);
  if (known !== undefined) {
    const sql = `${quote(known.schema)}.${quote(known.name)}`;
    return { ...type, sql: type.array ? `${sql}[]` : sql, base: sql, enum: known.type };
  }
  const under = domains.get(printed);
  if (under !== undefined) return { ...type, under: valuesOf(columnType(under, enums, settings, domains)) };
  const scalar = Object.entries(settings.scalars).find(([, { sql }]) => isSame(readType(sql), type));
  return scalar === undefined ? type : { ...type, scalar: { name: scalar[0], ...scalar[1] } };
}

/** A domain may be made of another one. */
function valuesOf(type: ColumnType): ColumnType {
  return type.under ?? type;
}

/** The same type of elements, however it is spelt. */
export function isSame(a: ColumnType, b: ColumnType): boolean {
  return a.base === b.base && a.modifiers.join() === b.modifiers.join();
}
