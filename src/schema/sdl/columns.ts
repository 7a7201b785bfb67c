/** The fields of a type, one by one: a column with type, NOT NULL and default, or a reference to another type. */
import type { ColumnModel, ColumnType } from '../model.js';
import { columnName } from '../naming.js';
import { readType } from '../types.js';
import { defaultOf } from './defaults.js';
import { deprecationOf } from './enums.js';
import { type FieldText, type Shape, shapeOf, type TypeHead } from './heads.js';
import type { Problems } from './problems.js';
import { columnTypeOf, type Types } from './types.js';
import type { Use } from './uses.js';

/** A field that is a column. */
export interface ScalarField {
  readonly kind: 'scalar';
  readonly text: FieldText;
  readonly column: ColumnModel;
  /** Of type ID, not said otherwise: a key of it is filled as the settings say. */
  readonly fillable: boolean;
}

export const relationKinds = ['belongsTo', 'hasOne', 'hasMany', 'manyToMany'] as const;

/** A field that leads to another type. */
export interface ObjectField {
  readonly kind: 'object';
  readonly text: FieldText;
  /** GraphQL name of the other type. */
  readonly target: string;
  readonly shape: Shape;
  /** `list`: a list without a directive, whose kind follows from the other side. */
  readonly relation: (typeof relationKinds)[number] | 'list';
}

export type Field = ScalarField | ObjectField;

/** Reads one field; what can be neither is reported. */
export function readField(head: TypeHead, text: FieldText, types: Types): Field | undefined {
  const { problems } = types;
  const what = `${head.type}.${text.name}`;
  if (text.node.arguments !== undefined && text.node.arguments.length > 0) {
    problems.error(
      'sdl/field-with-arguments',
      text.span,
      `field ${what} takes arguments, so it is no column`,
      {
        fix: { text: 'keep fields with arguments in the schema of the API' },
      },
    );
    return undefined;
  }
  const shape = shapeOf(text.node.type);
  if (types.objects.has(shape.name)) return objectField(what, text, shape, types);
  const relation = text.uses.find((use) => isRelation(use.name));
  if (relation !== undefined) {
    problems.error(
      'sdl/misplaced-directive',
      relation.span,
      `@${relation.name} stands on ${what}, and ${shape.name} is no type with a table`,
      { fix: { text: 'for a scalar field that refers to a row', code: '@fk(ref: "Type.field")' } },
    );
    return undefined;
  }
  return scalarField(what, text, shape, types);
}

function isRelation(name: string): name is (typeof relationKinds)[number] {
  return (relationKinds as readonly string[]).includes(name);
}

function objectField(what: string, text: FieldText, shape: Shape, types: Types): ObjectField | undefined {
  const { problems } = types;
  const said = text.uses.filter((use) => isRelation(use.name));
  const [first, second] = said;
  if (second !== undefined) {
    problems.error(
      'sdl/conflicting-directives',
      second.span,
      `${what} is @${first?.name} and @${second.name} at once`,
      { fix: { text: 'keep one of them' } },
    );
    return undefined;
  }
  if (shape.depth > 1) {
    problems.error('sdl/nested-list', problems.span(text.node.type), `${what} is a list of lists`, {
      fix: { text: 'have a type of its own in between' },
    });
    return undefined;
  }
  const list = shape.depth === 1;
  const relation = first !== undefined && isRelation(first.name) ? first.name : list ? 'list' : 'belongsTo';
  const many = relation === 'hasMany' || relation === 'manyToMany' || relation === 'list';
  if (many !== list) {
    problems.error(
      'sdl/relation-shape',
      first?.span ?? text.span,
      list
        ? `${what} is a list, and @${relation} leads to one row`
        : `${what} is no list, and @${relation} leads to many rows`,
      { fix: { text: list ? 'make it @hasMany, or no list' : `make it [${shape.name}!]!` } },
    );
    return undefined;
  }
  reportUseless(what, text.uses, relation, problems);
  return { kind: 'object', text, target: shape.name, shape, relation };
}

const onColumnsOnly = new Set(['identity', 'generated', 'updatedAt', 'serial']);
const onOwnColumns = new Set([
  'column',
  'pk',
  'default',
  'backfill',
  'fk',
  'unique',
  'index',
  'check',
  'renamed',
]);

/** Directives of columns on a field that has none. */
function reportUseless(
  what: string,
  uses: readonly Use[],
  relation: ObjectField['relation'],
  problems: Problems,
): void {
  for (const use of uses) {
    const misplaced = onColumnsOnly.has(use.name) || (relation !== 'belongsTo' && onOwnColumns.has(use.name));
    if (!misplaced) continue;
    problems.error(
      'sdl/misplaced-directive',
      use.span,
      `@${use.name} stands on ${what}, which has no column of its own`,
      {
        fix: { text: 'write it at the field that has the column' },
      },
    );
  }
}

