/** What queries read, write, lock and call. */
import type { Node, SelectStmt } from '../../../wasm/index.js';
import { unqualify } from './identifier.js';
import {
  as,
  calledFunctions,
  constantText,
  keyColumns,
  type NodeOf,
  rangeName,
  stringConstant,
  strings,
  walk,
  writtenName,
} from './tree.js';
import type { StatementWriter } from './writer.js';

/** Facts of a query that the statement contains; `runs` says whether it is planned and executed. */
export function queryFacts(writer: StatementWriter, node: Node | undefined, runs: boolean): void {
  if (node === undefined) return;
  if (runs) writer.add('stmt_runs_query');
  const ctes = commonTables(node);
  walk(node, (key, value) => {
    switch (key) {
      case 'RangeVar':
        read(writer, value as NodeOf<'RangeVar'>, ctes);
        return false;
      case 'SelectStmt':
        selectFacts(writer, value as SelectStmt, ctes);
        return true;
      case 'InsertStmt':
        insertFacts(writer, value as NodeOf<'InsertStmt'>);
        return true;
      case 'UpdateStmt': {
        const update = value as NodeOf<'UpdateStmt'>;
        const relation = write(writer, update.relation, 'update', update.whereClause);
        for (const column of targets(update.targetList)) writer.add('stmt_writes_column', relation, column);
        return true;
      }
      case 'DeleteStmt': {
        const statement = value as NodeOf<'DeleteStmt'>;
        write(writer, statement.relation, 'delete', statement.whereClause);
        return true;
      }
      case 'MergeStmt': {
        const merge = value as NodeOf<'MergeStmt'>;
        writer.add('stmt_writes_relation', writer.relation(merge.relation), 'merge', 'filtered');
        return true;
      }
      case 'FuncCall':
        functionFacts(writer, value as NodeOf<'FuncCall'>);
        return true;
      default:
        return true;
    }
  });
  if (!('SelectStmt' in node)) return;
  const only = as(node.SelectStmt.fromClause?.[0], 'RangeVar');
  if (only !== undefined && node.SelectStmt.fromClause?.length === 1 && !ctes.has(only.relname ?? ''))
    for (const column of keyColumns(node.SelectStmt.whereClause))
      writer.add('stmt_filters_by_key', writer.namespace.relation(rangeName(only)), column);
}

/** Functions that an expression calls, and the sequences that it uses. */
export function expressionFacts(writer: StatementWriter, node: Node | undefined): void {
  walk(node, (key, value) => {
    if (key === 'FuncCall') functionFacts(writer, value as NodeOf<'FuncCall'>);
    return true;
  });
}

/** Sequence that `nextval('name')` names. */
export function sequenceOf(writer: StatementWriter, argument: Node | undefined): string | undefined {
  const text = stringConstant(argument);
  if (text === undefined || text === '') return undefined;
  const { schema, name } = unqualify(text);
  const folded = (part: string): string => (text.includes(`"${part}"`) ? part : part.toLowerCase());
  return writer.named(
    schema === '' ? { name: folded(name) } : { schema: folded(schema), name: folded(name) },
  );
}

const sequenceFunctions: ReadonlySet<string> = new Set(['nextval', 'setval', 'currval']);

function functionFacts(writer: StatementWriter, call: NodeOf<'FuncCall'>): void {
  const parts = strings(call.funcname);
  const { schema, name } = writtenName(parts);
  writer.add('stmt_calls', schema === undefined || schema === 'pg_catalog' ? name : `${schema}.${name}`);
  if (sequenceFunctions.has(name)) {
    const sequence = sequenceOf(writer, call.args?.[0]);
    if (sequence !== undefined) writer.add('stmt_uses_sequence', sequence, name);
  }
  if (statisticsFunctions.has(name)) restoredStatistics(writer, call.args ?? []);
  if (name === 'set_config') {
    const [parameter, value, local] = call.args ?? [];
    const target = stringConstant(parameter);
    if (target === undefined) return;
    const isLocal = constantText(local) === 'true' || constantText(local) === 't';
    const text = stringConstant(value);
    writer.add('stmt_sets_parameter', target.toLowerCase(), text ?? '', isLocal ? 'local' : 'session');
    writer.session.set(target, text, isLocal);
  }
}

