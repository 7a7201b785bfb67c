/** Where the parts of a schema stand in the SQL that makes it: the last statement that is about them. */
import type { SourceText, Span } from './diagnostics/index.js';
import { FactSet, type Term, type Value } from './engine/index.js';
import { collectStatements } from './facts/statements/index.js';
import type { PartPlaces } from './findings.js';
import { partOfFact } from './schema/places.js';

/** Statements that make a part: columns of the fact that name the table and the part. */
const makers: Readonly<Record<string, number>> = {
  stmt_creates_table: 1,
  stmt_creates_column: 2,
  stmt_adds_column: 2,
  stmt_adds_constraint: 2,
};

/** SQL of a schema, read for where things stand. */
export interface WrittenSql {
  readonly places: PartPlaces;
  /** Statements by file, which comments may accept findings of. */
  readonly statements: ReadonlyMap<string, readonly Span[]>;
}

/** Reads the SQL for the places of what it makes. A part without one has that of its table. */
export async function readPlaces(sources: readonly SourceText[]): Promise<WrittenSql> {
  const facts = new FactSet();
  const { spans, statements } = await collectStatements(sources, facts, { major: newestMajor });
  const found = new Map<string, Span>();
  const put = (names: readonly string[], stmt: Value | undefined): void => {
    const span = typeof stmt === 'number' ? spans.spanOf(stmt, ...names) : undefined;
    if (span !== undefined) found.set(names.join('\0'), span);
  };
  facts.forEach((relation, tuple) => {
    const columns = Object.hasOwn(makers, relation) ? makers[relation] : undefined;
    if (columns !== undefined) put(tuple.slice(1, 1 + columns).map(String), tuple[0]);
    // An index is named in the schema of its table.
    else if (relation === 'stmt_creates_index') put([String(tuple[2]), bare(String(tuple[1]))], tuple[0]);
    else if (relation === 'stmt_creates_policy') put([String(tuple[1]), String(tuple[2])], tuple[0]);
  });
  const spanOf = ({ args }: Pick<Term, 'args'>): Span | undefined => {
    const names = args.map(String);
    return found.get(names.join('\0')) ?? found.get(names.slice(0, 1).join('\0'));
  };
  const places: PartPlaces = {
    spanOf,
    spanOfFact: (relation, tuple) => {
      const part = partOfFact(relation, tuple);
      return part === undefined ? undefined : spanOf({ args: part.args.map(String) });
    },
  };
  const own = statements.filter(({ inside }) => inside === undefined).map(({ span }) => span);
  return {
    places,
    statements: new Map(sources.map(({ file }) => [file, own.filter((span) => span.file === file)])),
  };
}

/** The version whose statements are all known. */
const newestMajor = 18;

function bare(id: string): string {
  return id.slice(id.indexOf('.') + 1).replace(/^"(.*)"$/, '$1');
}
