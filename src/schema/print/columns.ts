/** Columns as fields: the scalar, and what it does not say by itself. */
import type { ColumnModel, EnumModel, TableModel } from '../model.js';
import { columnName } from '../naming.js';
import { scalarTypes } from '../sdl/directives.js';
import type { SchemaSettings } from '../settings.js';
import { readType, shortType } from '../types.js';
import { directive, string } from './text.js';

/** The type of a field, without its `!`, and the directives that it needs. */
export interface FieldText {
  readonly type: string;
  readonly directives: readonly string[];
}

/** The field of a column that is no reference. `key`: it is the primary key by itself. */
export function columnField(
  column: ColumnModel,
  key: boolean,
  enums: ReadonlyMap<string, EnumModel>,
  settings: SchemaSettings,
): FieldText {
  const { type, identity, generated, serial, collation } = column;
  const scalar = key ? keyScalar(column, settings) : undefined;
  const { name, ...said } = scalar === undefined ? scalarOf(column, settings) : { name: scalar };
  const known = databaseNameOf(column, settings) === column.name;
  const filled = scalar !== undefined || serial === true;
  return {
    type: type.array ? `[${name}${type.elementsNotNull ? '!' : ''}]` : name,
    directives: [
      ...useOf('column', {
        name: known ? undefined : string(column.name),
        ...said,
        collation: collation === undefined ? undefined : string(collation),
      }),
      ...(identity !== undefined && !filled
        ? [directive('identity', { always: identity === 'always' ? 'true' : undefined })]
        : []),
      ...(serial ? [directive('serial')] : []),
      ...(generated === undefined
        ? []
        : [
            directive('generated', {
              as: string(generated.expression),
              stored: generated.stored ? undefined : 'false',
            }),
          ]),
      ...(column.default === undefined || filled ? [] : [defaultOf(column, enums)]),
    ],
  };
}

/** The name of a column that follows from its field. */
export function databaseNameOf({ field }: ColumnModel, settings: SchemaSettings): string {
  return columnName(field, settings);
}

/** Primary keys of type ID that are filled as the settings say. */
function keyScalar(column: ColumnModel, { id }: SchemaSettings): 'ID' | undefined {
  const { type, identity, serial, generated } = column;
  if (type.array || type.enum !== undefined || type.sql !== readType(id).sql || serial || generated)
    return undefined;
  switch (id) {
    case 'uuid':
      return column.default === 'gen_random_uuid()' && identity === undefined ? 'ID' : undefined;
    case 'bigint':
      return column.default === undefined && identity === 'by default' ? 'ID' : undefined;
    case 'text':
      return column.default === undefined && identity === undefined ? 'ID' : undefined;
  }
}

interface Scalar {
  readonly name: string;
  readonly type?: string;
  readonly precision?: string;
  readonly scale?: string;
}

/** Scalars of types that have no scalar of their own: what they are to an application. */
const nearest: Readonly<Record<string, string>> = {
  smallint: 'Int',
  real: 'Float',
  money: 'Decimal',
  json: 'JSON',
  'timestamp without time zone': 'DateTime',
  'time with time zone': 'Time',
};

const scalars: ReadonlyMap<string, string> = new Map(
  Object.entries(scalarTypes).flatMap(([name, sql]) => (name === 'ID' ? [] : [[sql, name] as const])),
);

function scalarOf({ type }: ColumnModel, settings: SchemaSettings): Scalar {
  if (type.enum !== undefined) return { name: type.enum };
  if (type.scalar !== undefined) return { name: type.scalar.name };
  const element = type.array ? type.sql.replace(/(\[\])+$/, '') : type.sql;
  const own = scalars.get(element);
  if (own !== undefined && settings.scalars[own] === undefined) return { name: own };
  const [precision, scale] = type.modifiers;
  if (type.base === 'numeric' && precision !== undefined && precision > 0 && (scale ?? 0) >= 0) {
    return {
      name: 'Decimal',
      precision: String(precision),
      ...(scale === undefined || scale === 0 ? {} : { scale: String(scale) }),
    };
  }
  return {
    name: scalars.get(type.base) ?? nearest[type.base] ?? 'String',
    type: string(shortType(type.sql)),
  };
}

function useOf(name: string, given: Readonly<Record<string, string | undefined>>): string[] {
  return Object.values(given).every((value) => value === undefined) ? [] : [directive(name, given)];
}

/** Types of texts whose constants are printed as `'x'::type`, with what the cast is called. */
const texts: Readonly<Record<string, string>> = {
  text: 'text',
  'character varying': 'character varying',
  character: 'bpchar',
  date: 'date',
  'timestamp with time zone': 'timestamp with time zone',
  'timestamp without time zone': 'timestamp without time zone',
};

function defaultOf({ default: sql = '', type }: ColumnModel, enums: ReadonlyMap<string, EnumModel>): string {
  const value = constantOf(sql, type, enums);
  return value === undefined ? directive('default', { expr: string(sql) }) : directive('default', { value });
}

/** A default as a GraphQL constant that leads to the same SQL. */
function constantOf(
  sql: string,
  type: ColumnModel['type'],
  enums: ReadonlyMap<string, EnumModel>,
): string | undefined {
  const quoted = /^'((?:[^'\\]|'')*)'::(.+)$/s.exec(sql);
  const text = quoted?.[1]?.replaceAll("''", "'");
  const cast = quoted?.[2];
  if (type.array) return text === '{}' && cast?.endsWith('[]') ? '[]' : undefined;
  if (type.enum !== undefined) {
    const model = enums.get(type.enum);
    return cast === undefined ? undefined : model?.values.find(({ label }) => label === text)?.value;
  }
  if (type.base === 'boolean') return /^(true|false)$/.test(sql) ? sql : undefined;
  if (/^(smallint|integer|bigint)$/.test(type.base)) {
    const [, number, given] = /^'(-?\d+)'::(integer|bigint)$/.exec(sql) ?? [];
    if (number === undefined) return /^\d+$/.test(sql) ? sql : undefined;
    // A number by itself is an integer while it fits; negative ones are printed with a cast.
    const isInteger = Math.abs(Number(number)) < 2 ** 31;
    return isInteger === (given === 'integer') && (number.startsWith('-') || !isInteger) ? number : undefined;
  }
  if (/^(numeric|double precision|real)$/.test(type.base)) {
    return /^(0|[1-9]\d*)(\.\d+)?$/.test(sql) ? sql : undefined;
  }
  if (type.base === 'jsonb') return cast === 'jsonb' && (text === '{}' || text === '[]') ? text : undefined;
  return text !== undefined && cast === texts[type.base] ? string(text) : undefined;
}

/** The columns that are fields of a type, in order. */
export function isSingleKey(table: TableModel, column: ColumnModel): boolean {
  const key = table.primaryKey?.columns ?? [];
  return key.length === 1 && key[0] === column.name;
}
