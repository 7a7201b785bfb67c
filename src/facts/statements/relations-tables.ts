/** Base relations of the statements that make and change tables, their columns, constraints, indexes and partitions. */
import type { RelationDeclaration } from '../relation.js';
import { declare } from './declare.js';

const column = 'stmt:StatementId table:RelationName column:ColumnName';
const constraint = 'stmt:StatementId table:RelationName constraint:ConstraintName';

const tables: readonly RelationDeclaration[] = [
  declare(
    'stmt_creates_table',
    'stmt:StatementId table:RelationName kind:Word',
    'CREATE TABLE, CREATE TABLE AS and SELECT INTO. Kinds: table, partitioned table, foreign table, temporary table. IF NOT EXISTS is in stmt_is.',
    [1, 'public.orders', 'table'],
  ),
  declare('stmt_creates_column', `${column} type:TypeName`, 'Column of CREATE TABLE.', [
    1,
    'public.orders',
    'region',
    'text',
  ]),
  declare(
    'stmt_skips',
    'stmt:StatementId table:RelationName',
    'CREATE TABLE IF NOT EXISTS of a table that is there: the statement does nothing, so no more is said of it.',
    [1, 'public.orders'],
  ),
  declare(
    'stmt_creates_table_from_query',
    'stmt:StatementId table:RelationName',
    'CREATE TABLE AS and SELECT INTO: its columns are not known.',
    [1, 'public.archive'],
  ),
  declare(
    'stmt_creates_typed_table',
    'stmt:StatementId table:RelationName type:TypeName',
    'CREATE TABLE ... OF type.',
    [1, 'public.points', 'public.point2d'],
  ),
  declare(
    'stmt_copies_table',
    'stmt:StatementId table:RelationName source:RelationName',
    'CREATE TABLE (LIKE source).',
    [1, 'public.new_orders', 'public.orders'],
  ),
  declare(
    'stmt_copies_part',
    'stmt:StatementId table:RelationName source:RelationName part:Word',
    'LIKE ... INCLUDING. Parts: comments, compression, constraints, defaults, generated, identity, indexes, statistics, storage.',
    [1, 'public.new_orders', 'public.orders', 'indexes'],
  ),
  declare(
    'stmt_inherits',
    'stmt:StatementId child:RelationName parent:RelationName',
    'CREATE TABLE ... INHERITS.',
    [1, 'public.cities', 'public.places'],
  ),
  declare(
    'stmt_creates_partition',
    'stmt:StatementId child:RelationName parent:RelationName bound:SqlText',
    'CREATE TABLE ... PARTITION OF. The bound is as written: FOR VALUES ... or DEFAULT.',
    [1, 'public.orders_2026', 'public.orders', "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"],
  ),
  declare(
    'stmt_partition_key',
    'stmt:StatementId table:RelationName strategy:Word column:ColumnName',
    'CREATE TABLE ... PARTITION BY. Strategies: range, list, hash. The empty column stands for an expression.',
    [1, 'public.orders', 'range', 'created_at'],
  ),
  declare(
    'stmt_attaches_partition',
    'stmt:StatementId parent:RelationName child:RelationName bound:SqlText',
    'ATTACH PARTITION. The bound is as written.',
    [2, 'public.orders', 'public.orders_2026', 'DEFAULT'],
  ),
  declare(
    'stmt_bound_value',
    'stmt:StatementId child:RelationName side:Word position:Number value:SqlText',
    'Constant in the bound of a new or attached partition. Side: from, to, in.',
    [2, 'public.orders_2026', 'from', 1, '2026-01-01'],
  ),
  declare(
    'stmt_detaches_partition',
    'stmt:StatementId parent:RelationName child:RelationName how:Word',
    'DETACH PARTITION. How: plain, concurrently, finalize.',
    [2, 'public.orders', 'public.orders_2020', 'concurrently'],
  ),
  declare(
    'stmt_adds_parent',
    'stmt:StatementId child:RelationName parent:RelationName',
    'ALTER TABLE ... INHERIT.',
    [2, 'public.cities', 'public.places'],
  ),
  declare(
    'stmt_drops_parent',
    'stmt:StatementId child:RelationName parent:RelationName',
    'ALTER TABLE ... NO INHERIT.',
    [2, 'public.cities', 'public.places'],
  ),
  declare(
    'stmt_alters_table',
    'stmt:StatementId table:RelationName action:Word target:Name',
    'Every subcommand of ALTER TABLE (also of ALTER INDEX, VIEW, SEQUENCE, MATERIALIZED VIEW and FOREIGN TABLE), once. Actions are the words of the command in lower case: add column, drop column, set not null, drop not null, set default, drop default, alter type, set storage, set compression, set statistics, set attribute options, add identity, set identity, drop identity, drop expression, set expression, add check, add not null, add foreign key, add unique, add primary key, add exclusion, drop constraint, validate constraint, alter constraint, enable trigger, disable trigger, enable rule, disable rule, row security, replica identity, cluster on, set without cluster, set options, reset options, set logged, set unlogged, set tablespace, set access method, set without oids, inherit, no inherit, of, not of, attach partition, detach partition, owner, foreign options. Target: column, constraint, trigger or option, else empty.',
    [2, 'public.orders', 'set storage', 'note'],
  ),
  declare(
    'stmt_alters_only',
    'stmt:StatementId table:RelationName',
    'ALTER TABLE ONLY: children and partitions are left out.',
    [2, 'public.orders'],
  ),
  declare(
    'stmt_alters_as',
    'stmt:StatementId relation:RelationName kind:Word',
    'The kind of relation that an ALTER command names: table, index, view, materialized view, sequence, foreign table.',
    [2, 'public.orders', 'table'],
  ),
  declare(
    'stmt_sets_option',
    'stmt:StatementId relation:RelationName option:Name value:SqlText',
    'Storage parameter in SET ( ) or RESET ( ) (then the value is empty) of ALTER TABLE and ALTER INDEX, or in WITH ( ) of CREATE.',
    [2, 'public.orders', 'fillfactor', '80'],
  ),
  declare(
    'stmt_sets_replica_identity',
    'stmt:StatementId table:RelationName how:Word index:RelationName',
    'How: default, full, nothing, index. The index is empty for the others.',
    [2, 'public.orders', 'full', ''],
  ),
  declare(
    'stmt_clusters_on',
    'stmt:StatementId table:RelationName index:RelationName',
    'ALTER TABLE ... CLUSTER ON, without doing it.',
    [2, 'public.orders', 'public.orders_pkey'],
  ),
];

