/** Base relations that a person's own words fill: options of the command line and of the project file. */
import type { RelationDeclaration } from '../relation.js';

export const requestRelations: readonly RelationDeclaration[] = [
  {
    name: 'declared_rename',
    columns: [
      ['kind', 'Word'],
      ['from', 'RelationName'],
      ['to', 'RelationName'],
    ],
    doc: 'The person says that an object keeps its rows under a new name. Kinds: table, column; a column is named with its table.',
    values: { kind: 'table, column' },
    example: ['table', 'public.orders', 'public.purchases'],
  },
  {
    name: 'declared_fill',
    columns: [
      ['table', 'RelationName'],
      ['column', 'ColumnName'],
      ['expression', 'SqlText'],
    ],
    doc: 'The person says which value the rows that are there get in a new column, or in a column that gets a new type.',
    example: ['public.orders', 'region', "'unknown'"],
  },
  {
    name: 'declared_time_zone',
    columns: [['zone', 'Name']],
    doc: 'The person says in which time zone times are meant that do not say it themselves.',
    example: ['Europe/Berlin'],
  },
  {
    name: 'parameter',
    columns: [
      ['parameter', 'Name'],
      ['value', 'symbol'],
    ],
    doc: 'What "parameters" of the configuration, or --parameter, says to rules; a list is several values. A number is here as text, too.',
    example: ['row_security_schema', 'billing'],
  },
  {
    name: 'parameter_number',
    columns: [
      ['parameter', 'Name'],
      ['value', 'Number'],
    ],
    doc: 'A parameter that is a whole number.',
    example: ['index_rows_limit', 1000000],
  },
];
