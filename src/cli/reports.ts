/** `--report sarif=out.sarif`: several outputs of one run. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  countReport,
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

const formatNames = Object.keys(formats).join(', ');

/** What the help says of `--report`. */
export const reportHelp = `write a report too (${formatNames}), or without =file print it instead of the text; can be repeated`;

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

/**
 * Does a report go to standard output? It then takes the place of the text, so that a program can read what comes. Throws
 * where two would get mixed.
 */
export function isPrinted(targets: readonly ReportTarget[], json: boolean): boolean {
  const printed = targets.filter(isStandardOutput).map(({ format }) => format);
  const [first, second] = json ? (['json', ...printed] as const) : printed;
  if (second !== undefined) {
    throw new WesleyError(
      {
        code: 'cli/usage',
        severity: 'error',
        message: `two reports would go to standard output: ${first} and ${second}`,
        fix: { text: 'name a file for one of them', code: `--report ${second}=FILE` },
      },
      Exit.usage,
    );
  }
  return printed.length > 0;
}

function isStandardOutput({ file }: ReportTarget): boolean {
  return file === undefined || file === '-';
}

/** Writes a report to each target. */
export function writeReports(
  report: Report,
  targets: readonly ReportTarget[],
  context: Context,
  detail = false,
): void {
  for (const target of targets) {
    const { format, file } = target;
    if (file === undefined || isStandardOutput(target)) {
      context.io.out(format === 'text' ? renderText(report, context.out, detail) : formats[format](report));
    } else {
      writeFileSync(resolve(context.io.cwd, file), formats[format](report));
    }
  }
}

/**
 * In a run of GitHub Actions findings are annotations too, unless a report in that format goes elsewhere. `data`: standard
 * output is for a program.
 */
export function writeAnnotations(
  report: Report,
  targets: readonly ReportTarget[],
  { io }: Context,
  data: boolean,
): void {
  if (io.env.GITHUB_ACTIONS !== 'true' || targets.some(({ format }) => format === 'github')) return;
  const annotations = formats.github(report);
  if (data) io.err(annotations);
  else io.out(annotations);
}

/** Findings that make a run fail. */
export type FailOn = 'error' | 'warning' | 'never';

/** The exit code of a report. */
export function exitCode(report: Report, failOn: FailOn): number {
  const { errors, warnings } = countReport(report);
  if (failOn === 'never') return Exit.done;
  return errors > 0 || (failOn === 'warning' && warnings > 0) ? Exit.no : Exit.done;
}
