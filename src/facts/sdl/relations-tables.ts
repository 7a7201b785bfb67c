/** Base relations on the tables and columns of a schema. */
import type { RelationDeclaration } from '../relation.js';

export const sdlTableRelations: readonly RelationDeclaration[] = [
  {
    name: 'sdl_table',
    columns: [
      ['table', 'RelationName'],
      ['type', 'Name'],
    ],
    doc: 'Type that makes a table, and the name by which people know it: that of the type; where SQL or a database was read, that of the table.',
    example: ['public.orders', 'Order'],
  },
  {
    name: 'sdl_generated_table',
    columns: [['table', 'RelationName']],
    doc: 'The table is the join table of a @manyToMany: nobody wrote it.',
    example: ['public.orders_tags'],
  },
  {
    name: 'sdl_view',
    columns: [
      ['view', 'RelationName'],
      ['type', 'Name'],
    ],
    doc: 'Type that makes a view (@view).',
    example: ['public.open_orders', 'OpenOrder'],
  },
  {
    name: 'sdl_view_column',
    columns: [
      ['view', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column of a view.',
    example: ['public.open_orders', 'region'],
  },
  {
    name: 'sdl_view_reads',
    columns: [
      ['view', 'RelationName'],
      ['relation', 'RelationName'],
    ],
    doc: 'The text of the view names the table or view.',
    example: ['public.open_orders', 'public.orders'],
  },
  {
    name: 'sdl_interface',
    columns: [
      ['table', 'RelationName'],
      ['interface', 'Name'],
    ],
    doc: 'Interface whose fields the type has.',
    example: ['public.orders', 'Timestamps'],
  },
  {
    name: 'sdl_partition',
    columns: [
      ['table', 'RelationName'],
      ['method', 'Word'],
    ],
    doc: 'The table is partitioned (@partition) by RANGE, LIST or HASH.',
    values: { method: 'RANGE, LIST, HASH' },
    example: ['public.orders', 'RANGE'],
  },
  {
    name: 'sdl_partition_column',
    columns: [
      ['table', 'RelationName'],
      ['position', 'Number'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column of the partition key, by its place in it, from 1.',
    example: ['public.orders', 1, 'placed_at'],
  },
  {
    name: 'sdl_column',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['field', 'Name'],
      ['type', 'TypeName'],
    ],
    doc: 'Column of a table: the field as people know it, and the SQL type without modifiers and brackets, as format_type() says it. A type of its own has its name as it was written.',
    example: ['public.orders', 'region', 'region', 'text'],
  },
  {
    name: 'sdl_column_position',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['position', 'Number'],
    ],
    doc: 'Order of the columns, from 1.',
    example: ['public.orders', 'region', 4],
  },
  {
    name: 'sdl_column_modifier',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['position', 'Number'],
      ['value', 'Number'],
    ],
    doc: 'Modifier of the type of a column, from 1: numeric(12,2) has 12 and 2.',
    example: ['public.orders', 'total', 1, 12],
  },
  {
    name: 'sdl_column_not_null',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: 'The column is NOT NULL (`!`, or part of the primary key).',
    example: ['public.orders', 'id'],
  },
  {
    name: 'sdl_column_list',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['elements', 'Word'],
    ],
    doc: 'The column is an array; its elements are `not null` or `nullable`.',
    values: { elements: 'not null, nullable' },
    example: ['public.orders', 'labels', 'not null'],
  },
  {
    name: 'sdl_column_enum',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['enum', 'Name'],
    ],
    doc: 'The column is of an enum.',
    example: ['public.orders', 'state', 'OrderState'],
  },
  {
    name: 'sdl_column_scalar',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['scalar', 'Name'],
    ],
    doc: 'The column is of a scalar of the team, from the configuration.',
    example: ['public.orders', 'total', 'Money'],
  },
  {
    name: 'sdl_column_default',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['expression', 'SqlText'],
    ],
    doc: 'DEFAULT of a column.',
    example: ['public.orders', 'placed_at', 'now()'],
  },
  {
    name: 'sdl_column_identity',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['kind', 'Word'],
    ],
    doc: 'Identity column, by its kind: {kind}.',
    values: { kind: 'always, by default' },
    example: ['public.orders', 'id', 'by default'],
  },
  {
    name: 'sdl_column_generated',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['kind', 'Word'],
      ['expression', 'SqlText'],
    ],
    doc: 'Generated column (@generated): stored or virtual, and its expression.',
    values: { kind: 'stored, virtual' },
    example: ['public.orders', 'total', 'stored', 'price * quantity'],
  },
  {
    name: 'sdl_column_is',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['flag', 'Word'],
    ],
    doc: 'What a directive says of a column: {flag}.',
    values: { flag: 'pii, sensitive, updated at' },
    example: ['public.customers', 'email', 'pii'],
  },
  {
    name: 'sdl_column_deprecated',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['reason', 'symbol'],
    ],
    doc: 'The field is @deprecated, with the reason that was given; that of GraphQL itself where none was.',
    example: ['public.orders', 'coupon', 'use discounts'],
  },
  {
    name: 'sdl_column_backfill',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['expression', 'SqlText'],
    ],
    doc: '@backfill: what the rows that are there get.',
    example: ['public.orders', 'region', "'unknown'"],
  },
  {
    name: 'sdl_column_renamed',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['from', 'ColumnName'],
    ],
    doc: '@renamed: what the column is called in the database.',
    example: ['public.orders', 'region', 'area'],
  },
];
