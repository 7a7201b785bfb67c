/** Facts of CREATE TABLE, CREATE FOREIGN TABLE, CREATE TABLE AS and SELECT INTO. */
import {
  type CreateStmt,
  closingParenthesis,
  type IntoClause,
  type Node,
  type PartitionBoundSpec,
  skipBlank,
  splitAtCommas,
} from '../../../wasm/index.js';
import { columnFacts } from './columns.js';
import { constraintFacts } from './constraints.js';
import { queryFacts } from './queries.js';
import { as, constantText, type NodeOf } from './tree.js';
import { formatType } from './types.js';
import type { StatementWriter } from './writer.js';

export function createTable(writer: StatementWriter, create: CreateStmt, kind?: string): void {
  const table = writer.created(create.relation);
  const relationKind = kind ?? (create.partspec !== undefined ? 'partitioned table' : 'table');
  const temporary = create.relation?.relpersistence === 't';
  writer.add('stmt_creates_table', table, temporary ? 'temporary table' : relationKind);
  writer.add('stmt_creates_object', 'table', table);
  writer.is('temporary', temporary);
  writer.is('unlogged', create.relation?.relpersistence === 'u');
  writer.is('if not exists', create.if_not_exists);
  if (create.if_not_exists === true && writer.namespace.has('relation', table)) {
    writer.add('stmt_skips', table);
    return;
  }
  writer.makes(table, relationKind);
  writer.namespace.add('type', table, 'row');

  const bound = create.partbound;
  for (const node of create.inhRelations ?? []) {
    const parent = writer.relation(as(node, 'RangeVar'));
    if (bound === undefined) writer.add('stmt_inherits', table, parent);
    else
      writer.add('stmt_creates_partition', table, parent, boundText(writer, writer.at(bound.location ?? 0)));
  }
  if (create.ofTypename !== undefined) {
    const { user } = formatType(create.ofTypename, writer.namespace);
    if (user !== undefined) writer.add('stmt_creates_typed_table', table, user);
  }
  const elements = create.tableElts ?? [];
  const parts = elementParts(writer, create, elements.length);
  elements.forEach((element, at) => {
    elementFacts(writer, element, table, parts[at] ?? { start: 0, end: writer.text.length });
  });
  partitionKey(writer, create, table);
  for (const option of create.options ?? []) {
    const { defname, arg } = as(option, 'DefElem') ?? {};
    writer.add('stmt_sets_option', table, defname ?? '', constantText(arg) ?? '');
  }
}

export function createTableAs(writer: StatementWriter, create: NodeOf<'CreateTableAsStmt'>): void {
  writer.is('if not exists', create.if_not_exists);
  const runs = create.into?.skipData !== true;
  writer.is('with no data', !runs);
  if (create.objtype === 'OBJECT_MATVIEW') {
    const view = writer.created(create.into?.rel);
    writer.add('stmt_creates_view', view, 'materialized view');
    writer.add('stmt_creates_object', 'materialized view', view);
    writer.makes(view, 'materialized view');
  } else tableFromQuery(writer, create.into);
  queryFacts(writer, create.query, runs);
}

/** The table that CREATE TABLE AS or SELECT INTO makes. */
export function tableFromQuery(writer: StatementWriter, into: IntoClause | undefined): void {
  const table = writer.created(into?.rel);
  const temporary = into?.rel?.relpersistence === 't';
  writer.add('stmt_creates_table', table, temporary ? 'temporary table' : 'table');
  writer.add('stmt_creates_object', 'table', table);
  writer.add('stmt_creates_table_from_query', table);
  writer.is('temporary', temporary);
  writer.is('unlogged', into?.rel?.relpersistence === 'u');
  writer.makes(table, 'table');
}

/** `FOR VALUES ...` or `DEFAULT`, as written. */
export function boundText(writer: StatementWriter, from: number): string {
  const end = writer.find('partition by', from);
  const text = writer.slice(from, end === -1 ? writer.text.length : end);
  return /^default\b/i.test(text) ? 'DEFAULT' : text;
}

/** The constants of a bound, as written. */
export function boundFacts(writer: StatementWriter, child: string, bound: PartitionBoundSpec): void {
  const datums: [side: string, nodes: Node[] | undefined][] = [
    ['in', bound.listdatums],
    ['from', bound.lowerdatums],
    ['to', bound.upperdatums],
  ];
  for (const [side, nodes] of datums)
    (nodes ?? []).forEach((node, at) => {
      const value = constantText(node);
      if (value !== undefined) writer.add('stmt_bound_value', child, side, at + 1, value);
    });
}

function elementFacts(
  writer: StatementWriter,
  element: Node,
  table: string,
  place: { start: number; end: number },
): void {
  const column = as(element, 'ColumnDef');
  const constraint = as(element, 'Constraint');
  const like = as(element, 'TableLikeClause');
  if (column !== undefined) {
    if (column.typeName !== undefined) columnFacts(writer, column, { ...place, table, creates: true });
  } else if (constraint !== undefined) {
    const name = constraintFacts(writer, constraint, { table, end: place.end, creates: true });
    writer.part(place, table, name);
  } else if (like !== undefined) {
    const source = writer.relation(like.relation);
    writer.add('stmt_copies_table', table, source);
    likeParts.forEach((part, bit) => {
      if (((like.options ?? 0) & (1 << bit)) !== 0) writer.add('stmt_copies_part', table, source, part);
    });
    writer.part(place, table, source);
  } else writer.notUnderstood('an element of CREATE TABLE');
}

/** Bits of LIKE ... INCLUDING in order. */
const likeParts = [
  'comments',
  'compression',
  'constraints',
  'defaults',
  'generated',
  'identity',
  'indexes',
  'statistics',
  'storage',
];

const strategies: Readonly<Record<string, string>> = {
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_HASH: 'hash',
};

function partitionKey(writer: StatementWriter, create: CreateStmt, table: string): void {
  const strategy = strategies[create.partspec?.strategy ?? ''] ?? 'range';
  for (const node of create.partspec?.partParams ?? []) {
    const name = as(node, 'PartitionElem')?.name;
    writer.add('stmt_partition_key', table, strategy, name ?? '');
  }
}

/** Where the elements in the parentheses of CREATE TABLE stand. */
function elementParts(
  writer: StatementWriter,
  create: CreateStmt,
  count: number,
): { start: number; end: number }[] {
  if (count === 0) return [];
  const { text } = writer;
  const open = writer.find('(', writer.afterName(writer.at(create.relation?.location ?? 0)));
  const close = open === -1 ? -1 : closingParenthesis(text, open);
  if (close === -1) return [];
  const parts = splitAtCommas(text, skipBlank(text, open + 1), close);
  return parts.length === count ? parts : [];
}