function scalarField(what: string, text: FieldText, shape: Shape, types: Types): ScalarField | undefined {
  const { problems, settings, enums } = types;
  const find = (name: string): Use | undefined => text.uses.find((use) => use.name === name);
  const said = find('column');
  const written = said?.string('type');
  const type =
    written === undefined || said === undefined
      ? withPrecision(what, columnTypeOf(shape, what, problems.span(text.node.type), types), said, problems)
      : writtenType(what, written, shape, said, problems);
  if (type === undefined) return undefined;
  const identity = find('identity');
  const generated = find('generated');
  const serial = find('serial');
  const updatedAt = find('updatedAt');
  const given = find('default');
  const fillers = [given, identity, generated, serial].filter((use) => use !== undefined);
  const late = fillers[1] ?? (updatedAt !== undefined && (identity ?? generated ?? serial));
  if (late) {
    problems.error(
      'sdl/conflicting-directives',
      late.span,
      `${what} has more than one of @default, @identity, @serial, @generated and @updatedAt`,
      { fix: { text: 'keep the one that fills the column' } },
    );
  }
  for (const use of [identity, serial]) {
    if (use !== undefined && !isWhole(type)) {
      problems.error(
        'sdl/column-type',
        use.span,
        `${what} is ${type.sql}, and @${use.name} needs a whole number`,
        {
          fix: { text: 'make it BigInt' },
        },
      );
    }
  }
  if (updatedAt !== undefined && (type.array || !/^(date$|timestamp )/.test(type.base))) {
    problems.error('sdl/column-type', updatedAt.span, `${what} is ${type.sql}, and @updatedAt needs a time`, {
      fix: { text: 'make it DateTime' },
    });
  }
  const notNull = shape.notNull;
  const name = said?.string('name') ?? columnName(text.name, settings);
  const value =
    given === undefined
      ? updatedAt === undefined
        ? undefined
        : 'now()'
      : defaultOf(given, { what, type, notNull, enums, problems });
  const column: ColumnModel = {
    field: text.name,
    name,
    type,
    notNull,
    ...optional('default', value),
    ...(identity
      ? { identity: identity.boolean('always') ? ('always' as const) : ('by default' as const) }
      : {}),
    ...(serial ? { serial: true as const } : {}),
    ...(generated
      ? {
          generated: {
            expression: generated.string('as') ?? '',
            stored: generated.boolean('stored') ?? true,
          },
        }
      : {}),
    ...optional('collation', said?.string('collation')),
    ...common(text),
    ...(updatedAt ? { updatedAt: true as const } : {}),
    span: text.span,
  };
  const fillable =
    shape.name === 'ID' && shape.depth === 0 && written === undefined && fillers.length === 0 && !find('fk');
  return { kind: 'scalar', text, column, fillable };
}

/** What a field says of its column whatever its type. */
export function common(
  text: FieldText,
): Pick<ColumnModel, 'comment' | 'renamedFrom' | 'uid' | 'backfill' | 'sensitive' | 'pii' | 'deprecated'> {
  const find = (name: string): Use | undefined => text.uses.find((use) => use.name === name);
  return {
    ...optional('comment', text.node.description?.value),
    ...optional('renamedFrom', find('renamed')?.string('from')),
    ...optional('uid', find('uid')?.string('value')),
    ...optional('backfill', find('backfill')?.string('expr')),
    ...(find('sensitive') ? { sensitive: true as const } : {}),
    ...(find('pii') ? { pii: true as const } : {}),
    ...optional('deprecated', deprecationOf(text.node.directives)),
  };
}

function writtenType(
  what: string,
  written: string,
  shape: Shape,
  said: Use,
  problems: Problems,
): ColumnType | undefined {
  const { span } = said;
  const type = readType(written);
  if (shape.depth > 0 && !type.array) {
    problems.error('sdl/column-type', span, `${what} is a list, and ${written} is no array`, {
      fix: { text: 'write the type of the whole column', code: `@column(type: "${written}[]")` },
    });
    return undefined;
  }
  if (said.integer('precision') !== undefined || said.integer('scale') !== undefined) {
    problems.error('sdl/conflicting-directives', span, `the type of ${what} says its precision already`, {
      fix: { text: `write it there: @column(type: "${type.base}(12,2)")` },
    });
  }
  return shape.depth > 0 && shape.elementsNotNull ? { ...type, elementsNotNull: true } : type;
}

/** `numeric` with the digits of @column(precision:, scale:). */
function withPrecision(
  what: string,
  type: ColumnType | undefined,
  said: Use | undefined,
  problems: Problems,
): ColumnType | undefined {
  const precision = said?.integer('precision');
  const scale = said?.integer('scale');
  if (type === undefined || said === undefined || (precision === undefined && scale === undefined))
    return type;
  if (type.base !== 'numeric' || precision === undefined) {
    problems.error(
      'sdl/column-type',
      said.span,
      precision === undefined
        ? `the scale of ${what} needs a precision`
        : `${what} is ${type.sql}, which has no precision`,
      {
        fix: {
          text: 'for a number with a fixed count of digits',
          code: 'Decimal @column(precision: 12, scale: 2)',
        },
      },
    );
    return type;
  }
  const modifiers = scale === undefined ? [precision] : [precision, scale];
  const sql = `numeric(${modifiers.join(',')})`;
  return { ...type, sql: type.array ? `${sql}[]` : sql, modifiers };
}

function isWhole(type: ColumnType): boolean {
  return !type.array && /^(smallint|integer|bigint)$/.test(type.base);
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
