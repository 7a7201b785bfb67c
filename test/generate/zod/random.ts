/** Random tables, and random rows for them that like the edges of their types. */

import { SourceText } from '../../../src/diagnostics/index.js';
import type { ColumnModel, SchemaModel, TableModel } from '../../../src/schema/index.js';
import { readType } from '../../../src/schema/types.js';

/** A small generator of numbers (mulberry32): the same seed gives the same run. */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined && items.length === 0) throw new Error('nothing to pick from');
    return item as T;
  }
}

const span = new SourceText('random', '').span(0, 0);

/** The model of one table without anything but columns and CHECKs. */
export function modelOf(
  columns: readonly ColumnModel[],
  checks: TableModel['checks'],
): SchemaModel & { readonly tables: readonly [TableModel] } {
  const table: TableModel = {
    type: 'T',
    schema: 'public',
    name: 't',
    columns,
    uniques: [],
    foreignKeys: [],
    checks,
    indexes: [],
    relations: [],
    interfaces: [],
    extraSql: [],
    span,
  };
  return { enums: [], tables: [table], views: [], inputs: [], extraSql: [] };
}

/** A column that may be NULL. */
export function columnOf(name: string, type: string): ColumnModel {
  return { field: name, name, type: readType(type), notNull: false, span };
}

export interface TypeSample {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Constants of SQL that checks compare it with. */
  readonly constants?: readonly string[];
  readonly ordered?: true;
  readonly patterns?: true;
}

const nines = (count: number): string => '9'.repeat(count);
const integers = [0, 1, -1, 5, 7, 10, 100, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 'x', true];
const texts = [
  ...[
    '',
    'a',
    'A',
    'ab',
    'abc',
    'abcd',
    'abc   ',
    ' abc',
    'abcd ',
    '   ',
    'a b',
    'é',
    '😀',
    '😀😀😀',
    '😀😀😀😀',
    'a%b',
    'x_y',
  ],
  ...['a\nb', 'a\tb', '\u00a0', 'foo-bar', '12', 'nul\0', '\ud800', 'a\udc00', 'OPEN'],
];
const numerics = [
  ...[
    '0',
    '1',
    '-1',
    '1.5',
    '1.005',
    '-1.005',
    '9.994999',
    '9.995',
    '-9.995',
    '9.99',
    '10',
    '99.99',
    '0.001',
    '0.00999',
    '00012',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '1e3',
    '1E-3',
    '.5',
    '5.',
    '+5',
    '',
    '.',
    'abc',
    '1e',
    '--1',
    '1499',
    '1500',
    '99499',
    '99500',
  ],
  ...[
    '149',
    '150',
    '0.005',
    '-0.005',
    '0.004999',
    nines(30),
    0,
    1.5,
    1.005,
    1e21,
    1e-7,
    -0,
    Number.NaN,
    true,
  ],
];
const bigints = [
  ...[
    '0',
    '1',
    '-5',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '-9223372036854775809',
    '1.5',
    '',
  ],
  ...['abc', '007', 0, 5, 1.5, 2 ** 53, 2 ** 63, -(2 ** 63), 1e21, 7n, 2n ** 63n - 1n, 2n ** 63n, true],
];
const floats = [
  ...[
    0, -0, 1, -1, 0.1, 0.5, 1.5, 7, 1e308, 5e-324, 1e-46, 7.1e-46, 3.4e38, 3.5e38, -3.5e38,
    3.4028235677973362e38, 3.402824e38,
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Math.fround(0.1), 'x', true],
];
const days = [
  ...[
    new Date(2020, 0, 1),
    new Date(2020, 0, 1, 23, 59, 59, 999),
    new Date(2020, 5, 15, 12),
    new Date(-4712, 0, 2),
    new Date(-4800, 0, 1),
  ],
  ...[
    new Date(8.64e15),
    new Date(Number.NaN),
    '2020-01-01',
    '2019-12-31',
    '2020-02-29',
    '2021-02-29',
    '2020-13-01',
    '0000-01-01',
  ],
  ...['infinity', '-infinity', '0044-03-15 BC', '12020-01-01', 'x', 5],
];
const moments = [
  ...days.filter((one) => typeof one !== 'string'),
  ...[
    '2020-01-01T00:00:00Z',
    '2020-01-01 00:00:00+00',
    '2019-12-31T23:59:59.999999Z',
    '2020-01-01T01:00:00+01:00',
    '2020-06-15T12:00:00.5-08',
  ],
  ...[
    '2020-02-30T00:00:00Z',
    '2020-01-01T24:30:00Z',
    '2020-01-01T00:60:00Z',
    '2020-01-01T00:00:00+16:00',
    'infinity',
    '0044-03-15 10:00:00+00 BC',
  ],
];

