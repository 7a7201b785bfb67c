/**
 * Amplify schemas in Wesley's SDL: types with @model are tables, other types that they hold are JSON, relations are
 * written out. What belongs to the API (queries, resolvers, access rules of the service) is left out by name.
 */
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
} from 'graphql';
import { defaultSettings, type SchemaModel, type SchemaSettings } from '../../../src/schema/index.js';

/** Scalars of the service; ids are strings there. */
export const amplifySettings: SchemaSettings = {
  ...defaultSettings,
  names: 'exact',
  id: 'text',
  scalars: {
    AWSDate: { sql: 'date' },
    AWSTime: { sql: 'time' },
    AWSDateTime: { sql: 'timestamptz' },
    AWSTimestamp: { sql: 'bigint' },
    AWSEmail: { sql: 'text' },
    AWSJSON: { sql: 'jsonb' },
    AWSURL: { sql: 'text' },
    AWSPhone: { sql: 'text' },
    AWSIPAddress: { sql: 'inet' },
  },
};

interface Written {
  readonly name: string;
  /** The line without its directives. */
  readonly type: string;
  readonly directives: string[];
}

interface Model {
  readonly node: ObjectTypeDefinitionNode;
  readonly name: string;
  readonly fields: Map<string, Written>;
  readonly directives: string[];
  readonly key: readonly string[];
}

/** The same schema as SDL of Wesley, and what is no part of a database, each with its reason. */
export function fromAmplify(text: string): { readonly sdl: string; readonly leftOut: readonly string[] } {
  const { definitions } = parse(text);
  const leftOut: string[] = [];
  const stored = storedTypes(text);
  const objects = new Set(
    definitions.flatMap((one) => (one.kind === Kind.OBJECT_TYPE_DEFINITION ? [one.name.value] : [])),
  );
  const models = new Map(stored.map((node) => [node.name.value, startModel(node)]));
  for (const model of models.values()) {
    for (const node of model.node.fields ?? []) {
      const reason = resolved(node);
      if (reason !== undefined) {
        leftOut.push(`${model.name}.${node.name.value}: ${reason}`);
        continue;
      }
      const { name, list } = named(node.type);
      const embedded = objects.has(name) && !models.has(name);
      const required = node.type.kind === Kind.NON_NULL_TYPE ? '!' : '';
      model.fields.set(node.name.value, {
        name: node.name.value,
        type: embedded ? `JSON${required}` : print(node.type),
        directives: [],
      });
      if (embedded)
        leftOut.push(`${model.name}.${node.name.value}: ${list ? 'a list' : 'a value'} kept as JSON`);
    }
    addKeys(model);
  }
  for (const model of models.values()) {
    for (const node of model.node.fields ?? []) relate(model, node, models);
  }
  for (const node of definitions) {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) continue;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && models.has(node.name.value)) continue;
    const name = 'name' in node && node.name ? node.name.value : node.kind;
    leftOut.push(`${name}: no stored type`);
  }
  const enums = definitions.filter((one) => one.kind === Kind.ENUM_TYPE_DEFINITION).map((one) => print(one));
  return { sdl: [...enums, ...[...models.values()].map(printModel)].join('\n\n'), leftOut };
}

/** Fields of stored types that are neither a column nor a relation of the model. */
export function lostFields(text: string, model: SchemaModel): string[] {
  const tables = new Map(model.tables.map((table) => [table.type, table]));
  return storedTypes(text).flatMap((node) => {
    const table = tables.get(node.name.value);
    const known = new Set([
      ...(table?.columns ?? []).map((column) => column.field),
      ...(table?.relations ?? []).map((relation) => relation.field),
    ]);
    return (node.fields ?? [])
      .filter((field) => resolved(field) === undefined && !known.has(field.name.value))
      .map((field) => `${node.name.value}.${field.name.value} is lost`);
  });
}

