/**
 * Which names exist when a statement runs: those of the `before` state and what earlier statements of the input made,
 * renamed and dropped. Resolves names as search_path does and chooses the names that PostgreSQL would choose.
 */
import type { Catalog } from '../catalog/catalog.js';
import { objectName, qualify, quoteIdentifier, truncateName } from './identifier.js';

/** A name as it was written. */
export interface WrittenName {
  readonly schema?: string;
  readonly name: string;
}

type Kind = 'relation' | 'type' | 'constraint' | 'schema' | 'routine';

export class Namespace {
  /** Schemas of search_path in order, `$user` left out. */
  searchPath: readonly string[] = ['public'];
  private readonly names = new Map<string, string>();
  /** The statement that is read. */
  statement = 0;
  private readonly undo: (() => void)[] = [];
  private readonly named: { identity: string; name: string; from: number }[] = [];
  /** What a name stands for now, where that is not the object that had the name first. */
  private readonly identities = new Map<string, string>();
  /** Names that the object with the same identity has no more. */
  private readonly freed = new Set<string>();

  constructor(before: Catalog | undefined) {
    this.set('schema', 'public', 'schema');
    if (before === undefined) return;
    for (const schema of before.schemas) this.set('schema', quoteIdentifier(schema.name), 'schema');
    for (const table of before.tables) {
      this.set('relation', table.id, table.kind);
      for (const { name } of table.constraints) this.set('constraint', qualify(table.schema, name), table.id);
      for (const { type } of table.columns) this.addColumnType(type);
    }
    for (const index of before.indexes) this.add('relation', index.id, 'index', index.table);
    for (const sequence of before.sequences)
      this.add('relation', sequence.id, 'sequence', sequence.ownedBy?.table);
    for (const view of before.views) this.set('relation', view.id, view.kind);
    for (const type of before.types) this.set('type', type.id, type.kind);
    for (const routine of before.routines)
      this.set('routine', qualify(routine.schema, routine.name), 'routine');
    this.undo.length = 0;
  }

  /** A mark to go back to. */
  mark(): number {
    return this.undo.length;
  }

  /** Forgets everything since the mark: its transaction was rolled back. */
  rollback(mark: number): void {
    while (this.undo.length > mark) this.undo.pop()?.();
  }

  /** Qualified name of a relation that a statement names. Where no schema of search_path has it: of the first. */
  relation(written: WrittenName): string {
    return this.resolve('relation', written);
  }

  /** Kind of a relation, where it is known. */
  relationKind(id: string): string | undefined {
    return this.names.get(`relation ${id}`);
  }

  /** Qualified name of a user-defined type, and whether it is known to exist. */
  type(written: WrittenName): { id: string; known: boolean } {
    const id = this.resolve('type', written);
    if (this.names.has(`type ${id}`)) return { id, known: true };
    const row = this.resolve('relation', written);
    return this.names.has(`relation ${row}`) ? { id: row, known: true } : { id, known: false };
  }

  routine(written: WrittenName): string {
    return this.resolve('routine', written);
  }

  /** Qualified name of an object that a statement creates. */
  created(written: WrittenName): string {
    return qualify(written.schema ?? this.creationSchema(), truncateName(written.name));
  }

  /** Schema that CREATE without a schema uses. */
  creationSchema(): string {
    return (
      this.searchPath.find((schema) => this.has('schema', quoteIdentifier(schema))) ?? this.firstSchema()
    );
  }

  has(kind: Kind, id: string): boolean {
    return this.names.has(`${kind} ${id}`);
  }

  add(kind: Kind, id: string, what: string = kind, owner?: string): void {
    this.set(kind, id, what);
    if (owner !== undefined) this.change(`owner ${id}`, this.identity(owner));
  }

  remove(kind: Kind, id: string): void {
    const identity = this.identity(id);
    this.change(`${kind} ${id}`, undefined);
    if (kind === 'relation') this.release(id);
    this.removeParts(kind, id, identity);
  }

  rename(kind: Kind, from: string, to: string): void {
    const what = this.names.get(`${kind} ${from}`);
    this.change(`${kind} ${from}`, undefined);
    if (kind === 'relation') this.release(from, to);
    this.set(kind, to, what ?? kind);
  }

