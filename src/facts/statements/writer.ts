/** Writes the facts of one statement and remembers where its parts stand. */
import { closingParenthesis, isNamePart, type RangeVar, skipBlank, skipQuoted } from '../../../wasm/index.js';
import type { FactSink } from '../relation.js';
import { maximumNameBytes, truncateName } from './identifier.js';
import type { Namespace, WrittenName } from './namespace.js';
import type { Session } from './session.js';
import { rangeName } from './tree.js';

/** A part of a statement, by the names that it is about; offsets in the statement's text. */
export interface Part {
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What the statements of one input share. */
export interface Input {
  readonly facts: FactSink;
  readonly namespace: Namespace;
  readonly session: Session;
  readonly major: number;
  /** Values that earlier statements added to enums, with the enum. */
  readonly newEnumValues: Map<string, string>;
  /** Functions that defaults call. */
  readonly defaultCalls: Set<string>;
  /** Types that occur, as format_type() prints them. */
  readonly types: Set<string>;
}

export class StatementWriter {
  readonly parts: Part[] = [];
  readonly namespace: Namespace;
  readonly session: Session;
  readonly major: number;
  kind = '';

  constructor(
    readonly input: Input,
    readonly stmt: number,
    /** The statement as it was written. */
    readonly text: string,
    /** Offset in `text` of a location of the tree. */
    readonly at: (location: number) => number,
  ) {
    this.namespace = input.namespace;
    this.session = input.session;
    this.major = input.major;
  }

  /** Adds a fact about this statement. */
  add(relation: string, ...values: (string | number)[]): void {
    this.input.facts.add(relation, this.stmt, ...values);
  }

  is(property: string, holds: boolean | undefined): void {
    if (holds) this.add('stmt_is', property);
  }

  /** Remembers where a part of the statement stands that is about these names. */
  part(place: { start: number; end: number } | undefined, ...names: string[]): void {
    if (place !== undefined) this.parts.push({ names, start: place.start, end: place.end });
  }

  notUnderstood(what: string): void {
    this.add('stmt_not_understood', what);
  }

  /** Name of an existing relation, resolved. */
  relation(range: RangeVar | undefined): string {
    return this.named(rangeName(range));
  }

  named(written: WrittenName): string {
    const id = this.namespace.relation({ ...written, name: this.name(written.name) });
    if (written.schema === undefined) this.add('stmt_writes_unqualified', id);
    this.add('stmt_names_relation', id, this.namespace.identity(id));
    return id;
  }

  /** Notes that the statement makes a relation; an index or sequence goes with its owner. */
  makes(id: string, kind: string, owner?: string): void {
    this.add('stmt_names_relation', id, this.namespace.identify(id, this.stmt));
    this.namespace.add('relation', id, kind, owner);
  }

  /** A column of an existing table that the statement is about. */
  column(table: string, column: string): void {
    this.add('stmt_names_column', table, column, this.columnIdentity(table, column));
  }

  /** A column that an index or a constraint reads: noted where its name is not its identity. */
  reads(table: string, column: string): void {
    if (this.columnIdentity(table, column) !== column) this.column(table, column);
  }

  /** A column that the statement makes. */
  makesColumn(table: string, column: string): void {
    const owner = this.namespace.identity(table);
    this.namespace.identify(`column ${owner}.${column}`, this.stmt);
    this.column(table, column);
  }

  renamesColumn(table: string, from: string, to: string): void {
    const owner = this.namespace.identity(table);
    this.namespace.release(`column ${owner}.${from}`, `column ${owner}.${to}`);
  }

  private columnIdentity(table: string, column: string): string {
    const owner = this.namespace.identity(table);
    const prefix = `column ${owner}.`;
    return this.namespace.identity(prefix + column).slice(prefix.length);
  }

  /** Name of a relation that the statement creates. */
  created(range: RangeVar | undefined): string {
    const written = rangeName(range);
    const schema = range?.relpersistence === 't' ? 'pg_temp' : written.schema;
    const id = this.namespace.created({
      ...(schema === undefined ? {} : { schema }),
      name: this.name(written.name),
    });
    if (schema === undefined) this.add('stmt_writes_unqualified', id);
    return id;
  }

  /** An identifier as PostgreSQL keeps it; one that it cuts is noted. */
  name(written: string | undefined): string {
    if (written === undefined) return '';
    const kept = truncateName(written);
    if (Buffer.byteLength(written) > maximumNameBytes) this.add('stmt_writes_long_name', written, kept);
    return kept;
  }

  /** Text between two offsets, without blanks and comments around it. */
  slice(start: number, end: number): string {
    return this.text.slice(skipBlank(this.text, start, end), end).trim();
  }

  /** Text inside the first parentheses from an offset on. */
  parenthesized(from: number): string {
    const open = this.find('(', from);
    const close = open === -1 ? -1 : closingParenthesis(this.text, open);
    return close === -1 ? '' : this.slice(open + 1, close);
  }

  /** Offset of a word or sign outside quotes and parentheses, -1 where there is none. */
  find(word: string, from: number, to = this.text.length): number {
    let depth = 0;
    for (let i = from; i < to; ) {
      const quoted = skipQuoted(this.text, i);
      if (quoted > i) {
        i = quoted;
        continue;
      }
      const isWord = isNamePart(word[0]);
      if (
        depth === 0 &&
        this.text.slice(i, i + word.length).toLowerCase() === word &&
        (!isWord || (!isNamePart(this.text[i - 1]) && !isNamePart(this.text[i + word.length])))
      )
        return i;
      if (this.text[i] === '(') depth++;
      else if (this.text[i] === ')') depth--;
      i++;
    }
    return -1;
  }

  /** Offset behind the qualified name that starts at an offset. */
  afterName(from: number): number {
    let i = skipBlank(this.text, from);
    for (;;) {
      if (this.text[i] === '"') i = skipQuoted(this.text, i);
      else while (i < this.text.length && isNamePart(this.text[i])) i++;
      const dot = skipBlank(this.text, i);
      if (this.text[dot] !== '.') return i;
      i = skipBlank(this.text, dot + 1);
    }
  }
}
