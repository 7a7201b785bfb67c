/** From the type of a field to the type of a column: scalars, those of the team, enums, lists of them. */
import { didYouMean, type Span } from '../../diagnostics/index.js';
import type { ColumnType, EnumModel } from '../model.js';
import { quote } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { readType } from '../types.js';
import { scalarTypes } from './directives.js';
import { type Documents, scalarFix } from './documents.js';
import type { Shape } from './heads.js';
import type { Problems } from './problems.js';

/** What a type name may stand for. */
export interface Types {
  readonly settings: SchemaSettings;
  readonly enums: ReadonlyMap<string, EnumModel>;
  readonly documents: Documents;
  /** Names of object types. */
  readonly objects: ReadonlySet<string>;
  /** Scalars without a type that were reported. */
  readonly untyped: Set<string>;
  readonly problems: Problems;
}

/** The column type of a scalar, an enum, or a list of them; what cannot be one is reported, about `what` at `span`. */
export function columnTypeOf(shape: Shape, what: string, span: Span, types: Types): ColumnType | undefined {
  if (shape.depth > 1) {
    types.problems.error('sdl/nested-list', span, `${what} is a list of lists`, {
      fix: { text: 'use JSON, or a table of its own' },
    });
    return undefined;
  }
  const element = elementType(shape.name, types);
  if (element === undefined) {
    reportUnknown(shape.name, what, span, types);
    return undefined;
  }
  return shape.depth === 0 ? element : asList(element, shape);
}

/** A list of the type. */
export function asList(element: ColumnType, { elementsNotNull }: Pick<Shape, 'elementsNotNull'>): ColumnType {
  return {
    ...element,
    sql: `${element.sql}[]`,
    array: true,
    ...(elementsNotNull ? { elementsNotNull: true as const } : {}),
  };
}

/** Type of a column that holds one value of an enum. */
export function enumColumnType(model: EnumModel): ColumnType {
  if (model.storage === 'check') return { ...readType('text'), enum: model.type };
  return { ...readType(`${quote(model.schema)}.${quote(model.name)}`), enum: model.type };
}

function elementType(name: string, { settings, enums }: Types): ColumnType | undefined {
  const own = Object.hasOwn(settings.scalars, name) ? settings.scalars[name] : undefined;
  if (own !== undefined) return { ...readType(own.sql), scalar: { name, ...own } };
  const model = enums.get(name);
  if (model !== undefined) return enumColumnType(model);
  if (name === 'ID') return readType(settings.id);
  const sql = Object.hasOwn(scalarTypes, name) ? scalarTypes[name] : undefined;
  return sql === undefined ? undefined : readType(sql);
}

function reportUnknown(name: string, what: string, span: Span, types: Types): void {
  const { problems, documents, settings, enums, objects } = types;
  if (documents.scalars.has(name)) {
    // What mends one field mends all.
    if (types.untyped.has(name)) return;
    types.untyped.add(name);
    problems.error('sdl/scalar-without-type', span, `scalar ${name} of ${what} has no SQL type`, {
      why: 'no field of this scalar can be a column',
      fix: scalarFix(name),
    });
    return;
  }
  if (documents.unions.has(name)) return;
  if (documents.interfaces.some((one) => one.name.value === name)) {
    problems.error(
      'sdl/interface-reference',
      span,
      `${what} refers to the interface ${name}, which is no table`,
      {
        why: 'a foreign key refers to one table',
        fix: { text: `refer to a type that implements ${name}, with one nullable field for each` },
      },
    );
    return;
  }
  if (documents.inputs.some((one) => one.name.value === name)) {
    problems.error('sdl/unknown-type', span, `${what} is of the input ${name}, which is no table`, {
      fix: { text: 'make it a type, or use JSON' },
    });
    return;
  }
  const known = [...Object.keys(scalarTypes), ...Object.keys(settings.scalars), ...enums.keys(), ...objects];
  problems.error(
    'sdl/unknown-type',
    span,
    `the type ${name} of ${what} is not known.${didYouMean(name, known)}`,
    {
      fix: {
        text: `scalars are ${[...Object.keys(scalarTypes), ...Object.keys(settings.scalars)].join(', ')}`,
      },
    },
  );
}
