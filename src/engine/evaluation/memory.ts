/** Counts the bytes of an evaluation: its arrays of rows, indexes and proofs, and the values in its pool. */

/** Entries of an array that may grow faster. */
const small = 4096;

export class Memory {
  used = 0;

  /** `exceeded` is called, and throws, before more than `limit` bytes are taken. */
  constructor(
    private readonly limit: number,
    private readonly exceeded: () => never,
  ) {}

  /** Bytes that may still be taken. */
  get left(): number {
    return this.limit - this.used;
  }

  take(bytes: number): void {
    if (bytes > 0 && this.used + bytes > this.limit) this.exceeded();
    this.used += bytes;
  }

  /** An array of at least this many zeros. */
  array(length: number): Int32Array<ArrayBuffer> {
    this.take(length * 4);
    return new Int32Array(length);
  }

  /** A copy that is `enlarged`, or longer; the other one is no longer counted. */
  grown(array: Int32Array, least = 0): Int32Array<ArrayBuffer> {
    const larger = this.array(Math.max(8, enlarged(array.length), least));
    larger.set(array);
    this.take(-array.byteLength);
    return larger;
  }
}

/** The next length of an array that grows: twice as long, or four times while it is small, as an array costs more than its length. */
export function enlarged(length: number): number {
  return length < small ? length * 4 : length * 2;
}

/** For what is not limited. */
export function unlimited(): Memory {
  return new Memory(Number.POSITIVE_INFINITY, () => {
    throw new Error('internal error: no limit was passed');
  });
}
