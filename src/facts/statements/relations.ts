/** Base relations that the statements of the input fill: what each one says, and under which circumstances it runs. */
import type { RelationDeclaration } from '../relation.js';
import { declare } from './declare.js';
import { statementConstraintRelations } from './relations-constraints.js';
import { statementObjectRelations } from './relations-objects.js';
import { statementTableRelations } from './relations-tables.js';
import { statementKinds } from './words.js';

const surroundings: readonly RelationDeclaration[] = [
  declare(
    'file_says',
    'file:Name key:Name value:symbol',
    'A comment line `-- key: value` before the first statement of a file. Keys are in lower case; a list with commas is several values. The SQL of a plan is the file <plan>, which says nothing.',
    ['migrations/002.sql', 'approved-by', 'alice'],
  ),
  declare(
    'statement',
    'stmt:StatementId kind:Word file:Name',
    'A statement of the input that runs: at the top level or inside a DO block. Kinds are the first words of the command: alter table, create index, drop table, update, ...',
    [3, 'alter table', 'migrations/002.sql'],
    { kind: statementKinds.join(', ') },
  ),
  declare(
    'stmt_is',
    'stmt:StatementId property:Word',
    'Properties of the whole statement: {property}.',
    [3, 'if exists'],
    {
      property:
        'if exists, if not exists, or replace, cascade, concurrently, only, nowait, restart identity, with no data, temporary, unlogged, verbose, analyze, full, skip locked, conditional (inside IF, a loop or an exception handler of a DO block, so it may not run), on conflict (with a conflict target), default values, explained (EXPLAIN plans the query and does not run it)',
    },
  ),
  declare(
    'stmt_inside',
    'stmt:StatementId outer:StatementId',
    'The statement stands in the body of a DO block.',
    [5, 4],
  ),
  declare(
    'stmt_in_transaction',
    'stmt:StatementId tx:Number',
    "The statement runs inside a transaction block (the input's own or the runner's), so its locks are held until that ends. Numbers are per input. Statements that run alone have none.",
    [3, 1],
  ),
  declare(
    'stmt_rolled_back',
    'stmt:StatementId',
    'The transaction or savepoint of the statement is rolled back later in the input.',
    [3],
  ),
  declare(
    'stmt_transaction_open',
    'stmt:StatementId tx:Number',
    'The transaction that this BEGIN starts is never ended in the input.',
    [1, 1],
  ),
  declare(
    'stmt_lock_timeout',
    'stmt:StatementId milliseconds:Number',
    'lock_timeout in force when the statement runs; 0 = none.',
    [3, 5000],
  ),
  declare(
    'stmt_statement_timeout',
    'stmt:StatementId milliseconds:Number',
    'statement_timeout in force when the statement runs; 0 = none.',
    [3, 30000],
  ),
  declare('stmt_time_zone', 'stmt:StatementId zone:Name', 'TimeZone in force, as it was set.', [3, 'UTC']),
  declare('runs_as', 'role:Name', 'Role that runs the input, where it is known.', ['app']),
  declare(
    'stmt_names_relation',
    'stmt:StatementId relation:RelationName identity:RelationName',
    'The statement names or makes the relation. Identity: the same for one object whatever its name is at the moment; the name itself unless the input renamed it or used the name twice.',
    [3, 'public.orders', 'public.orders'],
  ),
  declare(
    'stmt_names_column',
    'stmt:StatementId table:RelationName column:ColumnName identity:ColumnName',
    'The statement makes or alters the column, or reads one that the input renamed. Identity as in stmt_names_relation.',
    [3, 'public.orders', 'region', 'region'],
  ),
  declare(
    'identity_name',
    'identity:RelationName relation:RelationName from:StatementId',
    'Name of a relation whose identity is not its name, from that statement on.',
    ['public.orders@7', 'public.orders', 7],
  ),
  declare(
    'routine_is',
    'routine:Name property:Word',
    'Property of a LANGUAGE sql routine of the state before that a default calls: {property}.',
    ['public.new_id()', 'simple'],
    { property: 'simple (one SELECT without FROM)' },
  ),
  declare('routine_calls', 'routine:Name function:Name', 'Such a routine calls a function.', [
    'public.new_id()',
    'gen_random_uuid',
  ]),
  declare(
    'type_base',
    'type:TypeName base:TypeName',
    'A type that occurs, without its modifiers: timestamp(3) with time zone is a timestamp with time zone. Arrays keep their brackets.',
    ['character varying(10)', 'character varying'],
  ),
  declare(
    'type_modifier',
    'type:TypeName position:Number value:Number',
    'Modifier of a type that occurs, from 1.',
    ['numeric(10,2)', 2, 2],
  ),
  declare(
    'stmt_sets_parameter',
    'stmt:StatementId parameter:Name value:SqlText scope:Word',
    'SET, RESET or set_config(). Value: as written, empty for DEFAULT and RESET. Scope: {scope}.',
    [1, 'lock_timeout', '5s', 'session'],
    {
      scope:
        'session, local, role, database (ALTER ROLE or DATABASE ... SET, which does not change this session)',
    },
  ),
  declare('stmt_controls_transaction', 'stmt:StatementId action:Word', '{action}.', [1, 'begin'], {
    action:
      'begin, commit, rollback, savepoint, release, rollback to, prepare, commit prepared, rollback prepared',
  }),
  declare(
    'stmt_not_understood',
    'stmt:StatementId what:SqlText',
    'A statement, or a part of one, of which nothing else is known.',
    [9, 'ALTER TABLE ... OPTIONS'],
  ),
  declare(
    'stmt_runs_dynamic_sql',
    'stmt:StatementId expression:SqlText',
    'EXECUTE in a DO block: the SQL is made at run time.',
    [4, "format('ALTER TABLE %I ...', t)"],
  ),
  declare(
    'stmt_calls',
    'stmt:StatementId function:Name',
    'The statement calls a function, named as written without quotes, in lower case where not quoted; pg_catalog is left out.',
    [6, 'public.refresh_totals'],
  ),
  declare(
    'stmt_writes_long_name',
    'stmt:StatementId written:Name kept:Name',
    'An identifier longer than 63 bytes, and what PostgreSQL keeps of it.',
    [2, 'a_very_long_name_...', 'a_very_long'],
  ),
  declare(
    'stmt_writes_unqualified',
    'stmt:StatementId relation:RelationName',
    'The relation was named without a schema: search_path decides.',
    [2, 'public.orders'],
  ),
];

