/** SDL files as they should look: one form for everything that can be said in several, and every comment kept. */
import { GraphQLError } from 'graphql/error/index.js';
import { type DocumentNode, parse, Source } from 'graphql/language/index.js';
import { type Diagnostic, SourceText } from '../../diagnostics/index.js';
import { printDocument } from './print.js';

export interface FormattedSdl {
  /** Absent when the text is not GraphQL. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Formats a document: directives without prefix, in one order, their arguments too; long lines wrapped; comments kept. What
 * it says stays the same, and formatting twice changes nothing more.
 */
export function formatSdl({ file, text }: { readonly file: string; readonly text: string }): FormattedSdl {
  const source = text.replace(/\r\n?/g, '\n');
  if (/^(?:[\s,\uFEFF]|#[^\n]*)*$/.test(source)) {
    const trimmed = source.trim();
    return { text: trimmed === '' ? '' : `${trimmed}\n`, diagnostics: [] };
  }
  const read = parseDocument(file, source);
  if ('code' in read) return { diagnostics: [read] };
  const lines = printDocument(source, read.definitions, read.loc);
  return { text: `${lines.join('\n')}\n`, diagnostics: [] };
}

function parseDocument(file: string, text: string): DocumentNode | Diagnostic {
  try {
    return parse(new Source(text, file));
  } catch (error) {
    const source = new SourceText(file, text);
    if (error instanceof RangeError) {
      const message = 'the text is nested too deeply to be read';
      return { code: 'sdl/too-deep', severity: 'error', message, span: source.span(0, 1) };
    }
    if (!(error instanceof GraphQLError)) throw error;
    const offset = Math.min(error.positions?.[0] ?? 0, Math.max(0, text.length - 1));
    const message = `this is not GraphQL SDL: ${error.message.replace(/^Syntax Error: /, '')}`;
    return { code: 'sdl/syntax', severity: 'error', message, span: source.span(offset, offset + 1) };
  }
}
