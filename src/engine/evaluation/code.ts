/** Turns generated text into functions, where that is allowed. */

/** Makes the function to run from the parts that its text names. */
type Factory = (parts: readonly unknown[]) => () => void;

/** Texts name no constant and no relation, so that many bodies share one; what the JIT learned is then kept as well. */
const factories = new Map<string, Factory>();
const mostFactories = 1000;
/** Steps that closures took where a text would have served, in all evaluations of this process. */
const heat = new Map<string, number>();
/** Steps after which a new function pays: to compile it costs the JIT what closures lose in about so many. */
const hot = 1_500_000;
/**
 * The closures are compiled as well, once for all bodies. So the first functions of a process, which make that needless if
 * few bodies are hot, pay sooner.
 */
const first = 2;
const soon = 50_000;
let allowed: boolean | undefined;

/** Whether functions may be made from text here: not under `--disallow-code-generation-from-strings`, for one. */
export function mayGenerate(): boolean {
  if (allowed === undefined) {
    try {
      allowed = new Function('return true')() === true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/** Whether to take the function of a text, after so many more steps without it, and before so many more to come. */
export function pays(text: string, steps: number, expected: number): boolean {
  if (factories.has(text)) return true;
  const all = (heat.get(text) ?? 0) + steps;
  if (heat.size >= mostFactories) heat.clear();
  heat.set(text, all);
  return all + expected >= (factories.size < first ? soon : hot);
}

/** The function that a text stands for. The text must be our own: nothing that a user wrote may be in it. */
export function instantiate(text: string, parts: readonly unknown[]): () => void {
  let factory = factories.get(text);
  if (factory === undefined) {
    if (factories.size >= mostFactories) factories.clear();
    factory = new Function('p', `'use strict';\n${text}`) as Factory;
    factories.set(text, factory);
  }
  heat.delete(text);
  return factory(parts);
}
