/** Schemas with names and types that nobody would choose, the same for the same seed. */
import { SourceText } from '../../src/diagnostics/index.js';
import type { ColumnModel, ColumnType, EnumModel, SchemaModel, TableModel } from '../../src/schema/index.js';
import { readType } from '../../src/schema/types.js';

const span = new SourceText('random', '').span(0, 0);

const types = [
  ...['integer', 'bigint', 'numeric(10,2)', 'text', 'varchar(20)', 'boolean', 'uuid', 'date', 'timestamptz'],
  ...[
    'jsonb',
    'bytea',
    'interval',
    'point',
    'circle',
    'inet',
    'int4range',
    'time',
    'double precision',
    'strange',
  ],
];

const words = [
  ...[
    'order',
    'id',
    'customer',
    'a',
    'x1',
    'class',
    'default',
    'Date',
    'string',
    'Buffer',
    '__proto__',
    'constructor',
  ],
  ...[
    'größe',
    'odd name',
    'quote"d',
    "it's",
    'back\\slash',
    '1st',
    'semi;colon',
    '*/',
    '$dollar',
    '日本',
    'line\nbreak',
  ],
  ...['aVeryLongNameThatGoesOnAndOnAndOnUntilItIsLong', 'another_long_name_for_the_end_of_the_line', ''],
];

/** A schema of so many tables. */
export function randomModel(tables: number, seed: number): SchemaModel {
  const random = generator(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const word = (): string =>
    [pick(words), pick(words), pick(words)].slice(0, 1 + Math.floor(random() * 3)).join(pick(['', '_', ' ']));
  const typeName = (n: number): string =>
    pick(['', 'Order', 'Customer', 'Date', 'string', 'VeryLongTypeNameThatGoesOnAndOnAndOn']) +
    pick(['', 'Insert', 'Id', 'T']) +
    n;
  const maybe = <T>(value: T): T | undefined => (random() < 0.3 ? value : undefined);
  const comment = (): { comment?: string } =>
    optional('comment', maybe(`${word()} ${word()}\n${pick(['', '@see', '*/ '])}${word()}`));

  const enums = Array.from({ length: Math.ceil(tables / 3) }, (_, n): EnumModel => {
    const type = `${typeName(n)}State`;
    const values = [...new Set(Array.from({ length: 1 + Math.floor(random() * 6) }, word))];
    return {
      type,
      schema: 'public',
      name: `e${n}`,
      storage: 'type',
      values: values.map((label, i) => ({
        value: pick([`V${i}`, label || 'E']) + i,
        label,
        span,
        ...comment(),
      })),
      span,
      ...comment(),
    };
  });

  const columnType = (): ColumnType => {
    const array = random() < 0.2;
    const one = maybe(pick(enums));
    if (one !== undefined)
      return {
        sql: `"public"."${one.name}"`,
        base: `"public"."${one.name}"`,
        modifiers: [],
        array,
        enum: one.type,
      };
    const type = readType(pick(types) + (array ? '[]' : ''));
    return random() < 0.5 && array ? { ...type, elementsNotNull: true } : type;
  };

  const column = (name: string): ColumnModel => ({
    field: name,
    name,
    type: columnType(),
    notNull: random() < 0.5,
    span,
    ...comment(),
    ...optional('default', maybe('x')),
    ...optional('deprecated', maybe(word())),
    ...optional('generated', random() < 0.1 ? { expression: 'x', stored: true } : undefined),
  });

  const made: TableModel[] = [];
  for (let n = 0; n < tables; n += 1) {
    const names = ['id', ...new Set(Array.from({ length: Math.floor(random() * 12) }, word))].filter(
      (one, i, all) => one !== '' && all.indexOf(one) === i,
    );
    const columns = names.map((name) =>
      name === 'id' ? { ...column('id'), type: readType('uuid'), notNull: true } : column(name),
    );
    const target = maybe(pick(made));
    const name = `t${n}${word()}`;
    made.push({
      type: typeName(n),
      schema: pick(['public', 'public', 'other']),
      name,
      columns:
        target === undefined ? columns : [...columns, { ...column(`to_${n}`), type: readType('uuid') }],
      primaryKey: { name: `${name}_pkey`, columns: ['id'], span },
      uniques: [],
      foreignKeys:
        target === undefined
          ? []
          : [
              {
                name: `fk${n}`,
                columns: [`to_${n}`],
                target: { schema: target.schema, table: target.name, columns: ['id'] },
                deferrable: false,
                span,
              },
            ],
      checks: [],
      indexes: [],
      relations:
        target === undefined
          ? []
          : [
              { field: `to${n}`, kind: 'belongsTo', target: target.type, notNull: random() < 0.5, span },
              { field: `all${n}`, kind: 'hasMany', target: target.type, notNull: true, span },
            ],
      interfaces: [],
      extraSql: [],
      span,
      ...comment(),
    });
  }
  return { enums, tables: made, views: [], inputs: [], extraSql: [] };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** Numbers from 0 to 1, mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
