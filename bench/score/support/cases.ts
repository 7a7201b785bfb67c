/** Reads files of cases: JSONL, one case a line. */
import { readFileSync } from 'node:fs';

export interface DiffCase {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Runs first on both sides. */
  readonly setup?: string;
  readonly roles?: readonly string[];
  readonly seed_before?: string;
  readonly loads_on: readonly string[];
}

export function readCases<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Items `from..to`, counted from 1, of a text like `3..10` or `7`. */
export function range<T>(items: readonly T[], text: string | undefined): readonly T[] {
  if (text === undefined) return items;
  const [from = 1, to = from] = text.split('..').map(Number);
  return items.slice(from - 1, to);
}