/** Types with values that they take, and values near them that they do not. */
export const samples: readonly TypeSample[] = [
  {
    sql: 'smallint',
    values: [...integers, 32767, 32768, -32768, -32769],
    constants: ['0', '5', '7.5', '-1'],
    ordered: true,
  },
  {
    sql: 'integer',
    values: [...integers, 2147483647, 2147483648, -2147483648, -2147483649],
    constants: ['0', '1', '5', '10', '2.5'],
    ordered: true,
  },
  { sql: 'bigint', values: bigints, constants: ['0', '5', '7', '9007199254740993', '0.5'], ordered: true },
  { sql: 'numeric', values: numerics, constants: ['0', '1.5', '1.005', '-1', "'NaN'", '10'], ordered: true },
  { sql: 'numeric(3,2)', values: numerics, constants: ['0', '1.5', '1.005', '1.01', '9.99'], ordered: true },
  { sql: 'numeric(5)', values: numerics, constants: ['0', '10', '1.5'], ordered: true },
  { sql: 'numeric(2,-3)', values: numerics, constants: ['0', '1000', '99000'], ordered: true },
  { sql: 'numeric(2,4)', values: numerics, constants: ['0', '0.005'], ordered: true },
  { sql: 'real', values: floats, constants: ['0', '0.1', "'0.1'", '0.5', '1e38'], ordered: true },
  { sql: 'double precision', values: floats, constants: ['0', '0.1', '1.5', "'NaN'"], ordered: true },
  { sql: 'boolean', values: [true, false, 'x', 2.5] },
  { sql: 'text', values: texts, constants: ["'a'", "'abc'", "''", "'abc   '"], patterns: true },
  { sql: 'varchar(3)', values: texts, constants: ["'a'", "'abc'", "''"], patterns: true },
  { sql: 'char(3)', values: texts, constants: ["'a'", "'abc'", "'ab '"], patterns: true },
  { sql: 'char', values: texts, constants: ["'a'"], patterns: true },
  {
    sql: 'uuid',
    values: [
      ...[
        '00000000-0000-0000-0000-000000000001',
        'ABCDEF00-0000-4000-8000-0000000000AA',
        '0000-0000',
        'x',
        '',
      ],
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ],
    constants: ["'abcdef00-0000-4000-8000-0000000000aa'"],
  },
  { sql: 'date', values: days, constants: ["'2020-01-01'", "'2019-12-31'"], ordered: true },
  { sql: 'timestamp', values: moments, constants: ["'2020-01-01'", "'2020-01-01 01:00'"], ordered: true },
  {
    sql: 'timestamptz',
    values: moments,
    constants: ["'2020-01-01 00:00:00Z'", "'2020-01-01 01:00+01'"],
    ordered: true,
  },
  {
    sql: 'time',
    values: [
      '00:00:00',
      '12:30',
      '23:59:59.999999',
      '23:59:59.9999999',
      '24:00:00',
      '24:00:01',
      '25:00',
      '12:60',
      'x',
      5,
    ],
    constants: ["'12:00'", "'23:59:59.5'"],
    ordered: true,
  },
  { sql: 'timetz', values: ['12:00:00+02', '12:00:00Z', '12:00:00-15:59', '12:00:00+16', '25:00+01', 'x'] },
  {
    sql: 'interval',
    values: [
      '1 day',
      '1 year 2 mons 3 days 04:05:06.789',
      '-1 days +02:03:00',
      'P1Y2M3DT4H5M6S',
      'PT0S',
      'P',
      '',
      'x',
      '00:00:00',
    ],
  },
  {
    sql: 'inet',
    values: [
      ...[
        '1.2.3.4',
        '1.2.3.4/24',
        '1.2.3.4/33',
        '256.1.1.1',
        '1.2.3',
        '::1',
        '::',
        '1::2::3',
        '2001:db8::/32',
        '::1/129',
        '1:2:3:4:5:6:7:8',
      ],
      ...['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:8:9', 'x', '', '12345::'],
    ],
  },
  {
    sql: 'cidr',
    values: [
      '1.2.3.0/24',
      '1.2.3.4/24',
      '1.2.3.4',
      '::/0',
      '2001:db8::/32',
      '2001:db8::1/32',
      '::1',
      '1.2.3.4/33',
      'x',
      '0.0.0.0/0',
    ],
  },
  {
    sql: 'macaddr',
    values: ['08:00:2b:01:02:03', '08:00:2B:01:02:03', '08:00:2b:01:02', '08:00:2b:01:02:0g', ''],
  },
  { sql: 'macaddr8', values: ['08:00:2b:01:02:03:04:05', '08:00:2b:01:02:03:04', 'x'] },
  { sql: 'bit(3)', values: ['101', '10', '1011', 'abc', '', '000'] },
  { sql: 'varbit(3)', values: ['101', '10', '1011', 'abc', ''] },
  { sql: 'bytea', values: [new Uint8Array([0, 255]), Buffer.from('x'), new Uint8Array()] },
  {
    sql: 'jsonb',
    values: [
      { a: [1, 'x', null, { b: true }] },
      '"text"',
      'text',
      '[1]',
      '{',
      5,
      true,
      Number.NaN,
      { a: '\0' },
      '"\\u0000"',
      { '\0': 1 },
    ],
  },
  {
    sql: 'json',
    values: [
      { a: 1 },
      '"text"',
      'text',
      '[1]',
      '{',
      5,
      false,
      { a: '\0' },
      { a: undefined },
      { a: Number.NaN },
    ],
  },
];

