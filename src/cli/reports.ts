/** `--report sarif=out.sarif`: several outputs of one run. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  didYouMean,
  Exit,
  type Format,
  formats,
  isFormat,
  type Report,
  renderText,
  WesleyError,
} from '../diagnostics/index.js';
import type { Context } from './command.js';

export interface ReportTarget {
  readonly format: Format;
  /** Undefined or `-`: standard output. */
  readonly file: string | undefined;
}

/** Names of the formats, for help texts. */
export const formatNames: string = Object.keys(formats).join(', ');

/** Reads the values of `--report`. */
export function readReportTargets(values: readonly string[]): ReportTarget[] {
  return values.map((value) => {
    const at = value.indexOf('=');
    const format = at === -1 ? value : value.slice(0, at);
    if (!isFormat(format)) {
      throw new WesleyError(
        {
          code: 'cli/unknown-format',
          severity: 'error',
          message: `"${format}" is not a report format: ${formatNames}.${didYouMean(format, Object.keys(formats))}`,
          fix: { text: 'write --report FORMAT=FILE', code: '--report sarif=wesley.sarif' },
        },
        Exit.usage,
      );
    }
    return { format, file: at === -1 ? undefined : value.slice(at + 1) };
  });
}

/** Writes a report to each target. */
export function writeReports(
  report: Report,
  targets: readonly ReportTarget[],
  context: Context,
  detail = false,
): void {
  for (const { format, file } of targets) {
    if (file === undefined || file === '-') {
      context.io.out(format === 'text' ? renderText(report, context.out, detail) : formats[format](report));
    } else {
      writeFileSync(resolve(context.io.cwd, file), formats[format](report));
    }
  }
}
