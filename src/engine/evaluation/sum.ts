/**
 * Sums that do not depend on the order of what is added. Integers are added as they are while all is exact; otherwise the
 * sum is kept as numbers that do not overlap (Shewchuk), whose total is the exact sum, and is rounded once at the end.
 */
import { FunctorError } from '../functors.js';

export class Sum {
  private total = 0;
  /** The exact sum, smallest part first; undefined while the total is it. */
  private parts: number[] | undefined;

  /** Of floats, or of integers. */
  constructor(readonly float: boolean) {}

  add(value: number): void {
    if (this.parts === undefined) {
      const next = this.total + value;
      if (Number.isSafeInteger(next) && Number.isInteger(value)) {
        this.total = next;
        return;
      }
      this.parts = [this.total];
    }
    addTo(this.parts, value);
  }

  /** Throws `FunctorError` when the sum of integers is not exact, or one of floats is too large. */
  result(): number {
    const { parts } = this;
    const sum = parts === undefined ? this.total : rounded(parts);
    if (!this.float && !Number.isSafeInteger(sum)) {
      throw new FunctorError('a sum left the range of integers that is exact (2^53)');
    }
    if (!Number.isFinite(sum)) throw new FunctorError('a sum left the range of floats');
    return sum;
  }
}

/** The sum of all values. Throws like `Sum.result`. */
export function sumOf(values: Iterable<number>, float: boolean): number {
  const sum = new Sum(float);
  for (const value of values) sum.add(value);
  return sum.result();
}

function addTo(parts: number[], value: number): void {
  let carried = value;
  let kept = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const high = carried + part;
    const low = Math.abs(carried) < Math.abs(part) ? carried - (high - part) : part - (high - carried);
    if (low !== 0) parts[kept++] = low;
    carried = high;
  }
  parts.length = kept;
  parts.push(carried);
}

/** The float that is nearest to the sum of the parts. */
function rounded(parts: readonly number[]): number {
  let at = parts.length - 1;
  let sum = parts[at] ?? 0;
  let rest = 0;
  while (at > 0 && rest === 0) {
    const part = parts[--at]!;
    const before = sum;
    sum = before + part;
    rest = part - (sum - before);
  }
  // Exactly half way: what comes after decides, where rounding to even does not see it.
  const next = at > 0 ? parts[at - 1]! : 0;
  if (rest !== 0 && Math.sign(rest) === Math.sign(next)) {
    const twice = rest * 2;
    const further = sum + twice;
    if (further - sum === twice) sum = further;
  }
  return sum;
}
