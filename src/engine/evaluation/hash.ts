/**
 * Hashing of int32 values one after another, and arrays that grow. The steps of a hash are spelled out where it is used:
 * at first everything runs in V8's interpreter, where calls cost most.
 */

/** The hash of `count` values from `at` on. */
export function hashValues(values: Int32Array, at: number, count: number): number {
  let hash = 0;
  for (let i = at; i < at + count; i++) {
    const mixed = Math.imul(hash ^ values[i]!, 0x9e3779b1);
    hash = mixed ^ (mixed >>> 15);
  }
  const mixed = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return mixed ^ (mixed >>> 16);
}

/** The hash of one value: that of `hashValues`. */
export function hashOne(value: number): number {
  const mixed = Math.imul(value, 0x9e3779b1);
  const hash = mixed ^ (mixed >>> 15);
  const last = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return last ^ (last >>> 16);
}

/** A copy that is twice as long. */
export function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(8, array.length * 2));
  larger.set(array);
  return larger;
}
