/** The line comments of a text of SQL: those that are comments, not text in quotes, in block comments or in COPY data. Of SDL: those not in strings. */
import { skipQuoted, splitPieces } from '../../../wasm/index.js';
import { sdlComments } from '../../facts/sdl/comments.js';

/** Language of a test. */
export type Language = 'sql' | 'sdl';

/** What a comment starts with. */
export const marks = { sql: '--', sdl: '#' } as const satisfies Record<Language, string>;

/** Language of a file, by its name. */
export function languageOf(path: string): Language {
  return path.endsWith('.graphql') ? 'sdl' : 'sql';
}

/** Offsets of one `-- comment`, of SDL one `# comment`, without the end of its line. */
export interface LineComment {
  readonly start: number;
  readonly end: number;
  /** From the mark on, without blanks at the end. */
  readonly text: string;
  /** What it starts with. */
  readonly mark: string;
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

/** All line comments, in order. Linear in the length of the text. */
export function lineComments(text: string, language: Language = 'sql'): LineComment[] {
  if (language === 'sdl') {
    return sdlComments(text).map(({ start, end }) => ({
      start,
      end,
      text: text.slice(start, end),
      mark: marks.sdl,
      alone: isAlone(text, start),
    }));
  }
  const data = text.includes('\\') ? splitPieces(text).filter(({ kind }) => kind !== 'statement') : [];
  const comments: LineComment[] = [];
  let nextData = 0;
  for (let at = 0; at < text.length; ) {
    while (nextData < data.length && (data[nextData]?.end ?? 0) <= at) nextData += 1;
    const skipped = data[nextData];
    if (skipped !== undefined && skipped.start <= at) {
      at = skipped.end;
      continue;
    }
    const end = skipQuoted(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    if (text.startsWith('--', at)) {
      const comment = text.slice(at, end).trimEnd();
      comments.push({
        start: at,
        end: at + comment.length,
        text: comment,
        mark: marks.sql,
        alone: isAlone(text, at),
      });
    }
    at = end;
  }
  return comments;
}

/** End of what is neither blank nor comment in a range of SQL; its start where there is nothing else. */
export function endOfText(text: string, start: number, end: number): number {
  let last = start;
  for (let at = start; at < end; ) {
    const isComment = text.startsWith('--', at) || text.startsWith('/*', at);
    const next = Math.min(end, Math.max(skipQuoted(text, at), at + 1));
    if (!isComment && text.slice(at, next).trim() !== '') last = next;
    at = next;
  }
  return last;
}

/** The text with everything outside of the range blanked out: offsets, lines and columns stay what they are. */
export function onlyRange(text: string, start: number, end: number): string {
  return text.slice(0, start).replace(/[^\n]/g, ' ') + text.slice(start, end);
}

function isAlone(text: string, at: number): boolean {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return text.slice(line, at).replace('\ufeff', '').trim() === '';
}
