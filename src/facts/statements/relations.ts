/** Base relations that the statements of the input fill: what each one says, and under which circumstances it runs. */
import type { RelationDeclaration } from '../relation.js';
import { declare } from './declare.js';
import { statementTableRelations } from './relations-tables.js';

const surroundings: readonly RelationDeclaration[] = [
  declare(
    'statement',
    'stmt:StatementId kind:Word file:Name',
    'A statement of the input that runs: at the top level or inside a DO block. Kinds are the first words of the command: alter table, create index, drop table, update, ...',
    [3, 'alter table', 'migrations/002.sql'],
  ),
  declare(
    'stmt_is',
    'stmt:StatementId property:Word',
    'Properties of the whole statement: if exists, if not exists, or replace, cascade, concurrently, only, nowait, restart identity, with no data, temporary, unlogged, verbose, analyze, full, skip locked, conditional (inside IF, a loop or an exception handler of a DO block, so it may not run), on conflict.',
    [3, 'if exists'],
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
  declare(
    'stmt_sets_parameter',
    'stmt:StatementId parameter:Name value:SqlText scope:Word',
    'SET, RESET or set_config(). Value: as written, empty for DEFAULT and RESET. Scope: session, local, role, database (ALTER ROLE or DATABASE ... SET, which does not change this session).',
    [1, 'lock_timeout', '5s', 'session'],
  ),
  declare(
    'stmt_controls_transaction',
    'stmt:StatementId action:Word',
    'begin, commit, rollback, savepoint, release, rollback to, prepare, commit prepared, rollback prepared.',
    [1, 'begin'],
  ),
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
    'How: insert, update, delete, merge, copy. Filtered: filtered (WHERE that is not constant), unfiltered.',
    [7, 'public.orders', 'update', 'unfiltered'],
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
    'LOCK TABLE. Modes: AccessShare, RowShare, RowExclusive, ShareUpdateExclusive, Share, ShareRowExclusive, Exclusive, AccessExclusive.',
    [7, 'public.orders', 'AccessExclusive'],
  ),
  declare(
    'stmt_copies',
    'stmt:StatementId relation:RelationName direction:Word',
    'COPY of a table. Direction: from, to.',
    [7, 'public.orders', 'from'],
  ),
  declare(
    'stmt_uses_sequence',
    'stmt:StatementId sequence:RelationName function:Word',
    'nextval, setval, currval or lastval with a constant name.',
    [7, 'public.orders_id_seq', 'nextval'],
  ),
];

