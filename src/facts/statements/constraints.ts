/** Facts of constraints, wherever they are written: ADD CONSTRAINT, CREATE TABLE, at a column. */
import type { Constraint, Node } from '../../../wasm/index.js';
import { qualify, unqualify } from './identifier.js';
import { as, calledFunctions, provenNotNull, readColumns, strings } from './tree.js';
import type { StatementWriter } from './writer.js';

/** Where a constraint is written. */
export interface Placement {
  readonly table: string;
  /** The column at which it is written. */
  readonly column?: string;
  /** End of the clause in the statement's text. */
  readonly end: number;
  /** The table is created by the statement. */
  readonly creates: boolean;
}

/** Words of `contype` for the constraints that have a name of their own. */
const kinds: Readonly<Record<string, string>> = {
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_PRIMARY: 'primary key',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_NOTNULL: 'not null',
};

export function constraintKind(constraint: Constraint): string | undefined {
  return kinds[constraint.contype ?? ''];
}

/** Writes the facts of a constraint and returns its name. */
export function constraintFacts(writer: StatementWriter, constraint: Constraint, place: Placement): string {
  const { table, column } = place;
  const kind = constraintKind(constraint) ?? 'check';
  const columns = columnsOf(constraint, column);
  const name =
    constraint.conname === undefined
      ? chooseName(writer, constraint, kind, columns, table)
      : writer.name(constraint.conname);
  const is = (property: string, holds: boolean | undefined): void => {
    if (holds) writer.add('stmt_constraint_is', table, name, property);
  };
  writer.add('stmt_adds_constraint', table, name, kind);
  is('unnamed', constraint.conname === undefined);
  is('inline', column !== undefined);
  // CREATE TABLE ... NOT VALID is accepted and has no effect
  is('not valid', constraint.skip_validation === true && !place.creates);
  is('no inherit', constraint.is_no_inherit);
  is('nulls not distinct', constraint.nulls_not_distinct);
  is('without overlaps', constraint.without_overlaps);
  attributes(constraint, is);
  columns.forEach((each, at) => {
    writer.reads(table, each);
    writer.add('stmt_constraint_column', table, name, at + 1, each);
  });
  if (kind === 'primary key' || kind === 'not null')
    for (const each of columns)
      if (column !== undefined || place.creates) writer.add('stmt_column_not_null', table, each);
  if (kind === 'check') checkFacts(writer, constraint, table, name, place);
  if (kind === 'foreign key') foreignKeyFacts(writer, constraint, table, name);
  indexFacts(writer, constraint, { kind, table, name }, is);
  writer.namespace.add('constraint', qualify(unqualify(table).schema, name), table);
  return name;
}

/** Deferrability and enforcement: flags of a table constraint, or of the clauses that follow a column constraint. */
export function attributes(
  constraint: Constraint,
  is: (property: string, holds: boolean | undefined) => void,
): void {
  is('deferrable', constraint.deferrable);
  is('initially deferred', constraint.initdeferred);
  const enforceable = constraint.contype === 'CONSTR_CHECK' || constraint.contype === 'CONSTR_FOREIGN';
  is('not enforced', enforceable && constraint.is_enforced !== true);
}

function columnsOf(constraint: Constraint, column: string | undefined): string[] {
  switch (constraint.contype) {
    case 'CONSTR_CHECK':
      return readColumns(constraint.raw_expr);
    case 'CONSTR_EXCLUSION':
      return (constraint.exclusions ?? []).flatMap((pair) => {
        const [element] = as(pair, 'List')?.items ?? [];
        const { name, expr } = as(element, 'IndexElem') ?? {};
        return name === undefined ? readColumns(expr) : [name];
      });
    default: {
      const written = strings(
        constraint.contype === 'CONSTR_FOREIGN' ? constraint.fk_attrs : constraint.keys,
      );
      return written.length === 0 && column !== undefined ? [column] : written;
    }
  }
}

