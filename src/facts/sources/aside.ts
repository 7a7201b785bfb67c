/** What is stepped around when a state is loaded, and the notes that say so. */
import type { Piece } from '../../../wasm/index.js';
import { type Diagnostic, Exit, type SourceText, WesleyError } from '../../diagnostics/index.js';
import type { QueryError } from '../connect/database.js';
import { bundledExtensions } from '../connect/extensions.js';

/** Statements about the server or the cluster, which a schema does without. */
const outside: readonly (readonly [RegExp, string])[] = [
  [/^(create|alter|drop)\s+database\b/i, 'statements about databases'],
  [/^(create|alter|drop)\s+tablespace\b/i, 'statements about tablespaces'],
  [/^(create|alter|drop)\s+subscription\b/i, 'statements about subscriptions'],
  [/^(comment|security\s+label\b.*)\s+on\s+database\b/is, 'statements about databases'],
  [/^(grant|revoke)\b.*\bon\s+database\b/is, 'statements about databases'],
  [/^alter\s+system\b/i, 'statements about the server'],
  [/^security\s+label\b/i, 'security labels'],
  [/^copy\b(?!\s*\().*\bfrom\b/is, 'COPY of rows'],
];

interface Skipped {
  count: number;
  readonly first: number;
}

/** What the files of one state share. */
export class SharedAside {
  /** Extensions that the text asked for and that PGlite does not have. */
  readonly missingExtensions: string[] = [];
  /** Roles and tablespaces that were made because something names them. */
  readonly made = new Set<string>();
}

export class Aside {
  private readonly skipped = new Map<string, Skipped>();
  private readonly others: Diagnostic[] = [];
  private readonly missingExtensions: string[];
  private readonly made: Set<string>;

  constructor(
    private readonly source: SourceText,
    shared: SharedAside,
  ) {
    this.missingExtensions = shared.missingExtensions;
    this.made = shared.made;
  }

  /** True for what is not run at all. */
  skips(piece: Piece): boolean {
    if (piece.kind === 'data') return true;
    if (piece.kind === 'command') {
      if (/^\\(?:i|ir|include|include_relative)\b/.test(piece.text)) throw this.includes(piece);
      this.count('psql commands', piece);
      return true;
    }
    const extension = extensionOf(piece.text);
    if (extension !== undefined && extension !== 'plpgsql' && !bundledExtensions.has(extension)) {
      if (!this.missingExtensions.includes(extension)) {
        this.missingExtensions.push(extension);
        this.others.push({
          code: 'sql/extension-not-available',
          severity: 'note',
          message: `${this.source.file}: the extension ${extension} is not part of PGlite and was left out`,
          why: ['What needs it cannot be loaded, and a plan does not know of it.'],
          span: this.source.span(piece.start, piece.end),
          fix: { text: 'Where that matters, name a database that has it instead of the file' },
        });
      }
      return true;
    }
    for (const [pattern, what] of outside) {
      if (!pattern.test(piece.text)) continue;
      this.count(what, piece);
      return true;
    }
    return false;
  }

  /** Statements after which the failed one can be tried again; `skip` when it can be done without. */
  wayAround(error: QueryError, piece: Piece): readonly string[] | 'skip' | undefined {
    const role = /^role "(.+)" does not exist$/.exec(error.message)?.[1];
    if (role !== undefined && error.code === '42704')
      return this.once(`role ${role}`, [`CREATE ROLE ${quote(role)}`]);
    const tablespace = /^tablespace "(.+)" does not exist$/.exec(error.message)?.[1];
    if (tablespace !== undefined) {
      return this.once(`tablespace ${tablespace}`, [
        'SET allow_in_place_tablespaces = on',
        `CREATE TABLESPACE ${quote(tablespace)} LOCATION ''`,
      ]);
    }
    if (
      /^unrecognized configuration parameter/.test(error.message) &&
      /^(set|reset)\b|set_config/i.test(piece.text)
    ) {
      this.count('settings that PostgreSQL 18 does not know', piece);
      return 'skip';
    }
    if (error.code === '42P06' && /^create\s+schema\s+"?public"?$/i.test(piece.text)) return 'skip';
    if (error.code === '42710') {
      const existing = /^role "(.+)" already exists$/.exec(error.message)?.[1];
      if (existing !== undefined && this.made.has(`role ${existing}`)) return 'skip';
      if (/^create\s+extension\b/i.test(piece.text)) return 'skip';
    }
    return undefined;
  }

  note(code: string, message: string): void {
    this.others.push({ code, severity: 'note', message: `${this.source.file} ${message}` });
  }

  notes(): Diagnostic[] {
    const skipped = [...this.skipped].map(([what, { count, first }]): Diagnostic => {
      return {
        code: 'sql/not-run',
        severity: 'note',
        message: `${this.source.file}: ${what} were not run (${count})`,
        span: this.source.span(first, first),
      };
    });
    return [...this.others, ...skipped];
  }

  private once(name: string, statements: readonly string[]): readonly string[] | undefined {
    if (this.made.has(name)) return undefined;
    this.made.add(name);
    return statements;
  }

  private count(what: string, piece: Piece): void {
    const entry = this.skipped.get(what);
    if (entry === undefined) this.skipped.set(what, { count: 1, first: piece.start });
    else entry.count += 1;
  }

  private includes(piece: Piece): WesleyError {
    return new WesleyError(
      {
        code: 'sql/psql-include',
        severity: 'error',
        message: `${piece.text.trim()} reads another file, which only psql does`,
        span: this.source.span(piece.start, piece.end),
        fix: {
          text: 'Name the folder with all files, or a dump of the schema',
          code: 'pg_dump --schema-only',
        },
      },
      Exit.config,
    );
  }
}

/** The extension that a statement makes, changes, drops or comments on. */
function extensionOf(sql: string): string | undefined {
  const match =
    /^(?:create|alter|drop|comment\s+on)\s+extension\s+(?:if\s+(?:not\s+)?exists\s+)?(?:"((?:[^"]|"")+)"|([a-z_][\w$]*))/i.exec(
      sql,
    );
  return match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.toLowerCase();
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
