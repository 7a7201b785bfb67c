/** Base relations that a schema fills: what GraphQL SDL says, or SQL and databases, read as the SDL that would say the same. */
import type { RelationDeclaration } from '../relation.js';
import { sdlKeyRelations } from './relations-keys.js';
import { sdlTableRelations } from './relations-tables.js';

export const sdlRelations: readonly RelationDeclaration[] = [
  ...sdlTableRelations,
  ...sdlKeyRelations,
  {
    name: 'sdl_relation',
    columns: [
      ['table', 'RelationName'],
      ['field', 'Name'],
      ['kind', 'Word'],
      ['target', 'RelationName'],
    ],
    doc: 'Object field. Kinds: {kind}.',
    values: { kind: 'belongs to, has one, has many, many to many' },
    example: ['public.customers', 'orders', 'has many', 'public.orders'],
  },
  {
    name: 'sdl_relation_key',
    columns: [
      ['table', 'RelationName'],
      ['field', 'Name'],
      ['key_table', 'RelationName'],
      ['key', 'ConstraintName'],
    ],
    doc: 'The foreign key that an object field stands on.',
    example: ['public.customers', 'orders', 'public.orders', 'orders_customer_id_fkey'],
  },
  {
    name: 'sdl_tenant',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: '@tenant: the column says whose row it is.',
    example: ['public.orders', 'org_id'],
  },
  {
    name: 'sdl_owner',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
    ],
    doc: '@owner: the column says who owns the row.',
    example: ['public.orders', 'user_id'],
  },
  {
    name: 'sdl_row_security',
    columns: [
      ['table', 'RelationName'],
      ['forced', 'Word'],
    ],
    doc: 'The table has row security; forced (the owner of the table is held to it too): yes, no.',
    values: { forced: 'yes, no' },
    example: ['public.orders', 'yes'],
  },
  {
    name: 'sdl_policy',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['command', 'Word'],
      ['kind', 'Word'],
      ['origin', 'Word'],
    ],
    doc: 'Policy of a table, for all, select, insert, update or delete. Kinds: {kind}. Where it comes from: {origin}.',
    values: {
      command: 'all, select, insert, update, delete',
      kind: 'permissive, restrictive',
      origin: 'tenant, owner, rls',
    },
    example: ['public.orders', 'orders_tenant', 'all', 'permissive', 'tenant'],
  },
  {
    name: 'sdl_policy_role',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['role', 'Name'],
    ],
    doc: 'Role that a policy is for; without one it is for everybody.',
    example: ['public.orders', 'orders_tenant', 'app'],
  },
  {
    name: 'sdl_policy_expression',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['clause', 'Word'],
      ['expression', 'SqlText'],
    ],
    doc: 'USING or WITH CHECK of a policy; clause: {clause}.',
    values: { clause: 'using, check' },
    example: ['public.orders', 'orders_tenant', 'using', "org_id = current_setting('app.tenant')::uuid"],
  },
  {
    name: 'sdl_policy_column',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['column', 'ColumnName'],
    ],
    doc: 'Column of the table that an expression of the policy names.',
    example: ['public.orders', 'orders_tenant', 'org_id'],
  },
  {
    name: 'sdl_policy_asks',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
      ['asked', 'RelationName'],
    ],
    doc: 'A sub-select in an expression of the policy reads a table of the schema.',
    example: ['public.lines', 'lines_tenant', 'public.orders'],
  },
  {
    name: 'sdl_policy_queries',
    columns: [
      ['table', 'RelationName'],
      ['policy', 'Name'],
    ],
    doc: 'An expression of the policy has a sub-select, be it of a table or not.',
    example: ['public.orders', 'orders_tenant'],
  },
  {
    name: 'sdl_enum',
    columns: [
      ['enum', 'Name'],
      ['name', 'RelationName'],
      ['storage', 'Word'],
    ],
    doc: 'Enum, and what PostgreSQL calls it. Storage: type, or check (text with a CHECK).',
    values: { storage: 'type, check' },
    example: ['OrderState', 'public.order_state', 'type'],
  },
  {
    name: 'sdl_enum_value',
    columns: [
      ['enum', 'Name'],
      ['value', 'Name'],
      ['position', 'Number'],
    ],
    doc: 'Value of an enum, in their order from 1.',
    example: ['OrderState', 'open', 1],
  },
  {
    name: 'sdl_enum_label',
    columns: [
      ['enum', 'Name'],
      ['value', 'Name'],
      ['label', 'symbol'],
    ],
    doc: 'What PostgreSQL keeps for a value of an enum.',
    example: ['OrderState', 'open', 'open'],
  },
  {
    name: 'sdl_enum_value_deprecated',
    columns: [
      ['enum', 'Name'],
      ['value', 'Name'],
      ['reason', 'symbol'],
    ],
    doc: 'The value is @deprecated, with the reason that was given.',
    example: ['OrderState', 'held', 'use paused'],
  },
  {
    name: 'sdl_input',
    columns: [['type', 'Name']],
    doc: 'GraphQL input.',
    example: ['NewOrder'],
  },
  {
    name: 'sdl_input_field',
    columns: [
      ['type', 'Name'],
      ['field', 'Name'],
      ['of', 'Name'],
    ],
    doc: 'Field of an input: the name of another input, or the SQL type of a scalar or enum without modifiers.',
    example: ['NewOrder', 'region', 'text'],
  },
  {
    name: 'sdl_input_field_is',
    columns: [
      ['type', 'Name'],
      ['field', 'Name'],
      ['property', 'Word'],
    ],
    doc: 'What an input field is: {property}.',
    values: { property: 'not null, list, elements not null, has default' },
    example: ['NewOrder', 'region', 'not null'],
  },
  {
    name: 'sdl_description',
    columns: [
      ['kind', 'Word'],
      ['of', 'symbol'],
      ['part', 'symbol'],
      ['text', 'symbol'],
    ],
    doc: 'Description. Kinds: table, view, enum, input (part is empty); column, enum value, input field (part is its name).',
    values: { kind: 'table, view, enum, input, column, enum value, input field' },
    example: ['column', 'public.orders', 'region', 'Where it is sent from.'],
  },
  {
    name: 'sdl_written_as',
    columns: [['language', 'Word']],
    doc: 'What the schema was read from: sdl, or sql (also a database or a snapshot).',
    values: { language: 'sdl, sql' },
    example: ['sdl'],
  },
  {
    name: 'sdl_setting',
    columns: [
      ['name', 'Word'],
      ['value', 'symbol'],
    ],
    doc: 'How SDL is read: names (snake_case, exact), id (uuid, bigint, text), enums (type, check), schema.',
    values: { name: 'names, id, enums, schema' },
    example: ['names', 'snake_case'],
  },
];
