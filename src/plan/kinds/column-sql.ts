/** The SQL of columns and of what stands inside CREATE TABLE. */
import type { Column, Constraint, Sequence, Table } from '../../facts/catalog/catalog.js';
import { ident, literal } from '../sql.js';
import type { State } from '../states.js';

/** `type COLLATE x`: what a column is without its default and its constraints. */
export function columnType(column: Column): string {
  return column.collation === undefined ? column.type : `${column.type} COLLATE ${column.collation}`;
}

/** Everything that a column definition of CREATE TABLE or ADD COLUMN says: `region text DEFAULT 'x' NOT NULL`. */
export function columnDefinition(state: State, table: Table, column: Column): string {
  const parts = [ident(column.name), columnType(column)];
  if (column.default !== undefined) parts.push(`DEFAULT ${column.default}`);
  if (column.generated !== undefined) {
    // Up to 17 every generated column is stored, and the word is required.
    parts.push(`GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.kind.toUpperCase()}`);
  }
  // A partition gets the identity of its parent when it is attached (17), and must not bring one.
  if (column.identity !== undefined && !(table.partitionOf !== undefined && column.inherited === true)) {
    parts.push(identityClause(column.identity, state.sequenceOf(table.id, column.name)));
  }
  if (column.foreignOptions !== undefined) parts.push(`OPTIONS (${column.foreignOptions.join(', ')})`);
  if (column.notNull && !hasOwnNotNull(table, column.name)) parts.push('NOT NULL');
  return parts.join(' ');
}

/** The NOT NULL of the column is a constraint with a name of its own, or one that heirs do not get (18). */
export function hasOwnNotNull(table: Table, column: string): boolean {
  return table.constraints.some(
    (constraint) =>
      constraint.kind === 'not null' && constraint.columns[0] === column && constraint.validated,
  );
}

/** `GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME ... )` */
export function identityClause(kind: 'always' | 'by default', sequence: Sequence | undefined): string {
  const options =
    sequence === undefined ? '' : ` (SEQUENCE NAME ${sequence.id} ${sequenceOptions(sequence).join(' ')})`;
  return `GENERATED ${kind.toUpperCase()} AS IDENTITY${options}`;
}

/** Options of a sequence as CREATE SEQUENCE and AS IDENTITY take them. */
export function sequenceOptions(sequence: Sequence): string[] {
  return [
    `START WITH ${sequence.start}`,
    `INCREMENT BY ${sequence.increment}`,
    `MINVALUE ${sequence.min}`,
    `MAXVALUE ${sequence.max}`,
    `CACHE ${sequence.cache}`,
    sequence.cycle ? 'CYCLE' : 'NO CYCLE',
  ];
}

/** `CONSTRAINT name definition` */
export function constraintClause(constraint: Constraint, name = constraint.name): string {
  return `CONSTRAINT ${ident(name)} ${constraint.definition}`;
}

/** Storage parameters `fillfactor=80` as `fillfactor='80'`, for WITH ( ) and SET ( ). */
export function optionList(options: readonly string[]): string {
  return options
    .map((option) => {
      const at = option.indexOf('=');
      if (at === -1) return option;
      return `${option.slice(0, at)}=${literal(option.slice(at + 1))}`;
    })
    .join(', ');
}

/** Names of storage parameters, for RESET ( ). */
export function optionNames(options: readonly string[]): string[] {
  return options.map((option) => option.split('=')[0] ?? option);
}

/** Statements for what a column definition cannot say on every version: storage, compression, statistics, options. */
export function columnSettings(table: Table, column: Column): string[] {
  const alter = `ALTER TABLE ${table.kind === 'partitioned table' ? 'ONLY ' : ''}${table.id} ALTER COLUMN ${ident(column.name)}`;
  return [
    ...(column.storage === undefined ? [] : [`${alter} SET STORAGE ${column.storage.toUpperCase()}`]),
    ...(column.compression === undefined ? [] : [`${alter} SET COMPRESSION ${column.compression}`]),
    ...(column.statistics === undefined ? [] : [`${alter} SET STATISTICS ${column.statistics}`]),
    ...(column.options === undefined ? [] : [`${alter} SET (${optionList(column.options)})`]),
  ];
}

/** The value of a column in another type, as an expression. */
export function converted(expression: string, from: Column, to: Column): string {
  return needsCast(from, to) ? `${expression}::${to.type}` : expression;
}

/** USING for ALTER COLUMN TYPE, where PostgreSQL does not convert by itself. */
export function usingClause(name: string, from: Column, to: Column): string {
  return needsCast(from, to) ? ` USING ${name}::${to.type}` : '';
}

/**
 * Texts and bits are converted by assignment: an explicit cast would cut a value that is too long in silence.
 * Everything else is cast explicitly, because many casts (text to integer) exist only so.
 */
function needsCast(from: Column, to: Column): boolean {
  return from.type !== to.type && !/^(character|text|bit|name|"char")\b/.test(to.type);
}
