/**
 * One proof per row: the body that derived it, and the rows of that body's positive atoms, its parents. Rows that a body
 * derives one after another are a run: the body is noted once, and their parents lie side by side in a chunk of numbers.
 * Only where proofs change later is the proof of each row noted for itself.
 */
import type { Memory } from './memory.js';

/** A place is the number of a chunk, and in this many lower bits where a proof starts in it. */
const placeBits = 16;
const largestChunk = 1 << placeBits;
const smallestChunk = 16;
/** Bytes of a run, about. */
const runBytes = 64;

const none = new Int32Array(0);

interface Run {
  readonly body: number;
  /** Entries per proof: the parents, or one where there are none, so that each proof has its place. */
  readonly width: number;
  /** The first row, and how many follow it. */
  readonly row: number;
  count: number;
  readonly place: number;
}

export class ProofStore {
  /** The chunk that is being filled, up to `end`. */
  chunk: Int32Array = none;
  end = 0;
  private chunks: Int32Array[] = [];
  /** Entries of the chunks before this one. */
  private before = 0;
  /** In the order of places; while there are no marks, also in that of rows. */
  private runs: Run[] = [];
  private last: Run | undefined;
  /** The row of the next proof in the last run. */
  private next = 0;
  /** The run that was looked up last. */
  private seen = 0;
  /** Per row, its place plus 1, and 0 for a fact; shorter where only facts follow. */
  private marks: Int32Array | undefined;
  /** Per row that has a mark, its body. */
  private bodies: Int32Array = none;

  constructor(private readonly memory: Memory) {}

  /** Entries in use, those of proofs that no row has any more among them. */
  get size(): number {
    return this.before + this.end;
  }

  /** Makes room for proofs by a body of this new row and those after it; gives how many fit. `filled` must follow. */
  open(row: number, body: number, parents: number): number {
    const width = Math.max(1, parents);
    this.begin(row, body, width);
    return Math.floor((this.chunk.length - this.end) / width);
  }

  /** Makes room for one proof at least. */
  private begin(row: number, body: number, width: number): void {
    const { last, marks } = this;
    const fits = this.end + width <= this.chunk.length;
    if (!fits) this.addChunk(width);
    if (!fits || last?.body !== body || (this.next !== row && marks === undefined)) {
      if (last?.count === 0) this.runs.pop();
      else this.memory.take(runBytes);
      const place = (this.chunks.length - 1) * largestChunk + this.end;
      this.last = { body, width, row, count: 0, place };
      this.runs.push(this.last);
    }
    this.next = row;
  }

  /** Takes note that proofs were written into the chunk up to `end`. */
  filled(end: number): void {
    const { last } = this;
    if (last === undefined || end === this.end) return;
    this.advance((end - this.end) / last.width, end);
  }

  /** Takes note of so many proofs more, which end there. */
  private advance(count: number, end: number): void {
    const { last } = this;
    if (last === undefined) return;
    if (this.marks !== undefined) {
      const mark = (this.chunks.length - 1) * largestChunk + this.end + 1;
      for (let i = 0; i < count; i++) this.setMark(this.next + i, mark + i * last.width, last.body);
    }
    last.count += count;
    this.next += count;
    this.end = end;
  }

  /** Gives a row a proof, in place of the one it has. */
  prove(row: number, body: number, parents: ArrayLike<number>, parentCount: number): void {
    const width = parentCount > 0 ? parentCount : 1;
    // Most rows follow the one before in its run.
    if (row !== this.next || this.last?.body !== body || this.end + width > this.chunk.length) {
      if (row < this.next) this.markRows();
      this.begin(row, body, width);
    }
    const { chunk, end, last } = this;
    for (let i = 0; i < parentCount; i++) chunk[end + i] = parents[i]!;
    if (last === undefined || this.marks !== undefined) {
      this.advance(1, end + width);
      return;
    }
    last.count++;
    this.next = row + 1;
    this.end = end + width;
  }