const data: readonly RelationDeclaration[] = [
  declare(
    'stmt_reads_relation',
    'stmt:StatementId relation:RelationName',
    'A query of the statement reads the relation: SELECT, the source of INSERT, USING of DELETE, the query of a view. Not the relation that is written.',
    [7, 'public.orders'],
  ),
  declare(
    'stmt_runs_query',
    'stmt:StatementId',
    'The statement plans and executes its query (a view definition does not).',
    [7],
  ),
  declare(
    'stmt_locks_rows',
    'stmt:StatementId relation:RelationName',
    'FOR UPDATE, FOR SHARE and their weaker forms.',
    [7, 'public.orders'],
  ),
  declare(
    'stmt_writes_relation',
    'stmt:StatementId relation:RelationName how:Word filtered:Word',
    'The statement writes rows of the relation. How: {how}. Filtered: {filtered}.',
    [7, 'public.orders', 'update', 'unfiltered'],
    {
      how: 'insert, update, delete, merge, copy',
      filtered: 'filtered (WHERE that is not constant), unfiltered',
    },
  ),
  declare(
    'stmt_writes_column',
    'stmt:StatementId relation:RelationName column:ColumnName',
    'Column in SET of an UPDATE or in the column list of an INSERT.',
    [7, 'public.orders', 'region'],
  ),
  declare(
    'stmt_filters_by_key',
    'stmt:StatementId relation:RelationName column:ColumnName',
    'WHERE has `column = constant` as a term of its conjunction.',
    [7, 'public.orders', 'id'],
  ),
  declare(
    'stmt_truncates',
    'stmt:StatementId relation:RelationName',
    'TRUNCATE; CASCADE and RESTART IDENTITY are in stmt_is.',
    [7, 'public.orders'],
  ),
  declare(
    'stmt_locks_relation',
    'stmt:StatementId relation:RelationName mode:Word',
    'LOCK TABLE. Modes: {mode}.',
    [7, 'public.orders', 'AccessExclusive'],
    {
      mode: 'AccessShare, RowShare, RowExclusive, ShareUpdateExclusive, Share, ShareRowExclusive, Exclusive, AccessExclusive',
    },
  ),
  declare(
    'stmt_copies',
    'stmt:StatementId relation:RelationName direction:Word',
    'COPY of a table. Direction: {direction}.',
    [7, 'public.orders', 'from'],
    { direction: 'from, to' },
  ),
  declare(
    'stmt_restores_statistics',
    'stmt:StatementId relation:RelationName',
    'The statement calls pg_restore_relation_stats() or its kin for the relation.',
    [7, 'public.orders'],
  ),
  declare(
    'stmt_uses_sequence',
    'stmt:StatementId sequence:RelationName function:Word',
    'nextval, setval, currval or lastval with a constant name.',
    [7, 'public.orders_id_seq', 'nextval'],
    { function: 'nextval, setval, currval, lastval' },
  ),
];

/** All relations of statements. */
export const statementRelations: readonly RelationDeclaration[] = [
  ...surroundings,
  ...statementTableRelations,
  ...statementConstraintRelations,
  ...data,
  ...statementObjectRelations,
];
