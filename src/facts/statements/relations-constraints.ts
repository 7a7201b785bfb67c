/** Base relations of the statements that make and change constraints and indexes, and of the commands that maintain indexes. */
import type { RelationDeclaration } from '../relation.js';
import { declare } from './declare.js';

const constraint = 'stmt:StatementId table:RelationName constraint:ConstraintName';

const constraints: readonly RelationDeclaration[] = [
  declare(
    'stmt_adds_constraint',
    `${constraint} kind:Word`,
    'Constraint of ADD CONSTRAINT, at a column of ADD COLUMN, or of CREATE TABLE (which also has stmt_creates_table). Kinds: {kind}. Without a name it has the one that PostgreSQL chooses.',
    [2, 'public.orders', 'orders_total_check', 'check'],
    { kind: 'check, foreign key, unique, primary key, exclusion, not null' },
  ),
  declare(
    'stmt_constraint_is',
    `${constraint} property:Word`,
    'Property of a new constraint: {property}.',
    [2, 'public.orders', 'orders_total_check', 'not valid'],
    {
      property:
        'unnamed, not valid, not enforced, deferrable, initially deferred, no inherit, inline (written at a column), nulls not distinct, without overlaps, renames index (USING INDEX under another name)',
    },
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
    'ON DELETE and ON UPDATE. Event: {event}. Action: {action}.',
    [2, 'public.orders', 'orders_customer_fkey', 'delete', 'cascade'],
    { event: 'delete, update', action: 'no action, restrict, cascade, set null, set default' },
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
  declare(
    'stmt_drops_constraint',
    `${constraint} behavior:Word`,
    'DROP CONSTRAINT. Behavior: {behavior}.',
    [2, 'public.orders', 'orders_total_check', 'restrict'],
    { behavior: 'restrict, cascade' },
  ),
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
    'ALTER CONSTRAINT. Changes: {change}.',
    [2, 'public.orders', 'orders_customer_fkey', 'deferrability'],
    { change: 'deferrability, enforced, not enforced, inherit, no inherit' },
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
    'Property of a new index: {property}.',
    [2, 'public.orders_region_idx', 'concurrently'],
    {
      property: 'concurrently, unique, if not exists, only, partial, expression, unnamed, nulls not distinct',
    },
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
    'REINDEX of an index, or of all in a table, schema or database. Kinds: {kind}. How: {how}.',
    [2, 'index', 'public.orders_idx', 'plain'],
    { kind: 'index, table, schema, database, system', how: 'plain, concurrently' },
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
    'VACUUM. How: {how}. The table is empty for the whole database.',
    [2, 'public.orders', 'full'],
    { how: 'plain, full' },
  ),
  declare(
    'stmt_analyzes',
    'stmt:StatementId table:RelationName',
    'ANALYZE, also by VACUUM. The table is empty for the whole database.',
    [2, 'public.orders'],
  ),
];

/** Relations about constraints and indexes. */
export const statementConstraintRelations: readonly RelationDeclaration[] = [...constraints, ...indexes];
