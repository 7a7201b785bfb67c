/**
 * Which names exist when a statement runs: those of the `before` state and what earlier statements of the input made,
 * renamed and dropped. Resolves names as search_path does and chooses the names that PostgreSQL would choose.
 */
import type { Catalog } from '../catalog/catalog.js';
import { objectName, qualify, quoteIdentifier, truncateName, unqualify } from './identifier.js';

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
  private readonly undo: (() => void)[] = [];

  constructor(before: Catalog | undefined) {
    this.set('schema', 'public', 'schema');
    if (before === undefined) return;
    for (const schema of before.schemas) this.set('schema', quoteIdentifier(schema.name), 'schema');
    for (const table of before.tables) {
      this.set('relation', table.id, table.kind);
      for (const { name } of table.constraints) this.set('constraint', qualify(table.schema, name), table.id);
      for (const { type } of table.columns) this.addColumnType(type);
    }
    for (const index of before.indexes) this.set('relation', index.id, 'index');
    for (const sequence of before.sequences) this.set('relation', sequence.id, 'sequence');
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

  add(kind: Kind, id: string, what: string = kind): void {
    this.set(kind, id, what);
  }

  remove(kind: Kind, id: string): void {
    this.change(`${kind} ${id}`, undefined);
    if (kind === 'relation') {
      const { schema } = unqualify(id);
      for (const [key, owner] of this.names)
        if (owner === id && key.startsWith(`constraint ${quoteIdentifier(schema)}.`))
          this.change(key, undefined);
    }
    if (kind === 'schema')
      for (const key of [...this.names.keys()]) if (key.includes(` ${id}.`)) this.change(key, undefined);
  }

  rename(kind: Kind, from: string, to: string): void {
    const what = this.names.get(`${kind} ${from}`);
    this.remove(kind, from);
    this.set(kind, to, what ?? kind);
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
