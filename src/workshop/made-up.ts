/** Input that is made up to measure rules where there is none: statements, and a schema, about many tables. */
import { SourceText } from '../diagnostics/index.js';
import { FactSet } from '../engine/index.js';
import { collectFacts } from '../pipeline.js';
import { modelFacts } from '../schema/facts.js';
import { readSdl, type SchemaModel, type SchemaSettings } from '../schema/index.js';

/** Statements about many relations, enough for about so many facts. */
export async function madeUpStatements(facts: number): Promise<string> {
  const size = async (text: string) =>
    (await collectFacts({ files: text === '' ? [] : [{ path: '<one>', text }] })).facts.size;
  return repeated(statements, facts, await size(''), await size(statements(0)));
}

/** A schema of many tables, enough for about so many facts. */
export async function madeUpSchema(facts: number, settings: SchemaSettings): Promise<SchemaModel> {
  const read = async (text: string) => (await readSdl([new SourceText('<made>', text)], settings)).model;
  const size = async (text: string) => {
    const found = new FactSet();
    modelFacts(await read(text), found, { writtenAs: 'sdl', settings });
    return found.size;
  };
  const [one, two] = [await size(types(0)), await size(types(0) + types(1))];
  return read(repeated(types, facts, 2 * one - two, one));
}

/** As many groups as give so many facts, when there are `none` without any, and `one` with one. */
function repeated(group: (n: number) => string, facts: number, none: number, one: number): string {
  const groups = Math.max(1, Math.round((facts - none) / (one - none)));
  return Array.from({ length: groups }, (_, n) => group(n)).join('');
}

function statements(n: number): string {
  return `CREATE TABLE made_${n} (id bigint PRIMARY KEY, owner_id bigint NOT NULL, note text);
ALTER TABLE kept_${n} ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE kept_${n} ADD CONSTRAINT owner_${n} FOREIGN KEY (owner_id) REFERENCES made_${n} NOT VALID;
ALTER TABLE kept_${n} ALTER COLUMN region SET NOT NULL;
CREATE INDEX CONCURRENTLY kept_${n}_owner ON kept_${n} (owner_id);
DROP INDEX old_${n};
`;
}

function types(n: number): string {
  return `enum State${n} {
  open
  closed
}

type Owner${n} {
  id: BigInt! @pk @identity
  email: String! @unique
  region: String
}

type Made${n} @index(fields: ["region", "madeAt"]) {
  id: BigInt! @pk @identity
  owner: Owner${n}! @index
  state: State${n}! @default(value: open)
  region: String!
  note: String
  done: Boolean
  madeAt: DateTime! @default(expr: "now()")
}

`;
}