  /** The body that derived a row; -1 for a fact. */
  bodyOf(row: number): number {
    const { marks } = this;
    if (marks === undefined) return this.runOf(row)?.body ?? -1;
    return (marks[row] ?? 0) === 0 ? -1 : this.bodies[row]!;
  }

  /** The row of the n-th positive atom in the proof of a derived row. */
  parentAt(row: number, n: number): number {
    const place = (this.marks === undefined ? markIn(this.runOf(row), row) : this.marks[row]!) - 1;
    return this.chunks[place >>> placeBits]![(place & (largestChunk - 1)) + n]!;
  }

  /** Names the proof that a row has now; 0 for a fact. `use` gives it back later. */
  mark(row: number): number {
    return this.markRows()[row] ?? 0;
  }

  /** Gives a row a proof that it had before, or with 0 makes it a fact. */
  use(row: number, mark: number): void {
    if (mark === 0 && row >= this.markRows().length) return;
    this.setMark(row, mark, mark === 0 ? -1 : this.runs[this.lastRun((run) => run.place < mark)]!.body);
  }

  /**
   * The proofs of rows that get new numbers, in the same order (-1 for a row that goes), and no others. `parentsOf` gives
   * the new parents of a proof from its body and the old ones. This store is void then. O(rows).
   */
  renumbered(
    rows: number,
    numberOf: (row: number) => number,
    parentsOf: (body: number, parentAt: (n: number) => number) => readonly number[],
  ): ProofStore {
    const store = new ProofStore(this.memory);
    for (let row = 0; row < rows; row++) {
      const body = this.bodyOf(row);
      const to = body < 0 ? -1 : numberOf(row);
      if (to < 0) continue;
      const parents = parentsOf(body, (n) => this.parentAt(row, n));
      store.prove(to, body, parents, parents.length);
    }
    const { chunks, marks, bodies, runs } = this;
    const ints = chunks.reduce((sum, { length }) => sum + length, bodies.length + (marks?.length ?? 0));
    this.memory.take(-ints * 4 - runs.length * runBytes);
    return store;
  }

  private addChunk(width: number): void {
    const { chunk, chunks } = this;
    this.before += this.end;
    this.end = 0;
    this.chunk = this.memory.array(
      Math.max(width, Math.min(largestChunk, Math.max(smallestChunk, chunk.length * 2))),
    );
    chunks.push(this.chunk);
  }

  private runOf(row: number): Run | undefined {
    const { runs } = this;
    let run = runs[this.seen];
    if (run === undefined || row < run.row || row - run.row >= run.count) {
      this.seen = this.lastRun((one) => one.row <= row);
      run = runs[this.seen];
    }
    return run !== undefined && row - run.row < run.count ? run : undefined;
  }

  /** The last run that `holds`, -1 for none: those before it all do. */
  private lastRun(holds: (run: Run) => boolean): number {
    const { runs } = this;
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(runs[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Notes for each row which proof it has, from now on. */
  markRows(): Int32Array {
    if (this.marks !== undefined) return this.marks;
    const marks = this.memory.array(this.next);
    const bodies = this.memory.array(this.next);
    for (const run of this.runs) markRun(run, marks, bodies);
    this.marks = marks;
    this.bodies = bodies;
    return marks;
  }

  private setMark(row: number, mark: number, body: number): void {
    if (row >= this.markRows().length) {
      this.marks = this.memory.grown(this.markRows(), row + 1);
      this.bodies = this.memory.grown(this.bodies, row + 1);
    }
    this.markRows()[row] = mark;
    this.bodies[row] = body;
  }
}

function markRun({ row, count, width, place, body }: Run, marks: Int32Array, bodies: Int32Array): void {
  for (let i = 0; i < count; i++) marks[row + i] = place + i * width + 1;
  bodies.fill(body, row, row + count);
}

function markIn(run: Run | undefined, row: number): number {
  return run === undefined ? 0 : run.place + (row - run.row) * run.width + 1;
}
