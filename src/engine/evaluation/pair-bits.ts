/**
 * Which pairs a relation of two columns holds, as one bit per possible pair: a test is one read of a matrix that
 * mostly stays in the cache. Only kept where ids are dense, so that it is not larger than hashes of the rows would be.
 */
import type { Memory } from './memory.js';

const none = new Int32Array(0);

export class PairBits {
  /** Of pair (a, b): bit `b ^ signB` of row `a ^ signA`. */
  bits = none;
  /** 0 for a column of numbers, -1 for a column of values in the pool, whose ids are complements. */
  signA = 0;
  signB = 0;
  /** Values that the first column may have. While it is 0, no bits are kept. */
  width = 0;
  /** 32-bit words per value of the first column. */
  words = 0;

  constructor(private readonly memory: Memory) {}

  /** Whether a pair has a place in the matrix. */
  fits(a: number, b: number): boolean {
    return (a ^ this.signA) >>> 0 < this.width && (b ^ this.signB) >>> 5 < this.words;
  }

  /** For a pair that fits. */
  has(a: number, b: number): boolean {
    return (this.bits[this.word(a, b)]! & (1 << (b ^ this.signB))) !== 0;
  }

  set(a: number, b: number): void {
    this.bits[this.word(a, b)]! |= 1 << (b ^ this.signB);
  }

  unset(a: number, b: number): void {
    this.bits[this.word(a, b)]! &= ~(1 << (b ^ this.signB));
  }

  /**
   * Makes the matrix anew for these pairs and one more, if there is one small enough for `bytes`; otherwise no bits are
   * kept. True when there is a matrix. O(pairs).
   */
  rebuild(
    pairs: Int32Array,
    count: number,
    deadRows: Uint8Array | undefined,
    bytes: number,
    more?: readonly [number, number],
  ): boolean {
    this.drop();
    const [firstA, firstB] = more ?? [pairs[0]!, pairs[1]!];
    const signA = firstA >> 31;
    const signB = firstB >> 31;
    let a = firstA ^ signA;
    let b = firstB ^ signB;
    for (let at = 0; at < count * 2; at += 2) {
      // An id of the other sign becomes negative, and is then larger than everything.
      const keyA = (pairs[at]! ^ signA) >>> 0;
      const keyB = (pairs[at + 1]! ^ signB) >>> 0;
      if (keyA > a) a = keyA;
      if (keyB > b) b = keyB;
    }
    const width = powerOfTwo(a + 1);
    const words = powerOfTwo(Math.floor(b / 32) + 1);
    if (width * words * 4 > bytes) return false;
    this.signA = signA;
    this.signB = signB;
    this.width = width;
    this.words = words;
    this.bits = this.memory.array(width * words);
    const { bits } = this;
    for (let row = 0; row < count; row++) {
      if (deadRows !== undefined && deadRows[row] === 1) continue;
      const key = pairs[row * 2 + 1]! ^ signB;
      bits[(pairs[row * 2]! ^ signA) * words + (key >>> 5)]! |= 1 << key;
    }
    return true;
  }

  private word(a: number, b: number): number {
    return (a ^ this.signA) * this.words + ((b ^ this.signB) >>> 5);
  }

  private drop(): void {
    this.memory.take(-this.bits.byteLength);
    this.bits = none;
    this.width = 0;
    this.words = 0;
  }
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
}