const columns: readonly RelationDeclaration[] = [
  declare('stmt_adds_column', `${column} type:TypeName`, 'ALTER TABLE ... ADD COLUMN.', [
    2,
    'public.orders',
    'region',
    'text',
  ]),
  declare('stmt_adds_column_if_not_exists', column, 'ADD COLUMN IF NOT EXISTS.', [
    2,
    'public.orders',
    'region',
  ]),
  declare(
    'stmt_column_not_null',
    column,
    'NOT NULL at a column of ADD COLUMN or CREATE TABLE, written or implied by PRIMARY KEY, serial or identity.',
    [2, 'public.orders', 'region'],
  ),
  declare(
    'stmt_column_default',
    `${column} expression:SqlText`,
    'DEFAULT at a column of ADD COLUMN or CREATE TABLE, other than NULL.',
    [2, 'public.orders', 'created_at', 'now()'],
  ),
  declare(
    'stmt_default_calls',
    `${column} function:Name`,
    'A function that the DEFAULT of a new column, or SET DEFAULT, calls: unqualified where it is built in, SQL value functions by name (current_timestamp). Operators are not listed.',
    [2, 'public.orders', 'created_at', 'now'],
  ),
  declare(
    'stmt_column_generated',
    `${column} kind:Word expression:SqlText`,
    'GENERATED ALWAYS AS at a new column. Kinds: stored, virtual.',
    [2, 'public.orders', 'total', 'stored', 'net + tax'],
  ),
  declare(
    'stmt_generated_reads',
    `${column} reads:ColumnName`,
    'The generation expression of a new column reads another.',
    [2, 'public.orders', 'total', 'net'],
  ),
  declare(
    'stmt_column_identity',
    `${column} kind:Word`,
    'GENERATED ... AS IDENTITY at a new column, or ADD GENERATED. Kinds: always, by default.',
    [2, 'public.orders', 'id', 'always'],
  ),
  declare(
    'stmt_column_serial',
    `${column} type:Word`,
    'New column of type smallserial, serial or bigserial.',
    [2, 'public.orders', 'id', 'bigserial'],
  ),
  declare('stmt_column_collation', `${column} collation:Name`, 'COLLATE at a new column.', [
    2,
    'public.orders',
    'region',
    'C',
  ]),
  declare(
    'stmt_column_uses_type',
    `${column} type:TypeName`,
    'User-defined type behind the type of a new or retyped column, arrays included.',
    [2, 'public.orders', 'state', 'public.order_state'],
  ),
  declare(
    'stmt_sets_identity',
    `${column} option:Word`,
    'Option of ALTER COLUMN SET for an identity column: generated, restart, increment, ...',
    [2, 'public.orders', 'id', 'restart'],
  ),
  declare('stmt_drops_identity', column, 'ALTER COLUMN DROP IDENTITY.', [2, 'public.orders', 'id']),
  declare('stmt_drops_column', `${column} behavior:Word`, 'DROP COLUMN. Behavior: restrict, cascade.', [
    2,
    'public.orders',
    'region',
    'restrict',
  ]),
  declare('stmt_drops_column_if_exists', column, 'DROP COLUMN IF EXISTS.', [2, 'public.orders', 'region']),
  declare('stmt_sets_not_null', column, 'ALTER COLUMN SET NOT NULL.', [2, 'public.orders', 'region']),
  declare('stmt_drops_not_null', column, 'ALTER COLUMN DROP NOT NULL.', [2, 'public.orders', 'region']),
  declare('stmt_sets_default', `${column} expression:SqlText`, 'ALTER COLUMN SET DEFAULT.', [
    2,
    'public.orders',
    'state',
    "'new'",
  ]),
  declare('stmt_drops_default', column, 'ALTER COLUMN DROP DEFAULT.', [2, 'public.orders', 'state']),
  declare('stmt_changes_type', `${column} type:TypeName`, 'ALTER COLUMN TYPE.', [
    2,
    'public.orders',
    'id',
    'bigint',
  ]),
  declare('stmt_changes_collation', `${column} collation:Name`, 'COLLATE in ALTER COLUMN TYPE.', [
    2,
    'public.orders',
    'region',
    'C',
  ]),
  declare('stmt_using', `${column} expression:SqlText`, 'USING of ALTER COLUMN TYPE.', [
    2,
    'public.orders',
    'id',
    'id::bigint',
  ]),
  declare('stmt_using_is_column', column, 'USING is just the column.', [2, 'public.orders', 'id']),
  declare('stmt_using_is_cast', `${column} type:TypeName`, 'USING is just a cast of the column.', [
    2,
    'public.orders',
    'id',
    'bigint',
  ]),
  declare(
    'stmt_sets_expression',
    `${column} expression:SqlText`,
    'ALTER COLUMN SET EXPRESSION of a generated column.',
    [2, 'public.orders', 'total', 'net + tax'],
  ),
];

