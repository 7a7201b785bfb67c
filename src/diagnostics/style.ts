/** Colour and box signs for text on a terminal: plain functions, so that a renderer never asks where it prints. */
import pc from 'picocolors';
import type { Severity } from './diagnostic.js';

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly sign: Signs;
  /** Cells of a line. */
  readonly width: number;
  /** Whether what does not fit into a line is cut: not in a file or a pipe, where nothing else would find it. */
  readonly cuts: boolean;
}

export interface Signs {
  readonly open: string;
  readonly middle: string;
  readonly close: string;
  readonly bar: string;
  readonly mark: string;
  readonly markRelated: string;
  readonly bullet: string;
  readonly arrow: string;
  readonly dots: string;
}

const unicode: Signs = {
  open: '╭▸',
  middle: '├',
  close: '╰',
  bar: '│',
  mark: '━',
  markRelated: '─',
  bullet: '·',
  arrow: '→',
  dots: '…',
};

const ascii: Signs = {
  open: '-->',
  middle: '=',
  close: '=',
  bar: '|',
  mark: '^',
  markRelated: '-',
  bullet: '-',
  arrow: '->',
  dots: '...',
};

/** A style from what the output can show. */
export function makeStyle(
  options: { color?: boolean; unicode?: boolean; width?: number; cuts?: boolean } = {},
): Style {
  const colors = pc.createColors(options.color === true);
  return {
    bold: colors.bold,
    dim: colors.dim,
    red: colors.red,
    yellow: colors.yellow,
    blue: colors.blue,
    green: colors.green,
    cyan: colors.cyan,
    sign: options.unicode === false ? ascii : unicode,
    width: Math.max(40, options.width ?? 100),
    cuts: options.cuts ?? true,
  };
}

/** Paints a word in the colour of a severity. */
export function severityColor(style: Style, severity: Severity): (text: string) => string {
  return severity === 'error' ? style.red : severity === 'warning' ? style.yellow : style.blue;
}
