/** One PGlite for many loads: a start costs most of a second, a reset less, and what is already there costs nothing. */
import { bundledExtensions } from '../connect/extensions.js';
import { openPglite, type PgliteDatabase } from '../connect/pglite.js';

export interface ScratchOptions {
  /** As in `SET search_path`; PostgreSQL's own default when absent. */
  readonly searchPath?: string;
  /** A message that runs longer ends the database: a schema loads in less. Two minutes when absent. */
  readonly limitMs?: number;
}

export class Scratch {
  private readonly options: ScratchOptions;
  private database: PgliteDatabase | undefined;
  private extensions = new Set<string>();
  private used = false;
  /** What the database holds now: compared by identity, forgotten by the next load. */
  holds: object | undefined;

  constructor(options: ScratchOptions = {}) {
    this.options = { limitMs: 120_000, ...options };
  }

  /** An empty database in which the extensions can be created. */
  async empty(extensions: Iterable<string> = []): Promise<PgliteDatabase> {
    this.holds = undefined;
    const wanted = [...extensions].filter((name) => bundledExtensions.has(name));
    if (this.database !== undefined && wanted.every((name) => this.extensions.has(name))) {
      if (this.used) await this.database.reset();
    } else {
      await this.database?.close();
      this.extensions = new Set([...this.extensions, ...wanted]);
      this.database = await openPglite({ extensions: this.extensions, ...this.options });
    }
    this.used = true;
    return this.database;
  }

  /** The database as the last load left it, when the extensions are at hand. */
  current(extensions: Iterable<string> = []): PgliteDatabase | undefined {
    const wanted = [...extensions].filter((name) => bundledExtensions.has(name));
    return wanted.every((name) => this.extensions.has(name)) ? this.database : undefined;
  }

  async close(): Promise<void> {
    await this.database?.close();
    this.database = undefined;
    this.holds = undefined;
  }
}
