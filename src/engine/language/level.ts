/** How loud a lint is. */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js';
import type { Reporter } from '../errors.js';

/** 'strict': what is almost surely wrong is an error. */
export type Level = 'warn' | 'strict';

/** Codes of what is almost surely wrong: errors when lints are strict. */
export const strictLints: readonly string[] = [
  'dl/cross-product',
  'dl/never',
  'dl/always',
  'dl/unknown-value',
  'dl/singleton-variable',
];

/** Reports what is almost surely wrong: an error when lints are strict, a warning otherwise. */
export function report(
  reporter: Reporter,
  level: Level,
  { code, message, span, ...more }: Omit<Diagnostic, 'severity'> & { readonly span: Span },
): void {
  if (level === 'strict') reporter.error(code, message, span, more);
  else reporter.warning(code, message, span, more);
}

/** A written clause or literal on one line; a long one is cut. */
export function oneLine(text: string, most = 60): string {
  const line = text.replaceAll('\n', ' ').replaceAll('\t', ' ').split(' ').filter(Boolean).join(' ');
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}
