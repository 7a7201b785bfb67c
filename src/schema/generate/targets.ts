/** The generators that come with Wesley, one line each; a generator is loaded when it is used. */
import type { Target } from './target.js';

const targets: Readonly<Record<string, () => Promise<Target>>> = {
  types: async () => (await import('./types.js')).types,
  zod: async () => (await import('./zod.js')).zod,
  kysely: async () => (await import('./kysely.js')).kysely,
  jsonschema: async () => (await import('./jsonschema.js')).jsonschema,
  runtime: async () => (await import('./runtime/index.js')).runtime,
  pgtap: async () => (await import('./pgtap.js')).pgtap,
  sql: async () => (await import('./sql.js')).sql,
};

/** Words of `--target`, in the order of `--target all`. */
export const targetNames: readonly string[] = Object.keys(targets);

/** Loads a generator of Wesley's own; undefined when there is none of that name. */
export async function loadTarget(name: string): Promise<Target | undefined> {
  return Object.hasOwn(targets, name) ? targets[name]?.() : undefined;
}
