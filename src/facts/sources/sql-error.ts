/** What PostgreSQL says about a statement of a file, as an error with the place in that file. */
import type { Piece } from '../../../wasm/index.js';
import { type Diagnostic, Exit, type Fix, type SourceText, WesleyError } from '../../diagnostics/index.js';
import type { QueryError } from '../connect/database.js';

/** PostgreSQL's own message at the place that it names, else at the statement. */
export function sqlError(
  source: SourceText,
  piece: Piece,
  error: QueryError,
  missingExtensions: readonly string[] = [],
): WesleyError {
  const start =
    error.position === undefined ? piece.start : piece.start + offsetOf(piece.text, error.position - 1);
  const end = error.position === undefined ? piece.end : wordEnd(source.text, start);
  const why = [
    error.detail,
    error.where?.split('\n')[0],
    error.hint,
    mayBeOf(missingExtensions, error)
      ? `PGlite does not have ${list(missingExtensions)}, so nothing that it brings is there.`
      : undefined,
  ].filter((sentence) => sentence !== undefined);
  const fix = fixOf(error, missingExtensions);
  const diagnostic: Diagnostic = {
    code: codeOf(error.code),
    severity: 'error',
    message: error.message,
    span: source.span(start, end),
    ...(why.length > 0 ? { why } : {}),
    ...(fix === undefined ? {} : { fix }),
  };
  return new WesleyError(diagnostic, Exit.config);
}

function codeOf(state: string): string {
  if (state === '42601') return 'sql/syntax';
  if (isMissing(state)) return 'sql/missing-object';
  if (['42P07', '42710', '42701', '42P06', '42723', '42P04'].includes(state)) return 'sql/duplicate-object';
  return 'sql/failed';
}

function isMissing(state: string): boolean {
  return ['42P01', '42703', '42704', '42883', '3F000'].includes(state);
}

/** Types, functions and the like come with extensions; tables and columns hardly ever do. */
function mayBeOf(missingExtensions: readonly string[], error: QueryError): boolean {
  return missingExtensions.length > 0 && ['42704', '42883'].includes(error.code);
}

function fixOf(error: QueryError, missingExtensions: readonly string[]): Fix | undefined {
  if (!isMissing(error.code)) return undefined;
  return mayBeOf(missingExtensions, error)
    ? { text: `Name a database that has ${list(missingExtensions)} instead of the files` }
    : { text: 'Make it in an earlier statement, or name all files of the schema' };
}

function list(names: readonly string[]): string {
  return `the extension${names.length > 1 ? 's' : ''} ${names.join(', ')}`;
}

/** UTF-16 offset of an offset in code points. */
function offsetOf(text: string, codePoints: number): number {
  let offset = 0;
  for (let n = 0; n < codePoints && offset < text.length; n++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function wordEnd(text: string, start: number): number {
  const word = /^(?:"(?:[^"]|"")*"|[\p{L}\p{N}_$.]+)/u.exec(text.slice(start, start + 200));
  return start + (word?.[0].length ?? 1);
}