const objects: readonly RelationDeclaration[] = [
  declare(
    'stmt_creates_object',
    'stmt:StatementId kind:Word object:Name',
    'The statement creates an object of any kind. Kinds as in stmt_drops_object.',
    [2, 'table', 'public.orders'],
  ),
  declare(
    'stmt_drops_object',
    'stmt:StatementId kind:Word object:Name behavior:Word',
    'Kinds: table, view, materialized view, index, sequence, foreign table, type, domain, schema, function, procedure, routine, aggregate, extension, trigger, policy, rule, publication, statistics, ... Object: schema-qualified; triggers, policies and rules by their own name. Behavior: restrict, cascade.',
    [2, 'table', 'public.orders', 'restrict'],
  ),
  declare(
    'stmt_drops_from_table',
    'stmt:StatementId kind:Word table:RelationName name:Name',
    'DROP TRIGGER, POLICY or RULE with the table that it belongs to.',
    [2, 'trigger', 'public.orders', 'orders_touch'],
  ),
  declare(
    'stmt_renames',
    'stmt:StatementId kind:Word object:Name from:Name to:Name',
    'Kinds: table, view, materialized view, index, sequence, column, constraint, trigger, policy, rule, type, attribute, domain, schema, function, role, ... Object: the relation of a column, constraint, trigger, policy, rule; else the object itself. From and to: not qualified, not quoted.',
    [2, 'column', 'public.orders', 'region', 'area'],
  ),
  declare(
    'stmt_renames_to',
    'stmt:StatementId kind:Word from:Name to:Name',
    'Qualified name before and after, of objects that have one of their own (relations and types).',
    [2, 'table', 'public.orders', 'public.old_orders'],
  ),
  declare(
    'stmt_renames_with',
    'stmt:StatementId kind:Word relation:RelationName',
    'ALTER TABLE ... RENAME on what may be another kind: the kind that was written.',
    [2, 'table', 'public.orders_region_idx'],
  ),
  declare('stmt_sets_schema', 'stmt:StatementId kind:Word object:Name schema:Name', 'ALTER ... SET SCHEMA.', [
    2,
    'table',
    'public.orders',
    'archive',
  ]),
  declare('stmt_sets_owner', 'stmt:StatementId kind:Word object:Name role:Name', 'ALTER ... OWNER TO.', [
    2,
    'table',
    'public.orders',
    'app',
  ]),
  declare(
    'stmt_creates_view',
    'stmt:StatementId view:RelationName kind:Word',
    'Kinds: view, materialized view. What it reads is in stmt_reads_relation.',
    [2, 'public.open_orders', 'view'],
  ),
  declare(
    'stmt_refreshes',
    'stmt:StatementId view:RelationName how:Word',
    'REFRESH MATERIALIZED VIEW. How: plain, concurrently.',
    [2, 'public.totals', 'concurrently'],
  ),
  declare(
    'stmt_creates_sequence',
    'stmt:StatementId sequence:RelationName',
    'CREATE SEQUENCE, or one that comes with a serial or identity column.',
    [2, 'public.orders_id_seq'],
  ),
  declare(
    'stmt_alters_sequence',
    'stmt:StatementId sequence:RelationName action:Word',
    'Actions: owned by, restart, increment, as, minvalue, maxvalue, start, cache, cycle, logged, unlogged.',
    [2, 'public.orders_id_seq', 'restart'],
  ),
  declare(
    'stmt_owns_sequence',
    'stmt:StatementId sequence:RelationName table:RelationName column:ColumnName',
    'OWNED BY, in CREATE or ALTER SEQUENCE, or by a serial or identity column.',
    [2, 'public.orders_id_seq', 'public.orders', 'id'],
  ),
  declare(
    'stmt_creates_type',
    'stmt:StatementId type:TypeName kind:Word',
    'Kinds: enum, domain, composite, range, base.',
    [2, 'public.mood', 'enum'],
  ),
  declare(
    'stmt_enum_label',
    'stmt:StatementId type:TypeName position:Number label:Name',
    'Label of CREATE TYPE ... AS ENUM, from 1.',
    [2, 'public.mood', 1, 'sad'],
  ),
  declare('stmt_adds_enum_value', 'stmt:StatementId type:TypeName value:Name', 'ALTER TYPE ... ADD VALUE.', [
    2,
    'public.mood',
    'ok',
  ]),
  declare(
    'stmt_renames_enum_value',
    'stmt:StatementId type:TypeName from:Name to:Name',
    'ALTER TYPE ... RENAME VALUE.',
    [2, 'public.mood', 'ok', 'fine'],
  ),
  declare(
    'stmt_uses_enum_value',
    'stmt:StatementId type:TypeName value:Name',
    'The statement contains a string constant equal to a value that an earlier statement of the input adds to the enum.',
    [3, 'public.mood', 'ok'],
  ),
  declare(
    'stmt_alters_type',
    'stmt:StatementId type:TypeName action:Word attribute:ColumnName',
    'ALTER TYPE of a composite type. Actions: add attribute, drop attribute, alter attribute.',
    [2, 'public.address', 'add attribute', 'zip'],
  ),
  declare(
    'stmt_creates_domain',
    'stmt:StatementId domain:TypeName type:TypeName',
    'CREATE DOMAIN and its base type.',
    [2, 'public.email', 'text'],
  ),
  declare(
    'stmt_domain_is_constrained',
    'stmt:StatementId domain:TypeName',
    'CREATE DOMAIN with CHECK or NOT NULL.',
    [2, 'public.email'],
  ),
  declare(
    'stmt_alters_domain',
    'stmt:StatementId domain:TypeName action:Word constraint:ConstraintName',
    'Actions: add constraint, add constraint not valid, drop constraint, validate constraint, set not null, drop not null, set default, drop default.',
    [2, 'public.email', 'add constraint', 'email_check'],
  ),
  declare(
    'stmt_creates_routine',
    'stmt:StatementId routine:Name name:Name language:Name volatility:Word',
    'CREATE FUNCTION or PROCEDURE: qualified name without arguments, and the bare name. Volatility: immutable, stable, volatile.',
    [2, 'public.touch', 'touch', 'plpgsql', 'volatile'],
  ),
  declare(
    'stmt_routine_is',
    'stmt:StatementId routine:Name property:Word',
    'Properties: security definer, sets search_path, strict, procedure, runs dynamic sql, body not understood, simple (one SELECT without FROM: LANGUAGE sql functions of this kind are inlined).',
    [2, 'public.touch', 'security definer'],
  ),
  declare(
    'stmt_routine_uses',
    'stmt:StatementId routine:Name relation:RelationName how:Word',
    'Static SQL in the body of the routine. How: read, write, ddl.',
    [2, 'public.touch', 'public.orders', 'write'],
  ),
  declare(
    'stmt_routine_calls',
    'stmt:StatementId routine:Name function:Name',
    'A function that the body of a LANGUAGE sql routine calls.',
    [2, 'public.new_id', 'gen_random_uuid'],
  ),
  declare(
    'stmt_creates_trigger',
    'stmt:StatementId table:RelationName trigger:Name routine:Name',
    'CREATE [CONSTRAINT] TRIGGER.',
    [2, 'public.orders', 'orders_touch', 'public.touch'],
  ),
  declare(
    'stmt_trigger_fires',
    'stmt:StatementId table:RelationName trigger:Name time:Word event:Word',
    'Time: before, after, instead of. Event: insert, update, delete, truncate.',
    [2, 'public.orders', 'orders_touch', 'before', 'update'],
  ),
  declare(
    'stmt_trigger_is',
    'stmt:StatementId table:RelationName trigger:Name property:Word',
    'Properties: row, statement, constraint, or replace.',
    [2, 'public.orders', 'orders_touch', 'row'],
  ),
  declare(
    'stmt_trigger_refers',
    'stmt:StatementId table:RelationName trigger:Name referenced:RelationName',
    'FROM table of a constraint trigger.',
    [2, 'public.orders', 'orders_fk', 'public.customers'],
  ),
  declare(
    'stmt_creates_policy',
    'stmt:StatementId table:RelationName policy:Name command:Word',
    'CREATE POLICY. Command: all, select, insert, update, delete.',
    [2, 'public.orders', 'own_rows', 'select'],
  ),
  declare('stmt_alters_policy', 'stmt:StatementId table:RelationName policy:Name', 'ALTER POLICY.', [
    2,
    'public.orders',
    'own_rows',
  ]),
  declare(
    'stmt_creates_rule',
    'stmt:StatementId table:RelationName rule:Name event:Word',
    'CREATE RULE. Event: select, insert, update, delete.',
    [2, 'public.orders', 'orders_protect', 'delete'],
  ),
  declare(
    'stmt_creates_statistics',
    'stmt:StatementId statistics:RelationName table:RelationName',
    'CREATE STATISTICS.',
    [2, 'public.orders_stats', 'public.orders'],
  ),
  declare(
    'stmt_creates_schema',
    'stmt:StatementId schema:Name',
    'CREATE SCHEMA, unless IF NOT EXISTS finds it.',
    [2, 'archive'],
  ),
  declare('stmt_creates_extension', 'stmt:StatementId extension:Name', 'CREATE EXTENSION.', [2, 'citext']),
  declare(
    'stmt_publishes',
    'stmt:StatementId publication:Name table:RelationName how:Word',
    'CREATE or ALTER PUBLICATION names a table. How: create, add, set, drop.',
    [2, 'cdc', 'public.orders', 'add'],
  ),
  declare(
    'stmt_publishes_all',
    'stmt:StatementId publication:Name what:Word',
    'FOR ALL TABLES, FOR TABLES IN SCHEMA. What: all tables, schema.',
    [2, 'cdc', 'all tables'],
  ),
  declare(
    'stmt_comments',
    'stmt:StatementId kind:Word object:Name',
    'COMMENT ON. Object: the relation for table, column, index, view and sequence; the table of a constraint, trigger, policy or rule; else the object.',
    [2, 'column', 'public.orders'],
  ),
  declare('stmt_drops_owned', 'stmt:StatementId role:Name', 'DROP OWNED BY.', [2, 'app']),
  declare('stmt_reassigns_owned', 'stmt:StatementId role:Name', 'REASSIGN OWNED BY.', [2, 'app']),
  declare(
    'stmt_grants',
    'stmt:StatementId how:Word kind:Word object:Name',
    'How: grant, revoke. Kind: table, sequence, schema, function, type, database, all tables in schema, ...',
    [2, 'grant', 'table', 'public.orders'],
  ),
];

/** All relations of statements. */
export const statementRelations: readonly RelationDeclaration[] = [
  ...surroundings,
  ...statementTableRelations,
  ...data,
  ...objects,
];
