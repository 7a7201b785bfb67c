/** Hashing of int32 values one after another, and arrays that grow. */

export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return mixed ^ (mixed >>> 16);
}

/** The hash of `count` values from `at` on. */
export function hashValues(values: Int32Array, at: number, count: number): number {
  let hash = 0;
  for (let i = at; i < at + count; i++) hash = mix(hash, values[i]!);
  return finish(hash);
}

/** A copy that is twice as long. */
export function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(8, array.length * 2));
  larger.set(array);
  return larger;
}
