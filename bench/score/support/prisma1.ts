/**
 * Prisma 1 datamodels (version 1.1) in Wesley's SDL. What Prisma keeps in its server and not in the database (defaults,
 * `@createdAt`, `@updatedAt`, enum labels) is left out; what it makes out of relations and lists is written out as types.
 */
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
} from 'graphql';

interface ObjectField {
  readonly owner: string;
  readonly field: string;
  readonly target: string;
  readonly list: boolean;
  readonly name?: string;
  /** Of `@relation(link:)`. */
  readonly link?: string;
}

interface Shape {
  readonly name: string;
  readonly list: boolean;
  readonly required: boolean;
}

const id = 'character varying(25)';
const columnTypes: Readonly<Record<string, string>> = {
  ID: id,
  UUID: 'uuid',
  String: 'text',
  Int: 'integer',
  Float: 'numeric(65,30)',
  Boolean: 'boolean',
  DateTime: 'timestamp(3) without time zone',
  Json: 'text',
};

/** The same schema as SDL of Wesley, to be read with exact names. */
export function fromPrisma1(sdl: string): string {
  const definitions = parse(sdl).definitions;
  const types = definitions.filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION);
  const enums = new Set(
    definitions.flatMap((one) => (one.kind === Kind.ENUM_TYPE_DEFINITION ? [one.name.value] : [])),
  );
  const linkTables = new Map(
    types.filter((type) => has(type, 'relationTable')).map((type) => [type.name.value, type]),
  );
  const tables = types.filter((type) => !linkTables.has(type.name.value));
  const isTable = new Set(tables.map((type) => type.name.value));
  const relations = pairUp(tables.flatMap((type) => objectFields(type, isTable)));
  const inline = new Map(
    relations.flatMap((sides) => {
      const side = inlineSide(sides);
      return side ? [[`${side.owner}.${side.field}`, side] as const] : [];
    }),
  );
  return [
    ...tables.map((type) => table(type, enums, inline)),
    ...tables.flatMap((type) => listTables(type, enums)),
    ...relations.filter((sides) => !inlineSide(sides)).map((sides) => linkTable(sides, linkTables)),
  ].join('\n');
}

function table(
  type: ObjectTypeDefinitionNode,
  enums: ReadonlySet<string>,
  inline: ReadonlyMap<string, ObjectField>,
): string {
  const lines = (type.fields ?? []).flatMap((node) => {
    const shape = shapeOf(node.type);
    const name = node.name.value;
    const reference = inline.get(`${type.name.value}.${name}`);
    if (reference) {
      return [`  ${name}: String @column(type: "${id}") @fk(ref: "${shape.name}.id", onDelete: SET_NULL)`];
    }
    const sql = columnType(shape, enums);
    if (sql === undefined || shape.list) return [];
    const key = has(node, 'id') ? ' @pk' : '';
    const unique = has(node, 'unique') ? ' @unique' : '';
    return [`  ${name}: String${shape.required ? '!' : ''}${key} @column(type: "${sql}")${unique}`];
  });
  return `type ${type.name.value} {\n${lines.join('\n')}\n}\n`;
}

/** Lists of scalars are tables of their own. */
function listTables(type: ObjectTypeDefinitionNode, enums: ReadonlySet<string>): string[] {
  return (type.fields ?? []).flatMap((node) => {
    const shape = shapeOf(node.type);
    const sql = columnType(shape, enums);
    if (sql === undefined || !shape.list) return [];
    const name = `${type.name.value}_${node.name.value}`;
    return [
      `type ${name} @primaryKey(fields: ["nodeId", "position"]) {
  nodeId: String! @column(type: "${id}") @fk(ref: "${type.name.value}.id")
  position: Int!
  value: String! @column(type: "${sql}")
}
`,
    ];
  });
}

function linkTable(
  sides: readonly ObjectField[],
  written: ReadonlyMap<string, ObjectTypeDefinitionNode>,
): string {
  const [first] = sides;
  if (!first) return '';
  const [a = '', b = ''] = [first.owner, first.target].sort();
  const own = first.name === undefined ? undefined : written.get(first.name);
  const name = own ? own.name.value : `_${first.name ?? `${a}To${b}`}`;
  const column = (target: string, otherwise: string, taken?: string): string =>
    own?.fields?.find((node) => shapeOf(node.type).name === target && node.name.value !== taken)?.name
      .value ?? otherwise;
  const left = column(a, 'A');
  const right = column(b, 'B', left);
  const line = (field: string, target: string): string =>
    `  ${field}: String! @column(type: "${id}") @fk(ref: "${target}.id", onDelete: CASCADE)`;
  return `type ${own ? name : `Link${name}`} @table(name: "${name}") @unique(fields: ["${left}", "${right}"]) {
${line(left, a)}
${line(right, b)}
}
`;
}

/** The two sides of each relation, or the one that is written. */
function pairUp(fields: readonly ObjectField[]): readonly (readonly ObjectField[])[] {
  const groups = new Map<string, ObjectField[]>();
  for (const field of fields) {
    const pair = [field.owner, field.target].sort().join(' ');
    const key = `${pair} ${field.name ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  return [...groups.values()];
}

/** The side whose table holds the key; undefined when the relation has a table of its own. */
function inlineSide(sides: readonly ObjectField[]): ObjectField | undefined {
  if (sides.some((side) => side.link === 'TABLE')) return undefined;
  return sides.find((side) => side.link === 'INLINE') ?? sides.find((side) => !side.list);
}

function objectFields(type: ObjectTypeDefinitionNode, isTable: ReadonlySet<string>): ObjectField[] {
  return (type.fields ?? []).flatMap((node) => {
    const shape = shapeOf(node.type);
    if (!isTable.has(shape.name)) return [];
    const name = argument(node, 'relation', 'name');
    const link = argument(node, 'relation', 'link');
    return [
      {
        owner: type.name.value,
        field: node.name.value,
        target: shape.name,
        list: shape.list,
        ...(name === undefined ? {} : { name }),
        ...(link === undefined ? {} : { link }),
      },
    ];
  });
}

function columnType(shape: Shape, enums: ReadonlySet<string>): string | undefined {
  return enums.has(shape.name) ? 'text' : columnTypes[shape.name];
}

function shapeOf(node: TypeNode): Shape {
  if (node.kind === Kind.NON_NULL_TYPE) return { ...shapeOf(node.type), required: true };
  if (node.kind === Kind.LIST_TYPE) return { ...shapeOf(node.type), list: true, required: false };
  return { name: node.name.value, list: false, required: false };
}

function has(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, name: string) {
  return node.directives?.some((one) => one.name.value === name) === true;
}

function argument(node: FieldDefinitionNode, directive: string, name: string): string | undefined {
  const value = node.directives
    ?.find((one) => one.name.value === directive)
    ?.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
