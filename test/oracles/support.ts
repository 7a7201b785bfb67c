/** Random programs for other engines: cases from a seed, what our engine derives, and how a difference is told. */
import { toClingo } from '../../bench/engine/dialects/clingo.js';
import { factText } from '../../bench/engine/dialects/words.js';
import type { CompiledProgram } from '../../src/engine/compile.js';
import {
  type Features,
  factSet,
  type RandomCase,
  randomCase,
} from '../../src/engine/evaluation/random-program.test-helper.js';
import { compile, solve } from '../../src/engine/index.js';

export const seed: number = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);

/** How many programs: the given number, or `ENGINE_RUNS`. */
export function runs(usual: number): number {
  return Number(process.env.ENGINE_RUNS ?? usual);
}

export interface Case extends RandomCase {
  readonly program: CompiledProgram;
  /** All tuples, as the other engine prints them, in the order of texts. */
  readonly derived: readonly string[];
}

/** Compiled and solved cases. A case that does not compile is an error of the generator or of the checker. */
export function cases(count: number, features: Partial<Features>): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomCase((seed + i * 7919) | 0, 1 + (i % 6), features);
    const { program, diagnostics } = compile([{ file: 'random.dl', text: random.text }]);
    if (program === undefined)
      throw new Error(`${diagnostics.map(({ message }) => message).join('\n')}\n${random.text}`);
    const solution = solve(program, factSet(random.facts));
    const derived = [...program.relations.keys()].flatMap((name) =>
      solution.rows(name).map((tuple) => factText('p_', [name, tuple])),
    );
    return { ...random, program: program as CompiledProgram, derived: derived.sort() };
  });
}

/** Throws with the program when another engine derives something else. */
export function compare({ text, facts, program, derived }: Case, theirs: readonly string[]): void {
  const ours = new Set(derived);
  const other = new Set(theirs);
  const more = derived.filter((fact) => !other.has(fact));
  const less = theirs.filter((fact) => !ours.has(fact));
  if (more.length === 0 && less.length === 0) return;
  const given = facts.map((fact) => `${factText('', fact)}.`).join('\n');
  throw new Error(
    `only ours: ${more.join(' ')}\nonly theirs: ${less.join(' ')}\n${text}\n${given}\n---\n${clingoOrNothing(program)}`,
  );
}

function clingoOrNothing(program: CompiledProgram): string {
  try {
    return toClingo(program, []);
  } catch {
    return '';
  }
}
