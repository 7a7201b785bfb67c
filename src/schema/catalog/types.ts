/** Types of columns: from what `format_type` prints to the type that the model knows. */
import type { ColumnType, EnumModel } from '../model.js';
import { quote } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { readType } from '../types.js';

/** Enums by the name that `format_type` prints: `public.order_state`. */
export type EnumsById = ReadonlyMap<string, EnumModel>;

/** The type of a column whose type PostgreSQL prints as `printed`. */
export function columnType(printed: string, enums: EnumsById, settings: SchemaSettings): ColumnType {
  const type = readType(printed);
  const known = enums.get(type.base);
  if (known !== undefined) {
    const sql = `${quote(known.schema)}.${quote(known.name)}`;
    return { ...type, sql: type.array ? `${sql}[]` : sql, base: sql, enum: known.type };
  }
  const scalar = Object.entries(settings.scalars).find(([, { sql }]) => isSame(readType(sql), type));
  return scalar === undefined ? type : { ...type, scalar: { name: scalar[0], ...scalar[1] } };
}

/** The same type of elements, however it is spelt. */
export function isSame(a: ColumnType, b: ColumnType): boolean {
  return a.base === b.base && a.modifiers.join() === b.modifiers.join();
}