const statisticsFunctions: ReadonlySet<string> = new Set([
  'pg_restore_relation_stats',
  'pg_restore_attribute_stats',
  'pg_clear_relation_stats',
  'pg_clear_attribute_stats',
]);

/** Arguments are pairs of names and values, or values that start with the schema and the relation. */
function restoredStatistics(writer: StatementWriter, args: readonly Node[]): void {
  const texts = args.map(stringConstant);
  const value = (name: string, position: number): string | undefined =>
    texts.includes('relname') ? texts[texts.indexOf(name) + 1] : texts[position];
  const schema = value('schemaname', 0);
  const name = value('relname', 1);
  if (schema !== undefined && name !== undefined)
    writer.add('stmt_restores_statistics', writer.named({ schema, name }));
}

function selectFacts(writer: StatementWriter, select: SelectStmt, ctes: ReadonlySet<string>): void {
  for (const clause of select.lockingClause ?? []) {
    const locking = as(clause, 'LockingClause');
    const names = (locking?.lockedRels ?? []).map((rel) => as(rel, 'RangeVar')?.relname);
    if (locking?.waitPolicy === 'LockWaitSkip') writer.is('skip locked', true);
    if (locking?.waitPolicy === 'LockWaitError') writer.is('nowait', true);
    walk(select.fromClause, (key, value) => {
      if (key === 'RangeSubselect') return false;
      if (key !== 'RangeVar') return true;
      const range = value as NodeOf<'RangeVar'>;
      if (range.schemaname === undefined && ctes.has(range.relname ?? '')) return false;
      const alias = range.alias?.aliasname ?? range.relname;
      if (names.length === 0 || names.includes(alias))
        writer.add('stmt_locks_rows', writer.namespace.relation(rangeName(range)));
      return false;
    });
  }
}

function insertFacts(writer: StatementWriter, insert: NodeOf<'InsertStmt'>): void {
  const relation = writer.relation(insert.relation);
  writer.add('stmt_writes_relation', relation, 'insert', 'unfiltered');
  writer.is('default values', insert.selectStmt === undefined);
  writer.is('on conflict', insert.onConflictClause?.infer !== undefined);
  for (const column of targets(insert.cols)) writer.add('stmt_writes_column', relation, column);
}

function write(
  writer: StatementWriter,
  range: NodeOf<'RangeVar'> | undefined,
  how: string,
  where: Node | undefined,
): string {
  const relation = writer.relation(range);
  writer.add('stmt_writes_relation', relation, how, isFilter(where) ? 'filtered' : 'unfiltered');
  for (const column of keyColumns(where)) writer.add('stmt_filters_by_key', relation, column);
  return relation;
}

function read(writer: StatementWriter, range: NodeOf<'RangeVar'>, ctes: ReadonlySet<string>): void {
  if (range.schemaname === undefined && ctes.has(range.relname ?? '')) return;
  writer.add('stmt_reads_relation', writer.relation(range));
}

function targets(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => as(node, 'ResTarget')?.name ?? []);
}

/** A condition that is not just a constant or a comparison of constants. */
function isFilter(where: Node | undefined): boolean {
  if (where === undefined) return false;
  let reads = false;
  walk(where, (key) => {
    if (key === 'ColumnRef' || key === 'SubLink' || key === 'CurrentOfExpr') reads = true;
    return !reads;
  });
  return reads || 'CurrentOfExpr' in where || calledFunctions(where).length > 0;
}

function commonTables(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (key, value) => {
    if (key === 'CommonTableExpr') names.add((value as NodeOf<'CommonTableExpr'>).ctename ?? '');
    return true;
  });
  return names;
}
