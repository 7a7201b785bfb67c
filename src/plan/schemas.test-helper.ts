/** For tests: random small schemas that PostgreSQL accepts, as SQL. Two of them share names, so that things change. */
import fc from 'fast-check';

interface ColumnDraft {
  readonly type: number;
  readonly required: boolean;
  readonly valued: boolean;
  readonly checked: number;
  readonly indexed: number;
  readonly present: boolean;
}

interface TableDraft {
  readonly present: boolean;
  readonly columns: readonly ColumnDraft[];
  readonly unique: number;
  readonly references: number;
  readonly view: boolean;
  readonly policy: boolean;
  readonly fillfactor: number;
}

const types = [
  { name: 'integer', value: '0', check: '> 0' },
  { name: 'bigint', value: '1', check: '> 0' },
  { name: 'text', value: "'x'", check: "<> ''" },
  { name: 'varchar(10)', value: "'x'", check: "<> ''" },
  { name: 'varchar(20)', value: "'y'", check: "<> 'y'" },
  { name: 'numeric(8,2)', value: '1.5', check: '>= 0' },
  { name: 'timestamptz', value: 'now()', check: "> '2020-01-01'" },
  { name: 'mood', value: "'sad'", check: "<> 'ok'" },
  { name: 'uuid', value: 'gen_random_uuid()', check: 'IS NOT NULL' },
] as const;

const column = fc.record<ColumnDraft>({
  type: fc.nat(types.length - 1),
  required: fc.boolean(),
  valued: fc.boolean(),
  checked: fc.nat(4),
  indexed: fc.nat(4),
  present: fc.boolean(),
});

const table = fc.record<TableDraft>({
  present: fc.boolean(),
  columns: fc.array(column, { minLength: 4, maxLength: 4 }),
  unique: fc.nat(5),
  references: fc.nat(3),
  view: fc.boolean(),
  policy: fc.boolean(),
  fillfactor: fc.nat(2),
});

export interface Schema {
  readonly sql: string;
  /** Values for the rows that are there, of the columns that need one. */
  readonly fills: readonly { readonly table: string; readonly column: string; readonly expression: string }[];
}

/** A schema with up to three tables. */
export const schema: fc.Arbitrary<Schema> = fc.array(table, { minLength: 3, maxLength: 3 }).map((drafts) => {
  const present = drafts.map((draft, i) => ({ draft, name: `t${i}` })).filter(({ draft }) => draft.present);
  const names = present.map(({ name }) => name);
  const sql = [
    "CREATE TYPE mood AS ENUM ('sad', 'ok');",
    ...present.map(({ draft, name }) => tableSql(draft, name)),
    ...present.flatMap(({ draft, name }) => furtherSql(draft, name, names)),
  ].join('\n');
  const fills = present.flatMap(({ draft, name }) =>
    own(draft)
      .filter(({ column: one }) => one.required && !one.valued)
      .map(({ name: part, column: one }) => ({
        table: `public.${name}`,
        column: part,
        expression: types[one.type]?.value ?? 'NULL',
      })),
  );
  return { sql, fills };
});

function own(draft: TableDraft): { readonly name: string; readonly column: ColumnDraft }[] {
  return draft.columns
    .map((one, i) => ({ name: `c${i}`, column: one }))
    .filter(({ column: one }) => one.present);
}

function tableSql(draft: TableDraft, name: string): string {
  const lines = own(draft).map(({ name: part, column: one }) => {
    const type = types[one.type] ?? types[0];
    return [
      `  ${part} ${type.name}`,
      ...(one.valued ? [`DEFAULT ${type.value}`] : []),
      ...(one.required ? ['NOT NULL'] : []),
      ...(one.checked === 0 ? [`CONSTRAINT ${name}_${part}_ok CHECK (${part} ${type.check})`] : []),
    ].join(' ');
  });
  const options = draft.fillfactor === 0 ? '' : ` WITH (fillfactor = ${60 + draft.fillfactor * 10})`;
  return `CREATE TABLE ${name} (\n  id integer PRIMARY KEY,\n  r integer${lines.map((line) => `,\n${line}`).join('')}\n)${options};`;
}

function furtherSql(draft: TableDraft, name: string, names: readonly string[]): string[] {
  const columns = own(draft);
  const other = names[draft.references];
  const first = columns[0];
  return [
    ...columns.flatMap(({ name: part, column: one }) => [
      ...(one.indexed === 0 ? [`CREATE INDEX ${name}_${part}_idx ON ${name} (${part});`] : []),
      ...(one.indexed === 1
        ? [`CREATE INDEX ${name}_${part}_idx ON ${name} (${part}, id) WHERE ${part} IS NOT NULL;`]
        : []),
    ]),
    ...(draft.unique < columns.length
      ? [`ALTER TABLE ${name} ADD CONSTRAINT ${name}_key UNIQUE (${columns[draft.unique]?.name}, id);`]
      : []),
    ...(other === undefined
      ? []
      : [`ALTER TABLE ${name} ADD CONSTRAINT ${name}_r FOREIGN KEY (r) REFERENCES ${other};`]),
    ...(draft.view && first !== undefined
      ? [`CREATE VIEW v_${name} AS SELECT id, ${first.name} FROM ${name};`]
      : []),
    ...(draft.policy && first !== undefined
      ? [
          `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`,
          `CREATE POLICY own ON ${name} USING (${first.name} IS NOT NULL);`,
        ]
      : []),
  ];
}
