/** Constants of the SDL as SQL literals, checked against the type of the column. */
import { type ConstValueNode, Kind } from 'graphql/language/index.js';
import { didYouMean, type Span } from '../../diagnostics/index.js';
import type { ColumnType, EnumModel } from '../model.js';
import { literal } from '../naming.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

export interface DefaultContext {
  /** `Order.total`, for messages. */
  readonly what: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  readonly enums: ReadonlyMap<string, EnumModel>;
  readonly problems: Problems;
}

/** The SQL of @default. */
export function defaultOf(use: Use, context: DefaultContext): string | undefined {
  const expression = use.string('expr');
  const value = use.node('value');
  if ((expression === undefined) === (value === undefined)) {
    context.problems.error(
      'sdl/argument-type',
      use.span,
      `@default on ${context.what} takes either "value" or "expr"`,
    );
    return undefined;
  }
  if (expression !== undefined || value === undefined) return expression;
  if (value.kind === Kind.NULL) {
    if (context.notNull) wrong(value, 'is never null', context);
    return 'NULL';
  }
  if (!context.type.array) return scalar(value, context)?.sql;
  if (value.kind !== Kind.LIST) return wrong(value, 'is a list', context);
  const elements = value.values.map((one) => element(one, context));
  return elements.includes(undefined) ? undefined : literal(`{${elements.join(',')}}`);
}

/** One value as SQL, and as an element of an array literal. */
interface Constant {
  readonly sql: string;
  readonly element: string;
}

function element(value: ConstValueNode, context: DefaultContext): string | undefined {
  if (value.kind !== Kind.NULL) return scalar(value, context)?.element;
  return context.type.elementsNotNull ? wrong(value, 'has no null in it', context) : 'NULL';
}

const whole: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n,
  integer: 2n ** 31n,
  bigint: 2n ** 63n,
};
const numbers: ReadonlySet<string> = new Set(['double precision', 'real', 'numeric', 'money']);
const texts: ReadonlySet<string> = new Set([
  'text',
  'character varying',
  'character',
  'uuid',
  'bytea',
  'date',
  'interval',
  'inet',
  'cidr',
  'macaddr',
]);

function scalar(value: ConstValueNode, context: DefaultContext): Constant | undefined {
  const { base } = context.type;
  const model = context.type.enum === undefined ? undefined : context.enums.get(context.type.enum);
  if (model !== undefined) return member(value, model, context);
  if (base === 'json' || base === 'jsonb') return text(JSON.stringify(plain(value)));
  const limit = whole[base];
  if (limit !== undefined) {
    if (value.kind !== Kind.INT) return wrong(value, 'is a whole number', context);
    const number = BigInt(value.value);
    if (number >= limit || number < -limit)
      return wrong(value, `is ${base}, which this is too large for`, context);
    return { sql: value.value, element: value.value };
  }
  if (numbers.has(base)) {
    if (value.kind === Kind.INT || value.kind === Kind.FLOAT)
      return { sql: value.value, element: value.value };
    return value.kind === Kind.STRING ? text(value.value) : wrong(value, 'is a number', context);
  }
  if (base === 'boolean') {
    if (value.kind !== Kind.BOOLEAN) return wrong(value, 'is true or false', context);
    return { sql: String(value.value), element: String(value.value) };
  }
  if (texts.has(base) || /^(timestamp|time) /.test(base)) {
    return value.kind === Kind.STRING ? text(value.value) : wrong(value, 'is a text', context);
  }
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return { sql: value.value, element: value.value };
    case Kind.STRING:
    case Kind.ENUM:
      return text(value.value);
    case Kind.BOOLEAN:
      return { sql: String(value.value), element: String(value.value) };
    default:
      return text(JSON.stringify(plain(value)));
  }
}

function member(value: ConstValueNode, model: EnumModel, context: DefaultContext): Constant | undefined {
  const said = value.kind === Kind.ENUM || value.kind === Kind.STRING ? value.value : undefined;
  const found =
    model.values.find((one) => one.value === said) ?? model.values.find((one) => one.label === said);
  if (found !== undefined) return text(found.label);
  const names = model.values.map((one) => one.value);
  const hint = said === undefined ? '' : didYouMean(said, names);
  return wrong(
    value,
    `is one of ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.${hint}`,
    context,
  );
}

function text(value: string): Constant {
  return { sql: literal(value), element: `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` };
}

function wrong(value: ConstValueNode, what: string, { problems, what: field }: DefaultContext): undefined {
  const span: Span = problems.span(value);
  problems.error('sdl/default-type', span, `the default does not fit: ${field} ${what}`, {
    fix: { text: 'write a value of that type, or an SQL expression', code: '@default(expr: "...")' },
  });
  return undefined;
}

function plain(value: ConstValueNode): unknown {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(value.value);
    case Kind.BOOLEAN:
    case Kind.STRING:
    case Kind.ENUM:
      return value.value;
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return value.values.map(plain);
    case Kind.OBJECT:
      return Object.fromEntries(value.fields.map((f) => [f.name.value, plain(f.value)]));
  }
}