function chooseName(
  writer: StatementWriter,
  constraint: Constraint,
  kind: string,
  columns: readonly string[],
  table: string,
): string {
  const { schema, name } = unqualify(table);
  const { namespace } = writer;
  const joined = columns.length === 0 ? undefined : columns.join('_');
  switch (kind) {
    case 'primary key':
      return constraint.indexname ?? namespace.choose(schema, name, undefined, 'pkey', 'relation');
    case 'unique':
      return constraint.indexname ?? namespace.choose(schema, name, joined, 'key', 'relation');
    case 'exclusion':
      return namespace.choose(schema, name, joined, 'excl', 'relation');
    case 'foreign key':
      return namespace.choose(schema, name, writer.major >= 12 ? joined : columns[0], 'fkey', 'constraint');
    case 'not null':
      return namespace.choose(schema, name, joined, 'not_null', 'constraint');
    default:
      return namespace.choose(
        schema,
        name,
        columns.length === 1 ? columns[0] : undefined,
        'check',
        'constraint',
      );
  }
}

function checkFacts(
  writer: StatementWriter,
  constraint: Constraint,
  table: string,
  name: string,
  place: Placement,
): void {
  const from = writer.find('check', writer.at(constraint.location ?? 0), place.end);
  writer.add('stmt_constraint_expression', table, name, writer.parenthesized(Math.max(from, 0)));
  for (const column of provenNotNull(constraint.raw_expr))
    writer.add('stmt_constraint_proves_not_null', table, name, column);
  for (const called of calledFunctions(constraint.raw_expr))
    writer.add('stmt_constraint_calls', table, name, called);
}

const actions: Readonly<Record<string, string>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

function foreignKeyFacts(writer: StatementWriter, constraint: Constraint, table: string, name: string): void {
  writer.add('stmt_constraint_references', table, name, writer.relation(constraint.pktable));
  strings(constraint.pk_attrs).forEach((column, at) => {
    writer.add('stmt_constraint_references_column', table, name, at + 1, column);
  });
  const onDelete = actions[constraint.fk_del_action ?? 'a'];
  const onUpdate = actions[constraint.fk_upd_action ?? 'a'];
  writer.add('stmt_constraint_action', table, name, 'delete', onDelete ?? 'no action');
  writer.add('stmt_constraint_action', table, name, 'update', onUpdate ?? 'no action');
}

/** The index behind a unique, primary key or exclusion constraint. */
function indexFacts(
  writer: StatementWriter,
  constraint: Constraint,
  { kind, table, name }: { kind: string; table: string; name: string },
  is: (property: string, holds: boolean) => void,
): void {
  if (kind !== 'unique' && kind !== 'primary key' && kind !== 'exclusion') return;
  const { schema } = unqualify(table);
  if (constraint.indexname !== undefined) {
    const index = writer.named({ schema, name: constraint.indexname });
    writer.add('stmt_constraint_uses_index', table, name, index);
    is('renames index', constraint.indexname !== name);
    if (constraint.indexname !== name) writer.namespace.rename('relation', index, qualify(schema, name));
    return;
  }
  writer.add('stmt_constraint_makes_index', table, name, qualify(schema, name));
  writer.makes(qualify(schema, name), 'index', table);
}

/** Attribute clauses that follow a constraint of a column, folded into it. */
export function withAttributes(constraints: readonly Node[] | undefined): Constraint[] {
  const folded: Constraint[] = [];
  for (const node of constraints ?? []) {
    const constraint = as(node, 'Constraint');
    const last = folded.at(-1);
    if (constraint === undefined) continue;
    if (last !== undefined && constraint.contype === 'CONSTR_ATTR_DEFERRABLE')
      folded[folded.length - 1] = { ...last, deferrable: true };
    else if (last !== undefined && constraint.contype === 'CONSTR_ATTR_DEFERRED')
      folded[folded.length - 1] = { ...last, deferrable: true, initdeferred: true };
    else if (last !== undefined && constraint.contype === 'CONSTR_ATTR_NOT_ENFORCED')
      folded[folded.length - 1] = { ...last, is_enforced: false };
    else if (!(constraint.contype ?? '').startsWith('CONSTR_ATTR_')) folded.push(constraint);
  }
  return folded;
}
