/** Facts of the commands that treat all kinds of objects alike: DROP, RENAME, SET SCHEMA, OWNER TO, COMMENT. */
import type { Node } from '../../../wasm/index.js';
import { qualify, quoteIdentifier, unqualify } from './identifier.js';
import { as, type NodeOf, objectWord, rangeName, strings, writtenName } from './tree.js';
import type { StatementWriter } from './writer.js';

/** Kinds of relations. */
const relations: ReadonlySet<string> = new Set([
  'table',
  'view',
  'materialized view',
  'index',
  'sequence',
  'foreign table',
  'statistics',
]);
/** Kinds that belong to a table and are named as `name ON table`. */
const onTable: ReadonlySet<string> = new Set(['trigger', 'policy', 'rule', 'constraint']);

export function drop(writer: StatementWriter, statement: NodeOf<'DropStmt'>): void {
  const kind = objectWord(statement.removeType);
  const behavior = statement.behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict';
  writer.is('if exists', statement.missing_ok);
  writer.is('cascade', behavior === 'cascade');
  writer.is('concurrently', statement.concurrent);
  for (const node of statement.objects ?? []) {
    if (onTable.has(kind)) {
      const parts = listOf(node);
      const name = parts.at(-1) ?? '';
      const table = writer.named(writtenName(parts.slice(0, -1)));
      writer.add('stmt_drops_from_table', kind, table, name);
      writer.add('stmt_drops_object', kind, name, behavior);
      continue;
    }
    const object = objectName(writer, kind, node);
    writer.add('stmt_drops_object', kind, object, behavior);
    if (relations.has(kind)) writer.add('stmt_drops_relation', object, behavior);
    if (kind === 'type' || kind === 'domain') writer.add('stmt_drops_type', object, behavior);
    writer.part({ start: 0, end: writer.text.length }, object);
    forget(writer, kind, object);
  }
}

export function rename(writer: StatementWriter, statement: NodeOf<'RenameStmt'>): void {
  const kind = objectWord(statement.renameType);
  const to = writer.name(statement.newname);
  writer.is('if exists', statement.missing_ok);
  if (statement.renameType === 'OBJECT_ATTRIBUTE' || kind === 'column') {
    const attribute = statement.renameType === 'OBJECT_ATTRIBUTE';
    const object = attribute
      ? writer.namespace.type(rangeName(statement.relation)).id
      : writer.relation(statement.relation);
    const from = writer.name(statement.subname);
    writer.add('stmt_renames', kind, object, from, to);
    if (attribute) {
      writer.add('stmt_alters_type', object, 'rename attribute', from);
      return;
    }
    writer.add('stmt_renames_with', objectWord(statement.relationType), object);
    writer.add('stmt_renames_column', object, from, to);
    writer.column(object, from);
    writer.renamesColumn(object, from, to);
    return;
  }
  if (onTable.has(kind)) {
    const table = writer.relation(statement.relation);
    const from = writer.name(statement.subname);
    writer.add('stmt_renames', kind, table, from, to);
    const { schema } = unqualify(table);
    if (kind !== 'constraint') writer.add('stmt_renames_part', kind, table);
    else {
      writer.add('stmt_renames_constraint', table, from, to);
      writer.namespace.rename('constraint', qualify(schema, from), qualify(schema, to));
      if (writer.namespace.has('relation', qualify(schema, from)))
        writer.namespace.rename('relation', qualify(schema, from), qualify(schema, to));
    }
    return;
  }
  if (relations.has(kind) && statement.relation !== undefined) {
    const from = writer.relation(statement.relation);
    const { schema, name } = unqualify(from);
    writer.add('stmt_renames', kind, from, name, to);
    writer.add('stmt_renames_to', kind, from, qualify(schema, to));
    writer.add('stmt_renames_with', kind, from);
    writer.namespace.rename('relation', from, qualify(schema, to));
    return;
  }
  if (kind === 'schema' || kind === 'role' || kind === 'database') {
    const from = statement.subname ?? '';
    writer.add('stmt_renames', kind, from, from, to);
    if (kind === 'schema') writer.namespace.rename('schema', quoteIdentifier(from), quoteIdentifier(to));
    return;
  }
  const from =
    statement.object === undefined ? (statement.subname ?? '') : objectName(writer, kind, statement.object);
  const { schema, name } = unqualify(from);
  const old = kind === 'domain constraint' ? (statement.subname ?? '') : name;
  writer.add('stmt_renames', kind, from, old, to);
  if (kind === 'type' || kind === 'domain') {
    writer.namespace.rename('type', from, qualify(schema, to));
  }
}