/** Whether the file is what its name says; some are templates. */
export function isGraphql(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Types of fields of stored types that the text does not define. */
export function undefinedTypes(text: string): string[] {
  const known = new Set([
    ...parse(text).definitions.flatMap((one) => ('name' in one && one.name ? [one.name.value] : [])),
    ...Object.keys(amplifySettings.scalars),
    ...['ID', 'Int', 'Float', 'String', 'Boolean'],
  ]);
  const used = storedTypes(text).flatMap((node) =>
    (node.fields ?? []).map((field) => named(field.type).name),
  );
  return [...new Set(used.filter((name) => !known.has(name)))];
}

/** Types that are kept in a database. */
export function storedTypes(text: string): ObjectTypeDefinitionNode[] {
  return parse(text).definitions.filter(
    (one): one is ObjectTypeDefinitionNode =>
      one.kind === Kind.OBJECT_TYPE_DEFINITION && find(one, 'model') !== undefined,
  );
}

function startModel(node: ObjectTypeDefinitionNode): Model {
  const ownKey = all(node, 'key').find((use) => texts(use, 'name').length === 0);
  const marked = (node.fields ?? []).flatMap((field) => {
    const use = find(field, 'primaryKey');
    return use ? [[field.name.value, ...texts(use, 'sortKeyFields')]] : [];
  })[0];
  const key = ownKey ? texts(ownKey, 'fields') : (marked ?? ['id']);
  return { node, name: node.name.value, fields: new Map(), directives: [], key };
}

/** Keys and indexes, on fields that the service adds by itself when they are not written. */
function addKeys(model: Model): void {
  const { node, key, directives } = model;
  directives.push(`@primaryKey(fields: ${list(key)})`);
  const indexes = [
    ...all(node, 'key').map((use) => ({ name: texts(use, 'name')[0], fields: texts(use, 'fields') })),
    ...(node.fields ?? []).flatMap((field) =>
      all(field, 'index').map((use) => ({
        name: texts(use, 'name')[0] ?? `by_${field.name.value}`,
        fields: [field.name.value, ...texts(use, 'sortKeyFields')],
      })),
    ),
  ].filter((index) => index.name !== undefined);
  for (const { name, fields } of indexes) {
    directives.push(`@index(fields: ${list(fields)}, name: "${model.name}_${name}")`);
  }
  for (const name of new Set([...key, ...indexes.flatMap(({ fields }) => fields)])) {
    if (model.fields.has(name)) continue;
    const type = name === 'createdAt' || name === 'updatedAt' ? 'AWSDateTime!' : 'ID!';
    model.fields.set(name, { name, type, directives: [] });
  }
}

function relate(model: Model, node: FieldDefinitionNode, models: ReadonlyMap<string, Model>): void {
  const field = model.fields.get(node.name.value);
  const { name, list: isList } = named(node.type);
  const target = models.get(name);
  if (!field || !target) return;
  const many = find(node, 'manyToMany');
  if (many) {
    field.directives.push(`@manyToMany(through: "${texts(many, 'relationName')[0] ?? ''}")`);
    return;
  }
  const connection = find(node, 'connection');
  const references = [
    ...texts(find(node, 'belongsTo'), 'references'),
    ...texts(find(node, 'belongsTo'), 'fields'),
  ];
  const held = connection && !isList ? texts(connection, 'fields') : references;
  if (held.length > 0) {
    field.directives.push(`@belongsTo(fields: ${list(held)})`);
    return;
  }
  if (isList) {
    const own = texts(find(node, 'hasMany'), 'references');
    field.directives.push(`@hasMany${inverse(target, model, own)}`);
    const keyName = texts(connection, 'keyName')[0];
    const keyed = all(target.node, 'key').find((use) => texts(use, 'name')[0] === keyName);
    const child =
      own.length > 0 ? own : keyed && keyName !== undefined ? texts(keyed, 'fields').slice(0, 1) : [];
    reference(target, model, child, `${model.name}${capital(field.name)}`);
    return;
  }
  if (find(node, 'hasOne')) {
    const own = texts(find(node, 'hasOne'), 'references');
    if (own.length > 0) {
      field.directives.push(`@hasOne${inverse(target, model, own)}`);
      reference(target, model, own, `${model.name}${capital(field.name)}`);
    }
    return;
  }
  const other = [...(target.node.fields ?? [])].find(
    (one) => named(one.type).name === model.name && !named(one.type).list && find(one, 'hasOne'),
  );
  if (find(node, 'belongsTo') && other && texts(find(other, 'hasOne'), 'references').length === 0) {
    field.directives.push('@hasOne');
  }
}

/** Which field of the child refers back, where the columns say it: `(by: "primary")`. */
function inverse(child: Model, parent: Model, references: readonly string[]): string {
  const back = (child.node.fields ?? []).find(
    (one) =>
      named(one.type).name === parent.name &&
      references.length > 0 &&
      list(texts(find(one, 'belongsTo'), 'references')) === list(references),
  );
  return back === undefined ? '' : `(by: "${back.name.value}")`;
}

/** Makes sure that rows of `child` name a row of `parent`: by the fields that are written, or by one that is added. */
function reference(child: Model, parent: Model, fields: readonly string[], implicit: string): void {
  const points = (child.node.fields ?? []).some(
    (one) => named(one.type).name === parent.name && !named(one.type).list,
  );
  if (points) return;
  const [first] = fields;
  const column = first === undefined ? undefined : child.fields.get(first);
  if (column && parent.key.length === 1) {
    const use = `@fk(ref: "${parent.name}.${parent.key[0] ?? 'id'}")`;
    if (!column.directives.some((one) => one.startsWith('@fk'))) column.directives.push(use);
  } else if (!child.fields.has(implicit)) {
    child.fields.set(implicit, { name: implicit, type: parent.name, directives: [] });
  }
}

/** Why a field is answered by something else than a row. */
function resolved(node: FieldDefinitionNode): string | undefined {
  const by = ['http', 'predictions', 'function'].find((name) => find(node, name));
  if (by !== undefined) return `answered by @${by}`;
  return (node.arguments ?? []).length > 0 ? 'a field with arguments is a question, not a value' : undefined;
}

function printModel(model: Model): string {
  const fields = [...model.fields.values()].map(({ name, type, directives }) =>
    ['  ', name, ': ', type, ...directives.map((one) => ` ${one}`)].join(''),
  );
  return [`type ${model.name}`, ...model.directives].join(' ').concat(` {\n${fields.join('\n')}\n}`);
}

type HasDirectives = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

function all(node: HasDirectives, name: string): readonly ConstDirectiveNode[] {
  return node.directives?.filter((one) => one.name.value === name) ?? [];
}

function find(node: HasDirectives, name: string): ConstDirectiveNode | undefined {
  return all(node, name)[0];
}

function texts(use: ConstDirectiveNode | undefined, argument: string): string[] {
  const value = use?.arguments?.find((one) => one.name.value === argument)?.value;
  const items: readonly ConstValueNode[] = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return items.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : []));
}

function named(node: TypeNode): { readonly name: string; readonly list: boolean } {
  if (node.kind === Kind.NON_NULL_TYPE) return named(node.type);
  if (node.kind === Kind.LIST_TYPE) return { ...named(node.type), list: true };
  return { name: node.name.value, list: false };
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(', ')}]`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
