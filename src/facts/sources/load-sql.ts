/**
 * Runs the SQL of a state in PGlite, as far as it makes a schema. What a dump says about another server (psql commands,
 * rows, databases, roles that only own things) is stepped around, and every step aside is a note.
 */
import { type Piece, splitPieces } from '../../../wasm/index.js';
import type { Diagnostic, SourceText } from '../../diagnostics/index.js';
import type { Extension } from '../catalog/catalog.js';
import { type Database, QueryError } from '../connect/database.js';
import { Aside, type Role, SharedAside } from './aside.js';
import { sqlError } from './sql-error.js';

/** Statements that are sent as one message while all goes well. */
const batchSize = 64;

export interface LoadedSql {
  readonly notes: readonly Diagnostic[];
  /** Extensions that the state has and PGlite does not. */
  readonly assumed: readonly Extension[];
  /** What could not be made for want of a library in C: `function public.f`. */
  readonly leftOut: readonly string[];
}

/**
 * Runs the files in order, each in a session of its own as far as settings go, on a state that has the given extensions.
 * Throws `WesleyError` at the first mistake.
 */
export async function loadSql(
  database: Database,
  files: readonly SourceText[],
  role: Role = 'state',
  assumed: readonly Extension[] = [],
): Promise<LoadedSql> {
  const notes: Diagnostic[] = [];
  const shared = new SharedAside(role, assumed);
  for (const file of files) {
    await resetSession(database);
    // Functions may come before the tables that they read, as in every dump.
    if (role === 'state') await database.exec('SET check_function_bodies = off');
    await new FileLoader(database, file, shared, notes).run();
  }
  await resetSession(database);
  return { notes, assumed: [...shared.assumed.values()], leftOut: shared.leftOut.objects };
}

/** Settings and the role as they are at the start of a session of PGlite, where RESET does not bring the role back. */
export async function resetSession(database: Database): Promise<void> {
  await database.exec('RESET ALL; SET SESSION AUTHORIZATION postgres');
}

class FileLoader {
  private readonly aside: Aside;
  private inTransaction = false;

  constructor(
    private readonly database: Database,
    private readonly source: SourceText,
    private readonly shared: SharedAside,
    private readonly notes: Diagnostic[],
  ) {
    this.aside = new Aside(source, shared);
  }

  async run(): Promise<void> {
    let batch: Piece[] = [];
    for (const piece of splitPieces(this.source.text)) {
      if (this.aside.skips(piece)) continue;
      if (this.inTransaction || isTransactionControl(piece.text)) {
        await this.runBatch(batch);
        batch = [];
        await this.runInTransaction(piece);
      } else {
        batch.push(piece);
        if (batch.length === batchSize) {
          await this.runBatch(batch);
          batch = [];
        }
      }
    }
    await this.runBatch(batch);
    if (this.inTransaction) {
      await this.database.exec('ROLLBACK');
      this.aside.note(
        'sql/open-transaction',
        'ends inside a transaction, so what it did last is rolled back',
      );
    }
    this.notes.push(...this.aside.notes());
  }

  /** All at once; when that fails, nothing has happened, and they run one by one to find out why. */
  private async runBatch(pieces: readonly Piece[]): Promise<void> {
    if (pieces.length > 1) {
      try {
        await this.database.exec(pieces.map((piece) => piece.text).join('\n;\n'));
        return;
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        const [first] = pieces;
        const last = pieces.at(-1);
        if (error.connectionLost && first !== undefined && last !== undefined) {
          throw sqlError(this.source, { ...first, end: last.end }, error);
        }
      }
    }
    for (const piece of pieces) await this.runOne(piece);
  }

  private async runOne(piece: Piece): Promise<void> {
    // Each way around is taken at most once for a name, so this ends.
    for (;;) {
      try {
        await this.database.exec(piece.text);
        return;
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        const way = error.connectionLost ? undefined : this.aside.wayAround(error, piece);
        if (way === undefined) throw sqlError(this.source, piece, error, [...this.shared.assumed.keys()]);
        if (way === 'skip') return;
        for (const statement of way) await this.database.exec(statement);
      }
    }
  }

  /** Inside a transaction of the file a mistake must not end it before a way around is tried. */
  private async runInTransaction(piece: Piece): Promise<void> {
    if (isTransactionControl(piece.text)) {
      await this.runOne(piece);
      this.inTransaction = await isInTransaction(this.database);
      return;
    }
    await this.database.exec('SAVEPOINT wesley_load');
    for (;;) {
      try {
        await this.database.exec(piece.text);
        await this.database.exec('RELEASE SAVEPOINT wesley_load');
        return;
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        const way = error.connectionLost ? undefined : this.aside.wayAround(error, piece);
        if (way === undefined) throw sqlError(this.source, piece, error, [...this.shared.assumed.keys()]);
        await this.database.exec('ROLLBACK TO SAVEPOINT wesley_load');
        if (way === 'skip') return;
        for (const statement of way) await this.database.exec(statement);
        await this.database.exec('RELEASE SAVEPOINT wesley_load; SAVEPOINT wesley_load');
      }
    }
  }
}

function isTransactionControl(sql: string): boolean {
  return /^(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i.test(
    sql,
  );
}

/** A savepoint can only be set inside a transaction. */
async function isInTransaction(database: Database): Promise<boolean> {
  try {
    await database.exec('SAVEPOINT wesley_probe');
  } catch (error) {
    if (error instanceof QueryError && error.code === '25P01') return false;
    throw error;
  }
  await database.exec('RELEASE SAVEPOINT wesley_probe');
  return true;
}