const constraints: readonly RelationDeclaration[] = [
  declare(
    'stmt_adds_constraint',
    `${constraint} kind:Word`,
    'Constraint of ADD CONSTRAINT, at a column of ADD COLUMN, or of CREATE TABLE (which also has stmt_creates_table). Kinds: check, foreign key, unique, primary key, exclusion, not null. Without a name it has the one that PostgreSQL chooses.',
    [2, 'public.orders', 'orders_total_check', 'check'],
  ),
  declare(
    'stmt_constraint_is',
    `${constraint} property:Word`,
    'Properties: unnamed, not valid, not enforced, deferrable, initially deferred, no inherit, inline (written at a column), nulls not distinct, without overlaps, renames index (USING INDEX under another name).',
    [2, 'public.orders', 'orders_total_check', 'not valid'],
  ),
  declare(
    'stmt_constraint_column',
    `${constraint} position:Number column:ColumnName`,
    'Column of a new constraint, from 1; of a CHECK, the columns that it reads.',
    [2, 'public.orders', 'orders_pkey', 1, 'id'],
  ),
  declare(
    'stmt_constraint_references',
    `${constraint} referenced:RelationName`,
    'Table that a new foreign key references.',
    [2, 'public.orders', 'orders_customer_fkey', 'public.customers'],
  ),
  declare(
    'stmt_constraint_references_column',
    `${constraint} position:Number column:ColumnName`,
    'Referenced column, from 1, where it is written.',
    [2, 'public.orders', 'orders_customer_fkey', 1, 'id'],
  ),
  declare(
    'stmt_constraint_action',
    `${constraint} event:Word action:Word`,
    'ON DELETE and ON UPDATE. Event: delete, update. Action: no action, restrict, cascade, set null, set default.',
    [2, 'public.orders', 'orders_customer_fkey', 'delete', 'cascade'],
  ),
  declare('stmt_constraint_uses_index', `${constraint} index:RelationName`, 'USING INDEX.', [
    2,
    'public.orders',
    'orders_pkey',
    'public.orders_id_idx',
  ]),
  declare(
    'stmt_constraint_makes_index',
    `${constraint} index:RelationName`,
    'Index that a new unique, primary key or exclusion constraint builds.',
    [2, 'public.orders', 'orders_pkey', 'public.orders_pkey'],
  ),
  declare(
    'stmt_constraint_proves_not_null',
    `${constraint} column:ColumnName`,
    'A new CHECK has `column IS NOT NULL` as a term of its conjunction.',
    [2, 'public.orders', 'orders_region_nn', 'region'],
  ),
  declare('stmt_constraint_expression', `${constraint} expression:SqlText`, 'Expression of a new CHECK.', [
    2,
    'public.orders',
    'orders_total_check',
    'total > 0',
  ]),
  declare('stmt_constraint_calls', `${constraint} function:Name`, 'A function that a new CHECK calls.', [
    2,
    'public.orders',
    'orders_total_check',
    'is_valid',
  ]),
  declare('stmt_drops_constraint', `${constraint} behavior:Word`, 'Behavior: restrict, cascade.', [
    2,
    'public.orders',
    'orders_total_check',
    'restrict',
  ]),
  declare('stmt_drops_constraint_if_exists', constraint, 'DROP CONSTRAINT IF EXISTS.', [
    2,
    'public.orders',
    'orders_total_check',
  ]),
  declare('stmt_validates_constraint', constraint, 'VALIDATE CONSTRAINT.', [
    2,
    'public.orders',
    'orders_total_check',
  ]),
  declare(
    'stmt_alters_constraint',
    `${constraint} change:Word`,
    'ALTER CONSTRAINT. Changes: deferrability, enforced, not enforced, inherit, no inherit.',
    [2, 'public.orders', 'orders_customer_fkey', 'deferrability'],
  ),
];

