/** Files with a way forward and a way back in sections: goose, dbmate, sql-migrate. */
import { type Diagnostic, SourceText } from '../../diagnostics/index.js';

const marker = /^[ \t]*--[ \t]*(?:\+goose[ \t]+(up|down)|\+migrate[ \t]+(up|down)|migrate:(up|down))\b.*$/gim;

/** The text with the sections for the way back blanked out, so that all offsets stay true. */
export function forwardOnly(source: SourceText, notes: Diagnostic[]): SourceText {
  let text = '';
  let from = 0;
  let back = false;
  let found = false;
  for (const match of source.text.matchAll(marker)) {
    const part = source.text.slice(from, match.index);
    text += back ? blank(part) : part;
    from = match.index;
    back = (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase() === 'down';
    found ||= back;
  }
  if (!found) return source;
  const rest = source.text.slice(from);
  text += back ? blank(rest) : rest;
  notes.push({
    code: 'file/section-not-read',
    severity: 'note',
    message: `${source.file}: the section for the way back was not read`,
  });
  return new SourceText(source.file, text);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