export function setSchema(writer: StatementWriter, statement: NodeOf<'AlterObjectSchemaStmt'>): void {
  const kind = objectWord(statement.objectType);
  const object =
    statement.relation === undefined
      ? objectName(writer, kind, statement.object)
      : writer.relation(statement.relation);
  const schema = statement.newschema ?? '';
  writer.is('if exists', statement.missing_ok);
  writer.add('stmt_sets_schema', kind, object, schema);
  const moved = qualify(schema, unqualify(object).name);
  if (relations.has(kind)) {
    writer.add('stmt_moves_relation', object, schema);
    writer.namespace.rename('relation', object, moved);
  }
  if (kind === 'type' || kind === 'domain') writer.namespace.rename('type', object, moved);
}

export function setOwner(writer: StatementWriter, statement: NodeOf<'AlterOwnerStmt'>): void {
  const kind = objectWord(statement.objectType);
  const object =
    statement.relation === undefined
      ? objectName(writer, kind, statement.object)
      : writer.relation(statement.relation);
  const role = statement.newowner?.rolename ?? 'current_user';
  writer.add('stmt_sets_owner', kind, object, role);
  if (relations.has(kind)) writer.add('stmt_sets_relation_owner', object, role);
}

export function comment(writer: StatementWriter, statement: NodeOf<'CommentStmt'>): void {
  const kind = objectWord(statement.objtype);
  const parts = listOf(statement.object);
  const inTable = statement.objtype !== 'OBJECT_DOMCONSTRAINT' && (kind === 'column' || onTable.has(kind));
  const object = inTable
    ? writer.named(writtenName(parts.slice(0, -1)))
    : objectName(writer, kind, statement.object);
  writer.add('stmt_comments', kind, object);
  if (inTable || relations.has(kind)) writer.add('stmt_comments_on', kind, object);
  const id = inTable ? `${object}.${writer.name(parts.at(-1))}` : object;
  const idKind = idKinds[kind] ?? kind;
  if (inTable || relations.has(kind) || kind in idKinds)
    writer.add('stmt_sets_comment', `${idKind}:${id}`, statement.comment ?? '');
}

/** Kinds that ids of objects call by another name, or that are no relation. */
const idKinds: Readonly<Record<string, string>> = {
  'materialized view': 'view',
  'foreign table': 'table',
  domain: 'type',
  type: 'type',
  schema: 'schema',
};

/** Qualified name of an object of any kind, as a node of DROP, COMMENT and the like gives it. */
export function objectName(writer: StatementWriter, kind: string, node: Node | undefined): string {
  const routine = as(node, 'ObjectWithArgs');
  if (routine !== undefined) return writer.namespace.routine(writtenName(strings(routine.objname)));
  const type = as(node, 'TypeName');
  if (type !== undefined) return writer.namespace.type(writtenName(strings(type.names))).id;
  const range = as(node, 'RangeVar');
  if (range !== undefined) return writer.relation(range);
  const parts = listOf(node);
  if (relations.has(kind)) return writer.named(writtenName(parts));
  return parts.length > 1 ? qualify(parts.at(-2) ?? '', parts.at(-1) ?? '') : (parts[0] ?? '');
}

function listOf(node: Node | undefined): string[] {
  const list = as(node, 'List');
  if (list !== undefined) {
    const type = as(list.items?.[0], 'TypeName');
    return type === undefined
      ? strings(list.items)
      : [...strings(type.names), ...strings(list.items).slice(1)];
  }
  const text = as(node, 'String')?.sval;
  return text === undefined ? [] : [text];
}

function forget(writer: StatementWriter, kind: string, object: string): void {
  if (relations.has(kind)) {
    writer.namespace.remove('relation', object);
    writer.namespace.remove('type', object);
  } else if (kind === 'type' || kind === 'domain') writer.namespace.remove('type', object);
  else if (kind === 'schema') writer.namespace.remove('schema', quoteIdentifier(object));
  else if (kind === 'function' || kind === 'procedure') writer.namespace.remove('routine', object);
}
