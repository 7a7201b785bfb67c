/** Exactly the same type, both ways; `any` is only itself. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** An interface as the object type that it is. */
export type Plain<T> = { [K in keyof T]: T[K] };

/** Compiles only when the types are the same. */
export const same = <A, B>(_: Same<A, B>): void => {};