/** Expressions over the columns; every one of them can be read. */
class Checks {
  constructor(
    private readonly random: Random,
    private readonly columns: readonly {
      readonly name: string;
      readonly sample: TypeSample;
      readonly array: boolean;
    }[],
  ) {}

  expression(depth: number): string {
    const { random } = this;
    if (depth > 0 && random.chance(0.55)) {
      const left = this.expression(depth - 1);
      switch (random.below(6)) {
        case 0:
          return `(${left} AND ${this.expression(depth - 1)})`;
        case 1:
        case 2:
          return `(${left} OR ${this.expression(depth - 1)})`;
        case 3:
          return `NOT (${left})`;
        case 4:
          return `((${left}) = (${this.expression(depth - 1)}))`;
        default:
          return `((${left}) IS ${random.pick(['TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE'])})`;
      }
    }
    return this.atom();
  }

  private atom(): string {
    const { random } = this;
    const { name, sample, array } = random.pick(this.columns);
    if (random.chance(0.12)) return `${name} IS ${random.pick(['NULL', 'NOT NULL'])}`;
    if (random.chance(0.05))
      return `${random.pick(['num_nulls', 'num_nonnulls'])}(${this.names()}) ${this.operator()} 1`;
    if (array) {
      return random.chance(0.5)
        ? `cardinality(${name}) ${this.operator()} 1`
        : `array_length(${name}, 1) ${this.operator()} 2`;
    }
    const others = this.columns.filter(
      (one) => one.sample === sample && one.name !== name && !one.array && sample.ordered,
    );
    if (others.length > 0 && random.chance(0.5)) {
      const other = random.pick(others).name;
      const operator = random.chance(0.15) ? 'IS DISTINCT FROM' : this.operator();
      return `${name} ${operator} ${other}`;
    }
    if (sample.sql === 'boolean')
      return random.pick([name, `NOT ${name}`, `${name} = false`, `${name} <> true`]);
    if (sample.patterns && random.chance(0.6)) return this.onText(name);
    const constants = sample.constants ?? [];
    if (constants.length === 0) return `${name} IS NOT NULL`;
    const constant = random.pick(constants);
    const operator = sample.ordered ? this.operator() : random.pick(['=', '<>']);
    switch (random.below(6)) {
      case 0:
        return `${name} ${random.pick(['IN', 'NOT IN'])} (${constant}, ${random.pick(constants)})`;
      case 1:
        return sample.ordered
          ? `${name} ${random.pick(['', 'NOT '])}BETWEEN ${constant} AND ${random.pick(constants)}`
          : `${name} = ${constant}`;
      case 2:
        return `${name} IS ${random.pick(['', 'NOT '])}DISTINCT FROM ${constant}`;
      default:
        return random.chance(0.3) ? `${constant} ${operator} ${name}` : `${name} ${operator} ${constant}`;
    }
  }

