/** What is stepped around when a state is loaded, and the notes that say so. */
import type { Piece } from '../../../wasm/index.js';
import { type Diagnostic, Exit, type SourceText, WesleyError } from '../../diagnostics/index.js';
import type { Extension } from '../catalog/catalog.js';
import type { QueryError } from '../connect/database.js';
import { bundledExtensions } from '../connect/extensions.js';
import { LeftOut } from './left-out.js';

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
  [/^set\s+(transaction|session\s+characteristics)\b/i, 'transaction modes'],
];

/** Tables in which migration tools keep their books, and make before the first migration. */
const runnerTables =
  /^relation "(?:.*\.)?(schema_migrations|schema_migration|ar_internal_metadata|goose_db_version|_prisma_migrations|__diesel_schema_migrations|_sqlx_migrations|flyway_schema_history|gorp_migrations|databasechangelog(lock)?)" does not exist$/;

interface Skipped {
  count: number;
  readonly first: number;
}

/**
 * What a text is. A state that people keep as SQL leaves out what was there before the first file; a candidate must run
 * on the state before as it is.
 */
export type Role = 'state' | 'candidate';

/** What the files of one state share. */
export class SharedAside {
  readonly role: Role;
  /** Extensions that the text asked for and that PGlite does not have, by name. */
  readonly assumed = new Map<string, Extension>();
  /** Roles and tablespaces that were made because something names them. */
  readonly made = new Set<string>();
  readonly leftOut = new LeftOut();

  constructor(role: Role, assumed: readonly Extension[]) {
    this.role = role;
    for (const extension of assumed) this.assumed.set(extension.name, extension);
  }
}

export class Aside {
  private readonly skipped = new Map<string, Skipped>();
  private readonly others: Diagnostic[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly shared: SharedAside,
  ) {}

  /** True for what is not run at all. */
  skips(piece: Piece): boolean {
    if (piece.kind === 'data') return true;
    if (piece.kind === 'command') {
      if (/^\\(?:i|ir|include|include_relative)\b/.test(piece.text)) throw this.includes(piece);
      this.count('psql commands', piece);
      return true;
    }
    if (this.assumes(piece)) return true;
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
    if (role !== undefined && ['42704', '22023'].includes(error.code)) {
      // Whatever the statements do as this role, it is what it owns that counts.
      return this.once(`role ${role}`, [`CREATE ROLE ${quote(role)} SUPERUSER`]);
    }
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
    // A statement about the transaction around it, as which the file is not run.
    if (error.code === '25P01') {
      this.count('statements that need a transaction', piece);
      return 'skip';
    }
    if (
      runnerTables.test(error.message) &&
      /^(insert|update|delete|select|with|alter\s+table|truncate)\b/i.test(piece.text)
    ) {
      this.count("statements about the migration tool's own table", piece);
      return 'skip';
    }
    const schema = /^schema "(.+)" does not exist$/.exec(error.message)?.[1];
    if (schema !== undefined && this.shared.role === 'state') {
      this.others.push({
        code: 'sql/schema-assumed',
        severity: 'note',
        message: `${this.source.file}: the schema ${schema} does not exist and was made`,
        span: this.source.span(piece.start, piece.start),
      });
      return this.once(`schema ${schema}`, [`CREATE SCHEMA ${quote(schema)}`]);
    }
    if (error.code === '42P06' && /^create\s+schema\s+"?public"?$/i.test(piece.text)) return 'skip';
    if (error.code === '42710') {
      const existing = /^role "(.+)" already exists$/.exec(error.message)?.[1];
      if (existing !== undefined && this.shared.made.has(`role ${existing}`)) return 'skip';
      if (/^create\s+extension\b/i.test(piece.text)) return 'skip';
    }
    return this.leaveOut(error, piece) ? 'skip' : undefined;
  }

  note(code: string, message: string): void {
    this.others.push({ code, severity: 'note', message: `${this.source.file} ${message}` });
  }

  notes(): Diagnostic[] {
    const order = [...this.skipped].sort(([, a], [, b]) => a.first - b.first);
    const skipped = order.map(([what, { count, first }]): Diagnostic => {
      return {
        code: 'sql/not-run',
        severity: 'note',
        message: `${this.source.file}: ${what} were not run (${count})`,
        span: this.source.span(first, first),
      };
    });
    return [...this.others, ...skipped];
  }

  /** A statement about an extension that PGlite does not have: the state says that it is there, or gone. */
  private assumes(piece: Piece): boolean {
    const found = extensionOf(piece.text);
    if (found === undefined || isAvailable(found.name)) return false;
    const { verb, name, schema } = found;
    const { assumed } = this.shared;
    const known = assumed.get(name);
    if (verb === 'drop') assumed.delete(name);
    else if (verb === 'create' && known === undefined) {
      assumed.set(name, { name, version: '', schema: schema ?? 'public', assumed: true });
      this.others.push({
        code: 'sql/extension-not-available',
        severity: 'note',
        message: `${this.source.file}: the extension ${name} is not part of PGlite and is taken to be there`,
        why: ['What needs it cannot be loaded.'],
        span: this.source.span(piece.start, piece.end),
        fix: { text: 'Where that matters, name a database that has it instead of the file' },
      });
    } else if (known !== undefined && schema !== undefined) assumed.set(name, { ...known, schema });
    return true;
  }

  private leaveOut(error: QueryError, piece: Piece): boolean {
    const left = this.shared.leftOut.covers(error, piece.text);
    if (left === undefined) return false;
    if (left.object !== undefined) {
      this.others.push({
        code: 'sql/left-out',
        severity: 'note',
        message: `${this.source.file}: ${left.object} needs a library in C that is not here, and was left out`,
        span: this.source.span(piece.start, piece.end),
      });
    }
    return true;
  }

  private once(name: string, statements: readonly string[]): readonly string[] | undefined {
    if (this.shared.made.has(name)) return undefined;
    this.shared.made.add(name);
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

/** Whether PGlite can make it. */
export function isAvailable(extension: string): boolean {
  return extension === 'plpgsql' || bundledExtensions.has(extension);
}

/** The extension that a statement makes, changes, drops or comments on, and the schema that it names. */
function extensionOf(sql: string): { verb: string; name: string; schema?: string } | undefined {
  const name = '(?:"((?:[^"]|"")+)"|([a-z_][\\w$]*))';
  const head = new RegExp(
    `^(create|alter|drop|comment\\s+on)\\s+extension\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${name}`,
    'i',
  ).exec(sql);
  const verb = head?.[1]?.toLowerCase();
  if (head === null || verb === undefined) return undefined;
  const unquoted = (match: RegExpExecArray, at: number) =>
    match[at]?.replaceAll('""', '"') ?? match[at + 1]?.toLowerCase() ?? '';
  const schema = new RegExp(`\\bschema\\s+${name}`, 'i').exec(sql.slice(head[0].length));
  return { verb, name: unquoted(head, 2), ...(schema === null ? {} : { schema: unquoted(schema, 1) }) };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
