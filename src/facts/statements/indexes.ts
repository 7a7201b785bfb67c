/** Facts of CREATE INDEX and of the maintenance commands: REINDEX, CLUSTER, VACUUM, ANALYZE. */
import type { Node } from '../../../wasm/index.js';
import { qualify, unqualify } from './identifier.js';
import { as, type NodeOf, readColumns, strings } from './tree.js';
import type { StatementWriter } from './writer.js';

export function createIndex(writer: StatementWriter, create: NodeOf<'IndexStmt'>): void {
  const table = writer.relation(create.relation);
  const { schema, name: tableName } = unqualify(table);
  const elements = (create.indexParams ?? []).map((node) => as(node, 'IndexElem') ?? {});
  const name =
    create.idxname === undefined
      ? writer.namespace.choose(schema, tableName, keyNames(elements).join('_'), 'idx', 'relation')
      : writer.name(create.idxname);
  const index = qualify(schema, name);
  writer.add('stmt_creates_index', index, table, create.accessMethod ?? 'btree');
  writer.add('stmt_creates_object', 'index', index);
  writer.part({ start: 0, end: writer.text.length }, table, index, name);
  const is = (property: string, holds: boolean | undefined): void => {
    if (holds) writer.add('stmt_index_is', index, property);
  };
  is('concurrently', create.concurrent);
  is('unique', create.unique);
  is('if not exists', create.if_not_exists);
  is('only', create.relation?.inh !== true);
  is('partial', create.whereClause !== undefined);
  is(
    'expression',
    elements.some((element) => element.expr !== undefined),
  );
  is('unnamed', create.idxname === undefined);
  is('nulls not distinct', create.nulls_not_distinct);
  writer.is('concurrently', create.concurrent);
  writer.is('if not exists', create.if_not_exists);
  const uses = (column: string): void => {
    writer.reads(table, column);
    writer.add('stmt_index_uses_column', index, column);
  };
  const computes = (column: string): void => {
    uses(column);
    writer.add('stmt_index_computes_column', index, column);
  };
  elements.forEach((element, at) => {
    writer.add('stmt_index_key', index, at + 1, element.name ?? '');
    if (element.name !== undefined) uses(element.name);
    readColumns(element.expr).forEach(computes);
  });
  for (const node of create.indexIncludingParams ?? []) {
    const column = as(node, 'IndexElem')?.name;
    if (column !== undefined) uses(column);
  }
  if (create.whereClause !== undefined) {
    const from = writer.find('where', 0);
    writer.add('stmt_index_predicate', index, writer.slice(from + 5, writer.text.length));
    readColumns(create.whereClause).forEach(computes);
  }
  writer.makes(index, 'index', table);
}

export function reindex(writer: StatementWriter, statement: NodeOf<'ReindexStmt'>): void {
  const kind = (statement.kind ?? '').replace('REINDEX_OBJECT_', '').toLowerCase();
  const object =
    statement.relation === undefined ? (statement.name ?? '') : writer.relation(statement.relation);
  const concurrently = (statement.params ?? []).some(
    (node) => as(node, 'DefElem')?.defname === 'concurrently',
  );
  writer.add('stmt_reindexes', kind, object, concurrently ? 'concurrently' : 'plain');
  if (statement.relation !== undefined)
    writer.add('stmt_reindexes_relation', object, concurrently ? 'concurrently' : 'plain');
  writer.is('concurrently', concurrently);
}

export function cluster(writer: StatementWriter, statement: NodeOf<'ClusterStmt'>): void {
  const table = statement.relation === undefined ? '' : writer.relation(statement.relation);
  const index =
    statement.indexname === undefined
      ? ''
      : qualify(unqualify(table).schema, writer.name(statement.indexname));
  writer.add('stmt_clusters', table, index);
}

export function vacuum(writer: StatementWriter, statement: NodeOf<'VacuumStmt'>): void {
  const options = new Set((statement.options ?? []).map((node) => as(node, 'DefElem')?.defname));
  const tables = (statement.rels ?? []).map((node) => writer.relation(as(node, 'VacuumRelation')?.relation));
  writer.is('full', options.has('full'));
  for (const table of tables.length === 0 ? [''] : tables) {
    if (statement.is_vacuumcmd) writer.add('stmt_vacuums', table, options.has('full') ? 'full' : 'plain');
    if (!statement.is_vacuumcmd || options.has('analyze')) writer.add('stmt_analyzes', table);
  }
}

/** Names that the keys of an index give to its default name, each once. */
function keyNames(elements: readonly NodeOf<'IndexElem'>[]): string[] {
  const names: string[] = [];
  for (const { name, expr } of elements) {
    const base = name ?? expressionName(expr);
    let unique = base;
    for (let pass = 1; names.includes(unique); pass++) unique = `${base}${pass}`;
    names.push(unique);
  }
  return names;
}

/** PostgreSQL's FigureIndexColname for the expressions that have a name of their own. */
function expressionName(node: Node | undefined): string {
  const call = as(node, 'FuncCall');
  if (call !== undefined) return strings(call.funcname).at(-1) ?? 'expr';
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) {
    const inner = expressionName(cast.arg);
    return inner === 'expr' ? (strings(cast.typeName?.names).at(-1) ?? 'expr') : inner;
  }
  const column = as(node, 'ColumnRef');
  if (column !== undefined) return strings(column.fields).at(-1) ?? 'expr';
  if (node !== undefined && 'CoalesceExpr' in node) return 'coalesce';
  const collated = as(node, 'CollateClause');
  return collated === undefined ? 'expr' : expressionName(collated.arg);
}