  private onText(name: string): string {
    const { random } = this;
    const like = ['a%', '%b', '_b%', '%', '', 'a\\%b', '%c  '];
    const regex = [
      '^[a-z]+$',
      'b',
      '^.{2,3}$',
      '^a|c$',
      '^[^b]*$',
      '^\\d+$',
      '^[a-z]+(-[a-z]+)*$',
      ' $',
      '^$',
    ];
    switch (random.below(6)) {
      case 0:
        return `${random.pick(['length', 'char_length'])}(${name}) ${this.operator()} ${random.below(5)}`;
      case 1:
        return `octet_length(btrim(${name})) ${this.operator()} ${random.below(5)}`;
      case 2:
        return `${name} ${random.pick(['LIKE', 'NOT LIKE'])} '${random.pick(like)}'`;
      case 3:
        return `${name} ${random.pick(['~', '~*'])} '${random.pick(regex)}'`;
      case 4:
        return `${random.pick(['trim', 'ltrim', 'rtrim'])}(${name}) ${random.pick(['=', '<>'])} ${random.pick(["''", "'abc'", "'a'"])}`;
      default:
        return `length(trim(${name})) ${this.operator()} ${random.below(4)}`;
    }
  }

  private names(): string {
    return this.columns.map(({ name }) => name).join(', ');
  }

  private operator(): string {
    return this.random.pick(['=', '<>', '<', '<=', '>', '>=']);
  }
}

export interface RandomTable {
  readonly model: SchemaModel;
  readonly table: TableModel;
  /** Values that a column likes. */
  readonly values: ReadonlyMap<string, readonly unknown[]>;
}

/** A table `t` of a few columns with a few CHECKs. */
export function randomTable(random: Random): RandomTable {
  const count = 1 + random.below(4);
  const values = new Map<string, readonly unknown[]>();
  const some = [random.pick(samples), random.pick(samples)];
  const chosen = Array.from({ length: count }, (_, i) => {
    const sample = random.chance(0.5) ? random.pick(some) : random.pick(samples);
    const array = random.chance(0.12) && !/^(json|bytea)/.test(sample.sql);
    return { name: `c${i}`, sample, array };
  });
  const checks = Array.from({ length: random.below(4) }, (_, i) => ({
    name: `check_${i}`,
    expression: new Checks(random, chosen).expression(random.below(4)),
    columns: [],
    span,
  }));
  const mentioned = (name: string): boolean => checks.some(({ expression }) => expression.includes(name));
  const columns = chosen.map(({ name, sample, array }): ColumnModel => {
    const type = readType(array ? `${sample.sql}[]` : sample.sql);
    values.set(name, sample.values);
    const constants = sample.constants ?? [];
    const special = random.below(12);
    const integer = /^(small|big)?int(eger)?$/.test(sample.sql) && !array;
    const constant = constants.length > 0 && !array && !mentioned(name);
    return {
      field: name,
      name,
      type: array && random.chance(0.5) ? { ...type, elementsNotNull: true } : type,
      notNull: random.chance(0.4),
      span,
      ...(special === 0 && integer ? { identity: 'by default' as const, notNull: true } : {}),
      ...(special === 1 && integer ? { identity: 'always' as const, notNull: true } : {}),
      ...(special === 2 && constant ? { default: constants[0] ?? 'NULL' } : {}),
    };
  });
  const generated: ColumnModel[] = random.chance(0.1)
    ? [
        {
          field: 'made',
          name: 'made',
          type: readType('integer'),
          notNull: false,
          generated: { expression: '1', stored: true },
          span,
        },
      ]
    : [];
  const elements = columns
    .filter(({ type }) => type.elementsNotNull)
    .map(({ name }) => ({
      name: `${name}_elements`,
      expression: `num_nulls(VARIADIC "${name}") = 0`,
      columns: [name],
      span,
    }));
  const model = modelOf([...columns, ...generated], [...checks, ...elements]);
  return { table: model.tables[0], values, model };
}

/** A row for it: most columns are there, most values are of their type. */
export function randomRow(random: Random, { table, values }: RandomTable): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const column of table.columns) {
    const fixed = column.generated !== undefined || column.identity === 'always';
    if (random.chance(fixed ? 0.95 : 0.1)) continue;
    if (random.chance(0.12)) row[column.name] = null;
    else if (column.type.array) {
      const of = values.get(column.name) ?? [];
      row[column.name] = Array.from({ length: random.below(4) }, () =>
        random.chance(0.1) ? null : random.pick(of.slice(0, 8)),
      );
    } else row[column.name] = random.pick(values.get(column.name) ?? [0]);
  }
  if (random.chance(0.02)) row.nobody = 1;
  return row;
}
