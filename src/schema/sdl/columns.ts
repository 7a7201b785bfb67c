/** The fields of a type: columns with type, NOT NULL and default, and references to other types. */
import { type ConstValueNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import type { Span } from '../../diagnostics/index.js';
import type { ColumnModel, ColumnType, EnumModel } from '../model.js';
import { literal, nearest, quote, snakeCase } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { readType } from '../types.js';
import { scalarTypes } from './directives.js';
import { checkLength, type TypeHead } from './heads.js';
import type { Problems } from './problems.js';
import { readUses, type Use } from './uses.js';

export interface TypeContext {
  readonly heads: ReadonlyMap<string, TypeHead>;
  readonly enums: ReadonlyMap<string, EnumModel>;
  readonly settings: SchemaSettings;
  readonly declaredScalars: ReadonlySet<string>;
  readonly problems: Problems;
}

/** A field with its directives: a column, or (`references`) a column whose type is the key of another type. */
export interface FieldModel {
  readonly column: ColumnModel;
  readonly uses: readonly Use[];
  /** GraphQL name of the type that an object field points at. */
  readonly references?: string;
}

/** Reads the fields of one type; fields without a column (`@hasMany`) are left out, wrong ones are reported. */
export function readColumns(head: TypeHead, context: TypeContext): readonly FieldModel[] {
  const { problems } = context;
  const fields = (head.node.fields ?? []).flatMap((node) => {
    const field = readField(head, node, context);
    return field ? [field] : [];
  });
  const owners = new Map<string, string>();
  for (const { column } of fields) {
    const other = owners.get(column.name);
    if (other !== undefined) {
      problems.error(
        'sdl/name-collision',
        column.span,
        `column "${column.name}" of field ${column.field} is taken by field ${other}`,
      );
    }
    owners.set(column.name, column.field);
  }
  if (fields.length === 0) problems.error('sdl/empty-type', head.span, `type ${head.type} has no columns`);
  return fields;
}

function readField(head: TypeHead, node: FieldDefinitionNode, context: TypeContext): FieldModel | undefined {
  const { problems } = context;
  const uses = readUses(node.directives, 'field', problems);
  const field = node.name.value;
  const span = problems.span(node.name);
  const settings = uses.find((use) => use.name === 'column');
  if (node.arguments && node.arguments.length > 0) {
    problems.error(
      'sdl/unsupported',
      problems.span(node),
      `field ${head.type}.${field} takes arguments, so it is no column`,
      {
        fix: { text: 'keep fields with arguments in the schema of the API' },
      },
    );
    return undefined;
  }
  const shape = unwrap(node.type);
  const target = context.heads.get(shape.name);
  if (target) {
    if (uses.some((use) => use.name === 'hasMany' || use.name === 'hasOne')) return undefined;
    if (shape.depth > 0) {
      problems.error(
        'sdl/list-relation',
        problems.span(node.type),
        `field ${head.type}.${field} is a list of ${target.type}, which is no column`,
        {
          fix: {
            text: `mark it @hasMany when ${target.type} refers to ${head.type}; write a type of its own for a many-to-many relation`,
          },
        },
      );
      return undefined;
    }
  }
  const written = settings?.string('type');
  const type =
    written !== undefined
      ? readType(written)
      : target
        ? unresolved
        : columnType(head, field, node.type, shape, context);
  if (type === undefined) return undefined;
  const name = settings?.string('name') ?? (target ? `${snakeCase(field)}_id` : snakeCase(field));
  checkLength(name, span, problems);
  const identity = uses.find((use) => use.name === 'identity');
  const generated = uses.find((use) => use.name === 'generated');
  const defaultText = defaultExpression(head, field, uses, context, shape);
  const column: ColumnModel = {
    field,
    name,
    type,
    notNull: node.type.kind === Kind.NON_NULL_TYPE,
    span,
    ...(defaultText === undefined ? {} : { default: defaultText }),
    ...(identity
      ? { identity: identity.boolean('always') ? ('always' as const) : ('by default' as const) }
      : {}),
    ...(generated
      ? {
          generated: {
            expression: generated.string('as') ?? '',
            stored: generated.boolean('stored') ?? true,
          },
        }
      : {}),
    ...optional('collation', settings?.string('collation')),
    ...optional('comment', node.description?.value),
    ...optional('renamedFrom', uses.find((use) => use.name === 'renamed')?.string('from')),
  };
  const fillers = [column.default, column.identity, column.generated].filter((x) => x !== undefined).length;
  if (fillers > 1) {
    problems.error(
      'sdl/conflicting-directives',
      span,
      `field ${head.type}.${field} has more than one of @default, @identity and @generated`,
    );
  }
  return { column, uses, ...(target ? { references: target.type } : {}) };
}

/** The type of a reference, until the key of its target is known. */
export const unresolved: ColumnType = { sql: '', base: '', modifiers: [], array: false };

function columnType(
  head: TypeHead,
  field: string,
  node: TypeNode,
  shape: { name: string; depth: number },
  context: TypeContext,
): ColumnType | undefined {
  const { problems } = context;
  if (shape.depth > 1) {
    problems.error('sdl/nested-list', problems.span(node), `field ${head.type}.${field} is a list of lists`, {
      fix: { text: 'use JSON, or a table of its own' },
    });
    return undefined;
  }
  const enumType = context.enums.get(shape.name);
  const base = enumType ? `${quote(enumType.schema)}.${quote(enumType.name)}` : scalarTypes[shape.name];
  if (base !== undefined) {
    return {
      ...readType(shape.depth === 1 ? `${base}[]` : base),
      ...(enumType ? { enum: enumType.type } : {}),
    };
  }
  const span: Span = problems.span(node);
  if (context.declaredScalars.has(shape.name)) {
    problems.error(
      'sdl/scalar-without-type',
      span,
      `scalar ${shape.name} of ${head.type}.${field} has no SQL type`,
      {
        fix: { text: 'name it', code: `${field}: ${shape.name} @column(type: "...")` },
      },
    );
    return undefined;
  }
  const meant = nearest(shape.name, [
    ...Object.keys(scalarTypes),
    ...context.heads.keys(),
    ...context.enums.keys(),
  ]);
  problems.error('sdl/unknown-type', span, `the type ${shape.name} of ${head.type}.${field} is not known`, {
    fix: {
      text: meant ? `did you mean ${meant}?` : `known scalars are ${Object.keys(scalarTypes).join(', ')}`,
    },
  });
  return undefined;
}

function defaultExpression(
  head: TypeHead,
  field: string,
  uses: readonly Use[],
  context: TypeContext,
  shape: { name: string; depth: number },
): string | undefined {
  const use = uses.find((u) => u.name === 'default');
  if (!use) return undefined;
  const expression = use.string('expr');
  const value = use.node('value');
  if ((expression === undefined) === (value === undefined)) {
    context.problems.error(
      'sdl/argument-type',
      use.span,
      `@default on ${head.type}.${field} takes either "value" or "expr"`,
    );
    return undefined;
  }
  if (expression !== undefined) return expression;
  return value ? constant(value, shape.depth > 0) : undefined;
}

/** A GraphQL constant as an SQL literal. */
function constant(value: ConstValueNode, array: boolean): string {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return value.value;
    case Kind.BOOLEAN:
      return value.value ? 'true' : 'false';
    case Kind.NULL:
      return 'NULL';
    case Kind.STRING:
    case Kind.ENUM:
      return literal(value.value);
    case Kind.LIST:
      return array
        ? value.values.length === 0
          ? "'{}'"
          : `ARRAY[${value.values.map((v) => constant(v, false)).join(', ')}]`
        : literal(JSON.stringify(plain(value)));
    case Kind.OBJECT:
      return literal(JSON.stringify(plain(value)));
  }
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

function unwrap(node: TypeNode): { name: string; depth: number } {
  if (node.kind === Kind.NON_NULL_TYPE) return unwrap(node.type);
  if (node.kind === Kind.LIST_TYPE) {
    const inner = unwrap(node.type);
    return { name: inner.name, depth: inner.depth + 1 };
  }
  return { name: node.name.value, depth: 0 };
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