const indexes: readonly RelationDeclaration[] = [
  declare(
    'stmt_creates_index',
    'stmt:StatementId index:RelationName table:RelationName method:Word',
    'CREATE INDEX. Without a name it has the one that PostgreSQL chooses.',
    [2, 'public.orders_region_idx', 'public.orders', 'btree'],
  ),
  declare(
    'stmt_index_is',
    'stmt:StatementId index:RelationName property:Word',
    'Properties: concurrently, unique, if not exists, only, partial, expression, unnamed, nulls not distinct.',
    [2, 'public.orders_region_idx', 'concurrently'],
  ),
  declare(
    'stmt_index_key',
    'stmt:StatementId index:RelationName position:Number column:ColumnName',
    'Key column of a new index, from 1; the empty string stands for an expression.',
    [2, 'public.orders_region_idx', 1, 'region'],
  ),
  declare(
    'stmt_index_uses_column',
    'stmt:StatementId index:RelationName column:ColumnName',
    'The new index reads the column: key, INCLUDE, expression or predicate.',
    [2, 'public.orders_region_idx', 'region'],
  ),
  declare(
    'stmt_index_computes_column',
    'stmt:StatementId index:RelationName column:ColumnName',
    'The column occurs in an expression or in the predicate of the new index.',
    [2, 'public.orders_region_idx', 'region'],
  ),
  declare(
    'stmt_index_predicate',
    'stmt:StatementId index:RelationName expression:SqlText',
    'WHERE of a new index.',
    [2, 'public.orders_region_idx', 'region IS NOT NULL'],
  ),
  declare(
    'stmt_attaches_index',
    'stmt:StatementId parent:RelationName child:RelationName',
    'ALTER INDEX ... ATTACH PARTITION.',
    [2, 'public.orders_idx', 'public.orders_2026_idx'],
  ),
  declare(
    'stmt_reindexes',
    'stmt:StatementId kind:Word object:Name how:Word',
    'Kinds: index, table, schema, database, system. How: plain, concurrently.',
    [2, 'index', 'public.orders_idx', 'plain'],
  ),
  declare(
    'stmt_clusters',
    'stmt:StatementId table:RelationName index:RelationName',
    'CLUSTER; the index is empty where it is not written, the table too for CLUSTER of everything.',
    [2, 'public.orders', 'public.orders_pkey'],
  ),
  declare(
    'stmt_vacuums',
    'stmt:StatementId table:RelationName how:Word',
    'VACUUM. How: plain, full. The table is empty for the whole database.',
    [2, 'public.orders', 'full'],
  ),
  declare(
    'stmt_analyzes',
    'stmt:StatementId table:RelationName',
    'ANALYZE, also by VACUUM. The table is empty for the whole database.',
    [2, 'public.orders'],
  ),
];

/** Relations about tables and what belongs to them. */
export const statementTableRelations: readonly RelationDeclaration[] = [
  ...tables,
  ...columns,
  ...constraints,
  ...indexes,
];
