/** Base relations that a catalog fills. */
import type { RelationDeclaration } from '../relation.js';

export const catalogRelations: readonly RelationDeclaration[] = [
  {
    name: 'server',
    columns: [['major', 'Number']],
    doc: 'Major version of the server that the change will run on.',
    example: [16],
  },
  {
    name: 'catalog_known',
    columns: [['state', 'State']],
    doc: 'The state was read from a catalog. Without it nothing is known of tables that the input does not create: they are assumed to exist, large and busy.',
    example: ['before'],
  },
  {
    name: 'relation',
    columns: [
      ['state', 'State'],
      ['relation', 'RelationName'],
      ['kind', 'Word'],
    ],
    doc: 'Relation of a state, with its kind: {kind}.',
    values: {
      kind: 'table, partitioned table, foreign table, view, materialized view, index, partitioned index, sequence',
    },
    example: ['before', 'public.orders', 'table'],
  },
  {
    name: 'relation_schema',
    columns: [
      ['state', 'State'],
      ['relation', 'RelationName'],
      ['schema', 'Name'],
    ],
    doc: 'Schema that holds the relation.',
    example: ['before', 'public.orders', 'public'],
  },
  {
    name: 'table_is',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['property', 'Word'],
    ],
    doc: 'Property of a table: {property}.',
    values: { property: 'unlogged, row security, forced row security, typed' },
    example: ['before', 'public.orders', 'unlogged'],
  },
  {
    name: 'table_option',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['option', 'Name'],
      ['value', 'SqlText'],
    ],
    doc: 'Storage parameter, or owner, tablespace, access method, replica identity, cluster (its index), where it is not the default.',
    example: ['before', 'public.orders', 'fillfactor', '80'],
  },
  {
    name: 'column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['type', 'TypeName'],
    ],
    doc: 'Column of a table.',
    example: ['before', 'public.orders', 'region', 'text'],
  },
  {
    name: 'column_position',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['position', 'Number'],
    ],
    doc: 'Order of the columns, with gaps.',
    example: ['before', 'public.orders', 'region', 4],
  },
  {
    name: 'column_is_inherited',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The column comes from a parent only.',
    example: ['before', 'public.orders_2026', 'region'],
  },
  {
    name: 'column_not_null',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The column is NOT NULL.',
    example: ['before', 'public.orders', 'id'],
  },
  {
    name: 'column_not_null_constraint',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['constraint', 'ConstraintName'],
    ],
    doc: 'The constraint that makes the column NOT NULL, 18 and later.',
    example: ['before', 'public.orders', 'id', 'orders_id_not_null'],
  },
  {
    name: 'column_default',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['expression', 'SqlText'],
    ],
    doc: 'DEFAULT of a column that is not generated.',
    example: ['before', 'public.orders', 'created_at', 'now()'],
  },
  {
    name: 'column_identity',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['kind', 'Word'],
    ],
    doc: 'Identity column, by its kind: {kind}.',
    values: { kind: 'always, by default' },
    example: ['before', 'public.orders', 'id', 'always'],
  },
  {
    name: 'column_generated',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['kind', 'Word'],
      ['expression', 'SqlText'],
    ],
    doc: 'Generated column, with its expression. Kinds: {kind}.',
    values: { kind: 'stored, virtual' },
    example: ['before', 'public.orders', 'total', 'stored', '(net + tax)'],
  },
  {
    name: 'generated_reads_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['reads', 'ColumnName'],
    ],
    doc: 'A generated column reads another column.',
    example: ['before', 'public.orders', 'total', 'net'],
  },
  {
    name: 'column_option',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['option', 'Word'],
      ['value', 'SqlText'],
    ],
    doc: 'Setting of a column, where it is not the default: {option}.',
    values: { option: 'collation, storage, compression, statistics, attribute options' },
    example: ['before', 'public.orders', 'region', 'collation', '"C"'],
  },
  {
    name: 'column_uses_type',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['type', 'TypeName'],
    ],
    doc: 'User-defined type (enum, domain, composite, range) behind the type of a column, arrays included.',
    example: ['before', 'public.orders', 'state', 'public.order_state'],
  },
  {
    name: 'index',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['table', 'RelationName'],
      ['method', 'Word'],
    ],
    doc: 'Index of a table or materialized view.',
    example: ['before', 'public.orders_region_idx', 'public.orders', 'btree'],
  },
  {
    name: 'index_is',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['property', 'Word'],
    ],
    doc: 'Property of an index: {property}.',
    values: {
      property:
        'unique, valid, primary, partial, expression, nulls not distinct, clustered, replica identity, partitioned, constraint (owned by one)',
    },
    example: ['before', 'public.orders_pkey', 'unique'],
  },
  {
    name: 'index_key',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
    ],
    doc: 'Key column of an index, from 1; the empty string stands for an expression.',
    example: ['before', 'public.orders_region_idx', 1, 'region'],
  },
  {
    name: 'index_uses_column',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The index reads the column: key, INCLUDE, expression or predicate.',
    example: ['before', 'public.orders_region_idx', 'region'],
  },
  {
    name: 'index_computes_column',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The column occurs in an expression or in the predicate of the index.',
    example: ['before', 'public.orders_lower_idx', 'region'],
  },
  {
    name: 'index_definition',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['definition', 'SqlText'],
    ],
    doc: 'Text of an index, as pg_get_indexdef() prints it.',
    example: [
      'before',
      'public.orders_region_idx',
      'CREATE INDEX orders_region_idx ON public.orders USING btree (region)',
    ],
  },
  {
    name: 'index_parent',
    columns: [
      ['state', 'State'],
      ['index', 'RelationName'],
      ['parent', 'RelationName'],
    ],
    doc: 'The index is attached to a partitioned index.',
    example: ['before', 'public.orders_2026_region_idx', 'public.orders_region_idx'],
  },
  {
    name: 'constraint',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['kind', 'Word'],
      ['definition', 'SqlText'],
    ],
    doc: 'Constraint of a table, with its definition. Kinds: {kind}. The definition is pg_get_constraintdef().',
    values: { kind: 'check, foreign key, unique, primary key, exclusion, not null' },
    example: ['before', 'public.orders', 'orders_total_check', 'check', 'CHECK ((total > 0))'],
  },
  {
    name: 'constraint_is',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['property', 'Word'],
    ],
    doc: 'Property of a constraint: {property}.',
    values: { property: 'validated, not enforced, deferrable, initially deferred, no inherit, inherited' },
    example: ['before', 'public.orders', 'orders_total_check', 'validated'],
  },
  {
    name: 'constraint_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column of a constraint, from 1 in key order.',
    example: ['before', 'public.orders', 'orders_pkey', 1, 'id'],
  },
  {
    name: 'constraint_index',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['index', 'RelationName'],
    ],
    doc: 'Index that backs a unique, primary key or exclusion constraint.',
    example: ['before', 'public.orders', 'orders_pkey', 'public.orders_pkey'],
  },
  {
    name: 'constraint_references',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['referenced', 'RelationName'],
    ],
    doc: 'Table that a foreign key references.',
    example: ['before', 'public.orders', 'orders_customer_fkey', 'public.customers'],
  },
  {
    name: 'constraint_references_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
    ],
    doc: 'Referenced column of a foreign key, from 1.',
    example: ['before', 'public.orders', 'orders_customer_fkey', 1, 'id'],
  },
  {
    name: 'constraint_references_index',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['index', 'RelationName'],
    ],
    doc: 'Unique index that a foreign key relies on.',
    example: ['before', 'public.orders', 'orders_customer_fkey', 'public.customers_pkey'],
  },
  {
    name: 'constraint_proves_not_null',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['constraint', 'ConstraintName'],
      ['column', 'ColumnName'],
    ],
    doc: 'A CHECK has `column IS NOT NULL` as a term of its conjunction.',
    example: ['before', 'public.orders', 'orders_region_nn', 'region'],
  },
  {
    name: 'partition',
    columns: [
      ['state', 'State'],
      ['child', 'RelationName'],
      ['parent', 'RelationName'],
      ['bound', 'SqlText'],
    ],
    doc: 'Partition of a partitioned table; the bound is FOR VALUES ... or DEFAULT.',
    example: [
      'before',
      'public.orders_2026',
      'public.orders',
      "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    ],
  },
  {
    name: 'partition_key_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The column occurs in the partition key.',
    example: ['before', 'public.orders', 'created_at'],
  },
  {
    name: 'inherits',
    columns: [
      ['state', 'State'],
      ['child', 'RelationName'],
      ['parent', 'RelationName'],
    ],
    doc: 'Inheritance without partitioning.',
    example: ['before', 'public.cities', 'public.places'],
  },
  {
    name: 'sequence_owned_by',
    columns: [
      ['state', 'State'],
      ['sequence', 'RelationName'],
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'OWNED BY, and the sequence of an identity column.',
    example: ['before', 'public.orders_id_seq', 'public.orders', 'id'],
  },
  {
    name: 'view_reads',
    columns: [
      ['state', 'State'],
      ['view', 'RelationName'],
      ['relation', 'RelationName'],
    ],
    doc: 'A view or materialized view reads a relation directly.',
    example: ['before', 'public.open_orders', 'public.orders'],
  },
  {
    name: 'view_reads_column',
    columns: [
      ['state', 'State'],
      ['view', 'RelationName'],
      ['relation', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'A view or materialized view depends on a column.',
    example: ['before', 'public.open_orders', 'public.orders', 'state'],
  },
  {
    name: 'trigger',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['trigger', 'Name'],
      ['routine', 'Name'],
    ],
    doc: 'Trigger of a table or view and the function that it calls.',
    example: ['before', 'public.orders', 'orders_touch', 'public.touch()'],
  },
  {
    name: 'trigger_uses_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['trigger', 'Name'],
      ['column', 'ColumnName'],
    ],
    doc: 'UPDATE OF column, or a column in WHEN.',
    example: ['before', 'public.orders', 'orders_touch', 'state'],
  },
  {
    name: 'policy',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['command', 'Word'],
    ],
    doc: 'Row security policy.',
    values: { command: 'all, select, insert, update, delete' },
    example: ['before', 'public.orders', 'own_rows', 'select'],
  },
  {
    name: 'policy_uses_column',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['column', 'ColumnName'],
    ],
    doc: 'A policy reads a column of its table.',
    example: ['before', 'public.orders', 'own_rows', 'customer_id'],
  },
  {
    name: 'statistics_object',
    columns: [
      ['state', 'State'],
      ['statistics', 'RelationName'],
      ['table', 'RelationName'],
    ],
    doc: 'Extended statistics of a table.',
    example: ['before', 'public.orders_stats', 'public.orders'],
  },
  {
    name: 'statistics_uses_column',
    columns: [
      ['state', 'State'],
      ['statistics', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'Extended statistics cover a column.',
    example: ['before', 'public.orders_stats', 'region'],
  },
  {
    name: 'rewrite_rule',
    columns: [
      ['state', 'State'],
      ['table', 'RelationName'],
      ['rule', 'Name'],
    ],
    doc: 'CREATE RULE on a table or view, the _RETURN rules of views excluded.',
    example: ['before', 'public.orders', 'orders_protect'],
  },
  {
    name: 'type',
    columns: [
      ['state', 'State'],
      ['type', 'TypeName'],
      ['kind', 'Word'],
    ],
    doc: 'User-defined type. Kinds: {kind}.',
    values: { kind: 'enum, domain, composite, range' },
    example: ['before', 'public.mood', 'enum'],
  },
  {
    name: 'enum_label',
    columns: [
      ['state', 'State'],
      ['type', 'TypeName'],
      ['position', 'Number'],
      ['label', 'Name'],
    ],
    doc: 'Label of an enum, from 1 in order.',
    example: ['before', 'public.mood', 1, 'sad'],
  },
  {
    name: 'domain_of',
    columns: [
      ['state', 'State'],
      ['domain', 'TypeName'],
      ['type', 'TypeName'],
    ],
    doc: 'Base type of a domain.',
    example: ['before', 'public.email', 'text'],
  },
  {
    name: 'domain_is_constrained',
    columns: [
      ['state', 'State'],
      ['domain', 'TypeName'],
    ],
    doc: 'The domain, or one below it, has a CHECK or NOT NULL.',
    example: ['before', 'public.email'],
  },
  {
    name: 'routine',
    columns: [
      ['state', 'State'],
      ['routine', 'Name'],
      ['name', 'Name'],
      ['language', 'Name'],
      ['volatility', 'Word'],
    ],
    doc: 'User-defined function, procedure or aggregate with its unqualified name. Volatility: {volatility}.',
    values: { volatility: 'immutable, stable, volatile' },
    example: ['before', 'public.touch()', 'touch', 'plpgsql', 'volatile'],
  },
  {
    name: 'extension',
    columns: [
      ['state', 'State'],
      ['extension', 'Name'],
      ['version', 'Name'],
    ],
    doc: 'Installed extension.',
    example: ['before', 'citext', '1.6'],
  },
  {
    name: 'extension_type',
    columns: [
      ['state', 'State'],
      ['extension', 'Name'],
      ['type', 'TypeName'],
    ],
    doc: 'Type that an extension brings.',
    example: ['before', 'citext', 'public.citext'],
  },
  {
    name: 'published',
    columns: [
      ['state', 'State'],
      ['publication', 'Name'],
      ['table', 'RelationName'],
    ],
    doc: 'The publication names the table.',
    example: ['before', 'cdc', 'public.orders'],
  },
  {
    name: 'owned_by',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['role', 'Name'],
    ],
    doc: 'Owner, where it is not the role that read the catalog.',
    example: ['before', 'table:public.orders', 'app'],
  },
  {
    name: 'object',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['kind', 'Word'],
      ['definition', 'SqlText'],
    ],
    doc: 'Every object of a state with the text by which two states are compared. Kinds: schema, extension, table, column, constraint, index, sequence, type, routine, view, trigger, policy, and those of the objects that are carried as a definition.',
    example: ['before', 'view:public.open_orders', 'view', 'SELECT ...'],
  },
  {
    name: 'object_part',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['of', 'ObjectId'],
    ],
    doc: 'An object that belongs to another and goes with it: column, constraint, index, trigger, policy of a table; sequence of a column.',
    example: ['before', 'column:public.orders.region', 'table:public.orders'],
  },
  {
    name: 'object_comment',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['text', 'SqlText'],
    ],
    doc: 'COMMENT ON.',
    example: ['before', 'table:public.orders', 'One row per order'],
  },
  {
    name: 'object_acl',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['acl', 'SqlText'],
    ],
    doc: 'Explicit grants as one text, where they are not the default.',
    example: ['before', 'table:public.orders', 'app=r'],
  },
  {
    name: 'object_trait',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['trait', 'Word'],
      ['value', 'SqlText'],
    ],
    doc: 'Part of the definition of an object that is made as a whole, by which it is known what can change in place. `form` stands for all that can always be; the others are: kind, signature, default, query, column, definition, clone, command, permissive, clause, range, base, valid, essence, partition key, `label N`, `attribute N`.',
    example: ['before', 'routine:public.touch()', 'kind', 'function'],
  },
  {
    name: 'depends_on',
    columns: [
      ['state', 'State'],
      ['object', 'ObjectId'],
      ['on', 'ObjectId'],
      ['how', 'Word'],
    ],
    doc: 'pg_depend between objects. How: {how}.',
    values: { how: 'normal (refuses the drop), auto (dropped with it)' },
    example: ['before', 'view:public.open_orders', 'column:public.orders.state', 'normal'],
  },
];

/** Base relations that the statistics of tables fill. */
export const statisticsRelations: readonly RelationDeclaration[] = [
  {
    name: 'row_estimate',
    columns: [
      ['table', 'RelationName'],
      ['rows', 'Number'],
    ],
    doc: 'Estimated rows of a table.',
    example: ['public.orders', 81000000],
  },
  {
    name: 'byte_estimate',
    columns: [
      ['table', 'RelationName'],
      ['bytes', 'Number'],
    ],
    doc: 'Estimated size of a table with its indexes and TOAST, in bytes.',
    example: ['public.orders', 12000000000],
  },
];
