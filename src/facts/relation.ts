/** How a base relation is declared: once, with its columns, its meaning and an example, by the file that fills it. */

/** Column types of the base relations; each is a Datalog subtype of `symbol` or `number`, or `symbol` itself. */
export const factTypes = {
  State: {
    base: 'symbol',
    doc: '"before" (what is there) or "after" (what is wanted).',
    values: ['before', 'after'],
  },
  StatementId: {
    base: 'number',
    doc: 'Position of a statement in the input, from 1, over all files in order.',
  },
  RelationName: {
    base: 'symbol',
    doc: 'Schema-qualified name, quoted where PostgreSQL would: public.orders, public."Order".',
  },
  ColumnName: { base: 'symbol', doc: 'Name of a column, not quoted.' },
  ConstraintName: { base: 'symbol', doc: 'Name of a constraint, not quoted.' },
  TypeName: {
    base: 'symbol',
    doc: 'As format_type() prints it: character varying(10), public.mood, integer[].',
  },
  SqlText: {
    base: 'symbol',
    doc: 'SQL as PostgreSQL prints it (catalog) or as it was written (statements).',
  },
  ObjectId: { base: 'symbol', doc: 'kind:identity, e.g. table:public.orders, column:public.orders.region.' },
  Word: { base: 'symbol', doc: 'One of a few fixed words that the documentation of the relation lists.' },
  Name: { base: 'symbol', doc: 'Any other name, not quoted.' },
  Number: { base: 'number', doc: 'An exact integer.' },
  symbol: { base: 'symbol', doc: 'A text that may be a name of any kind.' },
} as const;

export type FactType = keyof typeof factTypes;

export interface RelationDeclaration {
  readonly name: string;
  /** Column names and types in order. */
  readonly columns: readonly (readonly [name: string, type: FactType])[];
  /** One or more sentences: what a tuple says. `{column}` stands for what the column can hold. */
  readonly doc: string;
  /** By column: all that it can hold, with commas between. What stands in parentheses explains a word. */
  readonly values?: Readonly<Record<string, string>>;
  /** One tuple, in the order of the columns. */
  readonly example: readonly (string | number)[];
}

/** Takes facts: a FactSet of the engine. */
export interface FactSink {
  add(relation: string, ...values: (string | number)[]): unknown;
}
