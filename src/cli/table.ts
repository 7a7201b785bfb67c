/** Rows in aligned columns that fit the width of a terminal. */
import { displayWidth, printable, type Style } from '../diagnostics/index.js';

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly right?: boolean;
  readonly paint?: (text: string, row: number) => string;
}

const gap = '  ';
/** A column is not cut below this. */
const narrowest = 8;

/** Header, rule and rows, each line with its end. Cells that do not fit into a terminal are cut with a sign. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const cells = rows.map((row) => row.map(printable));
  const wanted = columns.map((column, at) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[at] ?? ''))),
  );
  const widths = style.cuts ? widthsThatFit(wanted, style.width) : wanted;
  const line = (texts: readonly string[], paint: (text: string, at: number) => string): string =>
    `${texts
      .map((cell, at) => {
        const shown = cut(cell, widths[at] ?? 0, style);
        const pad = ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(shown)));
        const painted = paint(shown, at);
        if (columns[at]?.right === true) return pad + painted;
        return at === texts.length - 1 ? painted : painted + pad;
      })
      .join(gap)
      .trimEnd()}\n`;
  return [
    line(
      columns.map(({ title }) => title),
      (text) => style.bold(text),
    ),
    line(
      widths.map((width) => (style.sign.bar === '|' ? '-' : '─').repeat(width)),
      (text) => style.dim(text),
    ),
    ...cells.map((row, number) => line(row, (text, at) => columns[at]?.paint?.(text, number) ?? text)),
  ].join('');
}

/** A text of at most so many cells; the whole text where nothing has to fit. */
export function fitted(text: string, width: number, style: Style): string {
  return style.cuts ? cut(text, width, style) : text;
}

/** A text of at most so many cells. */
export function cut(text: string, width: number, style: Style): string {
  if (displayWidth(text) <= width) return text;
  const { dots } = style.sign;
  let kept = '';
  let cells = displayWidth(dots);
  for (const character of text) {
    cells += displayWidth(character);
    if (cells > width) break;
    kept += character;
  }
  return kept + dots;
}

/** Takes from the widest column, cell by cell, until the row fits or nothing can be taken. */
function widthsThatFit(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1) - width;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
    over -= 1;
  }
  return widths;
}