  /** Identity of the object that has a name now: its first name in the input, made unique. */
  identity(name: string): string {
    return this.identities.get(name) ?? name;
  }

  /** Gives a name to a new object and returns its identity. */
  identify(name: string, stmt: number): string {
    if (this.freed.has(name) && !this.identities.has(name)) {
      this.setIdentity(name, `${name}@${stmt}`);
      this.note(`${name}@${stmt}`, name, stmt);
    }
    return this.identity(name);
  }

  /** The object has the name no more; `to` is the one that it has instead. */
  release(name: string, to?: string): void {
    const identity = this.identity(name);
    this.setIdentity(name, undefined);
    if (!this.freed.has(name)) {
      this.freed.add(name);
      this.undo.push(() => this.freed.delete(name));
    }
    if (to === undefined) return;
    this.setIdentity(to, identity === to ? undefined : identity);
    this.note(identity, to, this.statement + 1);
  }

  /** Names of relations that are not their identity, and from which statement on. */
  get namings(): readonly { readonly identity: string; readonly name: string; readonly from: number }[] {
    return this.named;
  }

  /** A free name for an index, sequence or constraint of a table: PostgreSQL's ChooseRelationName. */
  choose(
    schema: string,
    first: string,
    second: string | undefined,
    label: string,
    where: 'relation' | 'constraint',
  ): string {
    for (let pass = 0; ; pass++) {
      const name = objectName(first, second, pass === 0 ? label : `${label}${pass}`);
      const id = qualify(schema, name);
      const taken = where === 'constraint' ? this.has('constraint', id) : this.has('relation', id);
      if (
        !taken &&
        !(where === 'relation' && label !== 'idx' && label !== 'seq' && this.has('constraint', id))
      )
        return name;
    }
  }

  private note(identity: string, name: string, from: number): void {
    if (name.startsWith('column ')) return;
    this.named.push({ identity, name, from });
    this.undo.push(() => this.named.pop());
  }

  /** What goes with a relation or a schema. */
  private removeParts(kind: Kind, id: string, identity: string): void {
    if (kind === 'schema')
      for (const key of [...this.names.keys()]) if (key.includes(` ${id}.`)) this.change(key, undefined);
    if (kind !== 'relation') return;
    for (const [key, owner] of [...this.names])
      if (key.startsWith('constraint ') && owner === id) this.change(key, undefined);
      else if (key.startsWith('owner ') && owner === identity) {
        this.change(key, undefined);
        this.change(key.replace('owner', 'relation'), undefined);
        this.release(key.slice('owner '.length));
      }
  }

  private setIdentity(name: string, identity: string | undefined): void {
    const old = this.identities.get(name);
    if (identity === undefined) this.identities.delete(name);
    else this.identities.set(name, identity);
    this.undo.push(() => {
      if (old === undefined) this.identities.delete(name);
      else this.identities.set(name, old);
    });
  }

  private resolve(kind: Kind, written: WrittenName): string {
    const name = truncateName(written.name);
    if (written.schema !== undefined) return qualify(written.schema, name);
    for (const schema of ['pg_temp', ...this.searchPath]) {
      const id = qualify(schema, name);
      if (this.has(kind, id)) return id;
    }
    if (kind === 'relation' && name.startsWith('pg_')) return qualify('pg_catalog', name);
    return qualify(this.creationSchema(), name);
  }

  private firstSchema(): string {
    return this.searchPath[0] ?? 'public';
  }

  /** Types of extensions are not in the catalog's list, but columns name them. */
  private addColumnType(type: string): void {
    const base = type.replace(/(?:\(.*\))?(?:\[\])*$/, '');
    if (/^(?:"(?:[^"]|"")*"|[^\s."]+)\.\S/.test(base)) this.set('type', base, 'type');
  }

  private set(kind: Kind, id: string, what: string): void {
    this.change(`${kind} ${id}`, what);
  }

  private change(key: string, value: string | undefined): void {
    const old = this.names.get(key);
    if (old === value) return;
    if (value === undefined) this.names.delete(key);
    else this.names.set(key, value);
    this.undo.push(() => {
      if (old === undefined) this.names.delete(key);
      else this.names.set(key, old);
    });
  }
}
