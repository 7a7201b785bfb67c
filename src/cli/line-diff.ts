/** What changed between two texts, line by line. */
import type { Style } from '../diagnostics/index.js';

/** Texts whose changed parts are longer are not compared line by line. */
const mostLines = 2000;

/** Removed lines with `-`, added ones with `+`, each with its number in its own text. */
export function lineDiff(before: string, after: string, style: Style): string[] {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;
  const from = old.slice(start, old.length - end);
  const to = now.slice(start, now.length - end);
  const kept = from.length > mostLines || to.length > mostLines ? [] : common(from, to);
  const lines: string[] = [];
  const show = (sign: string, number: number, text = ''): string =>
    `  ${String(number + start + 1).padStart(4)} ${sign} ${text}`;
  let i = 0;
  let j = 0;
  for (const [keptOld, keptNew] of [...kept, [from.length, to.length] as const]) {
    for (; i < keptOld; i += 1) lines.push(style.red(show('-', i, from[i])));
    for (; j < keptNew; j += 1) lines.push(style.green(show('+', j, to[j])));
    i = keptOld + 1;
    j = keptNew + 1;
  }
  return lines;
}

/** Pairs of places of a longest common run of lines, not necessarily adjacent. O(lines × lines). */
function common(from: readonly string[], to: readonly string[]): (readonly [number, number])[] {
  const width = to.length + 1;
  const longest = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    if (from[i] === to[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
