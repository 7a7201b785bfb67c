/** What surrounds a statement: its transaction, and the settings that are in force. */

/** How the tool that runs the input wraps it in transactions. */
export type TransactionModel = 'none' | 'per-file' | 'per-statement' | 'implicit';

interface Settings {
  readonly session: Map<string, string>;
  readonly local: Map<string, string>;
}

interface Savepoint {
  readonly name: string;
  readonly from: number;
  readonly mark: number;
  readonly settings: Settings;
}

interface Transaction {
  readonly id: number;
  /** BEGIN of the input that opened it; undefined for the runner's own. */
  readonly begin: number | undefined;
  readonly members: number[];
  readonly mark: number;
  readonly settings: Settings;
  savepoints: Savepoint[];
}

/** What a session needs of the names that statements make: to forget them at a rollback. */
export interface Undoable {
  mark(): number;
  rollback(mark: number): void;
}

export class Session {
  /** Statements whose effect was rolled back. */
  readonly rolledBack = new Set<number>();
  /** BEGIN statements that nothing ends, with their transaction. */
  readonly leftOpen: { statement: number; transaction: number }[] = [];
  private settings: Settings;
  private transaction: Transaction | undefined;
  private count = 0;

  constructor(
    private readonly initial: Readonly<Record<string, string>>,
    private readonly model: TransactionModel,
    private readonly names: Undoable,
  ) {
    this.settings = fresh(initial);
  }

  /** Each file is run by a session of its own. */
  startFile(): void {
    this.settings = fresh(this.initial);
    if (this.model === 'per-file' || this.model === 'implicit') this.open(undefined);
  }

  endFile(): void {
    const { begin, id } = this.transaction ?? {};
    if (begin !== undefined && id !== undefined) this.leftOpen.push({ statement: begin, transaction: id });
    this.commit();
  }

  /** The transaction that a statement runs in, if it is in one. */
  enter(statement: number): number | undefined {
    if (this.transaction !== undefined) {
      this.transaction.members.push(statement);
      return this.transaction.id;
    }
    return this.model === 'per-statement' ? ++this.count : undefined;
  }

  begin(statement: number): void {
    if (this.transaction === undefined) this.open(statement);
  }

  commit(chain?: number): void {
    this.settings.local.clear();
    this.transaction = undefined;
    if (chain !== undefined) this.open(chain);
  }

  rollback(chain?: number): void {
    const current = this.transaction;
    if (current !== undefined) {
      for (const member of current.members) this.rolledBack.add(member);
      this.names.rollback(current.mark);
      this.settings = current.settings;
    }
    this.commit(chain);
  }

  savepoint(name: string): void {
    const current = this.transaction;
    if (current === undefined) return;
    const { members, savepoints } = current;
    savepoints.push({ name, from: members.length, mark: this.names.mark(), settings: copy(this.settings) });
  }

  release(name: string): void {
    const at = this.findSavepoint(name);
    if (at !== -1) this.transaction?.savepoints.splice(at);
  }

  rollbackTo(name: string): void {
    const current = this.transaction;
    const at = this.findSavepoint(name);
    const savepoint = current?.savepoints[at];
    if (current === undefined || savepoint === undefined) return;
    for (const member of current.members.slice(savepoint.from)) this.rolledBack.add(member);
    this.names.rollback(savepoint.mark);
    this.settings = copy(savepoint.settings);
    current.savepoints.splice(at + 1);
  }

  /** SET, RESET (value undefined) or set_config. A local one outside a transaction has no effect. */
  set(parameter: string, value: string | undefined, local: boolean): void {
    const name = parameter.toLowerCase();
    if (local) {
      if (this.transaction === undefined) return;
      this.settings.local.set(name, value ?? this.initial[name] ?? '');
      return;
    }
    this.settings.local.delete(name);
    const effective = value ?? this.initial[name];
    if (effective === undefined) this.settings.session.delete(name);
    else this.settings.session.set(name, effective);
  }

  resetAll(): void {
    this.settings = { session: fresh(this.initial).session, local: new Map() };
  }

  get(parameter: string): string | undefined {
    return this.settings.local.get(parameter) ?? this.settings.session.get(parameter);
  }

  /** A timeout in milliseconds; 0 = none. */
  timeout(parameter: string): number {
    return milliseconds(this.get(parameter) ?? '0');
  }

  /** Schemas of search_path in order, without `$user`. */
  searchPath(): string[] {
    return parseSearchPath(this.get('search_path') ?? 'public');
  }

  private open(begin: number | undefined): void {
    this.transaction = {
      id: ++this.count,
      begin,
      members: [],
      mark: this.names.mark(),
      settings: copy(this.settings),
      savepoints: [],
    };
  }

  private findSavepoint(name: string): number {
    return this.transaction?.savepoints.findLastIndex((savepoint) => savepoint.name === name) ?? -1;
  }
}

/** Milliseconds of a time setting: `5s`, `1min`, `500`, `'2.5 s'`. */
export function milliseconds(value: string): number {
  const match = /^\s*([+-]?\d+(?:\.\d+)?(?:e\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(value);
  if (match === null) return 0;
  const units: Record<string, number> = {
    us: 0.001,
    ms: 1,
    s: 1000,
    min: 60_000,
    h: 3_600_000,
    d: 86_400_000,
  };
  return Math.max(0, Math.round(Number(match[1]) * (units[match[2] ?? 'ms'] ?? 1)));
}

/** Schemas of a search_path, without `$user`. */
export function parseSearchPath(path: string): string[] {
  return (path.match(/"(?:[^"]|"")*"|[^\s,"]+/g) ?? [])
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase()))
    .filter((schema) => schema !== '' && schema !== '$user' && schema !== 'pg_catalog');
}

function fresh(initial: Readonly<Record<string, string>>): Settings {
  return { session: new Map(Object.entries(initial)), local: new Map() };
}

function copy(settings: Settings): Settings {
  return { session: new Map(settings.session), local: new Map(settings.local) };
}
