/** Base relations on the keys, indexes and checks of a schema. */
import type { RelationDeclaration } from '../relation.js';

export const sdlKeyRelations: readonly RelationDeclaration[] = [
  {
    name: 'sdl_index',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['kind', 'Word'],
      ['method', 'Word'],
      ['rows', 'Word'],
    ],
    doc: 'What has an index behind it. Kinds: {kind}. The method is that of PostgreSQL: btree, gin; rows: all, or some (it has a WHERE).',
    values: { kind: 'primary key, unique, unique index, index', rows: 'all, some' },
    example: ['public.orders', 'orders_region_idx', 'index', 'btree', 'all'],
  },
  {
    name: 'sdl_index_column',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column of an index or key, by its place in it, from 1.',
    example: ['public.orders', 'orders_region_idx', 1, 'region'],
  },
  {
    name: 'sdl_index_include',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column that an index carries without being ordered by it.',
    example: ['public.orders', 'orders_region_idx', 'total'],
  },
  {
    name: 'sdl_index_expression',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['expression', 'SqlText'],
    ],
    doc: 'The index is one of an expression.',
    example: ['public.customers', 'customers_expr_idx', 'lower(email)'],
  },
  {
    name: 'sdl_index_opclass',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['opclass', 'Name'],
    ],
    doc: 'Operator class of the keys of an index, where it is not the usual one of their types.',
    example: ['public.orders', 'orders_code_idx', 'text_pattern_ops'],
  },
  {
    name: 'sdl_index_where',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
      ['condition', 'SqlText'],
    ],
    doc: 'The index has only the rows for which this holds.',
    example: ['public.orders', 'orders_open_idx', "state = 'open'"],
  },
  {
    name: 'sdl_index_nulls_not_distinct',
    columns: [
      ['table', 'RelationName'],
      ['index', 'Name'],
    ],
    doc: 'A unique constraint for which NULLs are equal.',
    example: ['public.orders', 'orders_code_key'],
  },
  {
    name: 'sdl_foreign_key',
    columns: [
      ['table', 'RelationName'],
      ['key', 'ConstraintName'],
      ['target', 'RelationName'],
      ['deferrable', 'Word'],
    ],
    doc: 'Foreign key to another table of the schema, or to one that the schema does not have; deferrable: yes, no.',
    values: { deferrable: 'yes, no' },
    example: ['public.orders', 'orders_customer_id_fkey', 'public.customers', 'no'],
  },
  {
    name: 'sdl_foreign_key_column',
    columns: [
      ['table', 'RelationName'],
      ['key', 'ConstraintName'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
      ['target_column', 'ColumnName'],
    ],
    doc: 'Columns of a foreign key in pairs, from 1.',
    example: ['public.orders', 'orders_customer_id_fkey', 1, 'customer_id', 'id'],
  },
  {
    name: 'sdl_foreign_key_action',
    columns: [
      ['table', 'RelationName'],
      ['key', 'ConstraintName'],
      ['event', 'Word'],
      ['action', 'Word'],
    ],
    doc: 'What a foreign key does on delete or on update, where it says so: {action}.',
    values: { event: 'delete, update', action: 'CASCADE, SET NULL, SET DEFAULT, RESTRICT, NO ACTION' },
    example: ['public.orders', 'orders_customer_id_fkey', 'delete', 'CASCADE'],
  },
  {
    name: 'sdl_check',
    columns: [
      ['table', 'RelationName'],
      ['check', 'ConstraintName'],
      ['expression', 'SqlText'],
    ],
    doc: 'CHECK of a table.',
    example: ['public.orders', 'orders_quantity_check', 'quantity > 0'],
  },
  {
    name: 'sdl_check_column',
    columns: [
      ['table', 'RelationName'],
      ['check', 'ConstraintName'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column whose field carries the CHECK.',
    example: ['public.orders', 'orders_quantity_check', 'quantity'],
  },
];
