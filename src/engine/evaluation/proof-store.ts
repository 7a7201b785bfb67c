/** One proof per row: the body that derived it, and the rows of that body's positive atoms. */
import type { Memory } from './memory.js';

const none = new Int32Array(0);

export class ProofStore {
  /** Per row, where its proof starts in `entries`, plus 1; 0 for a fact. Shorter than the relation where only facts follow. */
  at: Int32Array;
  /** A body, then the rows of its atoms; and so on. */
  entries: Int32Array;
  /** Entries in use. */
  end = 0;

  constructor(private readonly memory: Memory) {
    this.at = none;
    this.entries = none;
  }

  /** Makes room for a proof of `row` with this many entries, and for some more. */
  reserve(row: number, entries: number): void {
    if (row >= this.at.length) this.at = this.memory.grown(this.at, row + 1);
    if (this.end + entries > this.entries.length) {
      this.entries = this.memory.grown(this.entries, this.end + entries);
    }
  }

  clear(): void {
    this.memory.take(-this.at.byteLength - this.entries.byteLength);
    this.at = none;
    this.entries = none;
    this.end = 0;
  }

  prove(row: number, body: number, parents: ArrayLike<number>, parentCount: number): void {
    this.reserve(row, parentCount + 1);
    this.at[row] = this.end + 1;
    this.entries[this.end++] = body;
    for (let i = 0; i < parentCount; i++) this.entries[this.end++] = parents[i]!;
  }

  bodyOf(row: number): number {
    const at = this.at[row] ?? 0;
    return at === 0 ? -1 : this.entries[at - 1]!;
  }

  parentAt(row: number, n: number): number {
    return this.entries[this.at[row]! + n]!;
  }

  mark(row: number): number {
    return this.at[row] ?? 0;
  }

  use(row: number, mark: number): void {
    if (mark === 0 && row >= this.at.length) return;
    this.reserve(row, 0);
    this.at[row] = mark;
  }

  /** Drops entries that no wanted row uses; `parentsOf` says how many parents a body has. Marks from before are void. */
  tidy(wanted: (row: number) => boolean, parentsOf: (body: number) => number): void {
    const { at, entries, end } = this;
    this.memory.take(-entries.byteLength);
    this.entries = this.memory.array(end);
    this.end = 0;
    for (let row = 0; row < at.length; row++) {
      const old = at[row]!;
      if (old === 0) continue;
      if (!wanted(row)) {
        at[row] = 0;
        continue;
      }
      at[row] = this.end + 1;
      const last = old + parentsOf(entries[old - 1]!);
      for (let i = old - 1; i < last; i++) this.entries[this.end++] = entries[i]!;
    }
  }
}
