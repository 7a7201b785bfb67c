/** Base relations of the statements that make and change tables, their columns and partitions. */
import type { RelationDeclaration } from '../relation.js';
import { declare } from './declare.js';

const column = 'stmt:StatementId table:RelationName column:ColumnName';

const tables: readonly RelationDeclaration[] = [
  declare(
    'stmt_creates_table',
    'stmt:StatementId table:RelationName kind:Word',
    'CREATE TABLE, CREATE TABLE AS and SELECT INTO. Kinds: {kind}. IF NOT EXISTS is in stmt_is.',
    [1, 'public.orders', 'table'],
    { kind: 'table, partitioned table, foreign table, temporary table' },
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
    'LIKE ... INCLUDING. Parts: {part}.',
    [1, 'public.new_orders', 'public.orders', 'indexes'],
    {
      part: 'comments, compression, constraints, defaults, generated, identity, indexes, statistics, storage',
    },
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
    'CREATE TABLE ... PARTITION BY. Strategies: {strategy}. The empty column stands for an expression.',
    [1, 'public.orders', 'range', 'created_at'],
    { strategy: 'range, list, hash' },
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
    'Constant in the bound of a new or attached partition. Side: {side}.',
    [2, 'public.orders_2026', 'from', 1, '2026-01-01'],
    { side: 'from, to, in' },
  ),
  declare(
    'stmt_detaches_partition',
    'stmt:StatementId parent:RelationName child:RelationName how:Word',
    'DETACH PARTITION. How: {how}.',
    [2, 'public.orders', 'public.orders_2020', 'concurrently'],
    { how: 'plain, concurrently, finalize' },
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
    'Every subcommand of ALTER TABLE (also of ALTER INDEX, VIEW, SEQUENCE, MATERIALIZED VIEW and FOREIGN TABLE), once. Actions are the words of the command in lower case: {action}. Target: column, constraint, trigger or option, else empty.',
    [2, 'public.orders', 'set storage', 'note'],
    {
      action:
        'add column, drop column, set not null, drop not null, set default, drop default, alter type, set storage, set compression, set statistics, set attribute options, add identity, set identity, drop identity, drop expression, set expression, add check, add not null, add foreign key, add unique, add primary key, add exclusion, drop constraint, validate constraint, alter constraint, enable trigger, disable trigger, enable rule, disable rule, row security, replica identity, cluster on, set without cluster, set options, reset options, set logged, set unlogged, set tablespace, set access method, set without oids, inherit, no inherit, of, not of, attach partition, detach partition, owner, foreign options, depends on extension',
    },
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
    'The kind of relation that an ALTER command names: {kind}.',
    [2, 'public.orders', 'table'],
    { kind: 'table, index, view, materialized view, sequence, foreign table' },
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
    'ALTER TABLE ... REPLICA IDENTITY. How: {how}. The index is empty for the others.',
    [2, 'public.orders', 'full', ''],
    { how: 'default, full, nothing, index' },
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
    'A function that the DEFAULT of a new column, or SET DEFAULT, calls, by its name without a schema; SQL value functions by their keyword (current_timestamp). Operators are not listed.',
    [2, 'public.orders', 'created_at', 'now'],
  ),
  declare(
    'stmt_column_generated',
    `${column} kind:Word expression:SqlText`,
    'GENERATED ALWAYS AS at a new column. Kinds: {kind}.',
    [2, 'public.orders', 'total', 'stored', 'net + tax'],
    { kind: 'stored, virtual' },
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
    'GENERATED ... AS IDENTITY at a new column, or ADD GENERATED. Kinds: {kind}.',
    [2, 'public.orders', 'id', 'always'],
    { kind: 'always, by default' },
  ),
  declare(
    'stmt_column_serial',
    `${column} type:Word`,
    'New column of type smallserial, serial or bigserial.',
    [2, 'public.orders', 'id', 'bigserial'],
    { type: 'smallserial, serial, bigserial' },
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
  declare(
    'stmt_drops_column',
    `${column} behavior:Word`,
    'DROP COLUMN. Behavior: {behavior}.',
    [2, 'public.orders', 'region', 'restrict'],
    { behavior: 'restrict, cascade' },
  ),
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

/** Relations about tables and columns. */
export const statementTableRelations: readonly RelationDeclaration[] = [...tables, ...columns];
