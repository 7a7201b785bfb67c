/**
 * Looks at what callers hand over, for those who write plain JavaScript: what types would have refused is an
 * `EngineError` (`dl/argument`) that says which argument it is, at the door and not somewhere inside.
 */
import { defaultLimits, EngineError, type Limits, nearest } from './errors.js';
import type { Facts } from './facts.js';
import { isTerm, showForeign } from './value.js';

/** Terms may be nested so deep in facts and questions; one that holds itself is deeper than anything. */
export const deepestValue = 1000;

/** The error for an argument that makes no sense. */
export function misuse(message: string, fix?: string): EngineError {
  return new EngineError({
    code: 'dl/argument',
    severity: 'error',
    message,
    ...(fix !== undefined && { fix: { text: fix } }),
  });
}

/** Refuses what is no text. `what` begins the message: "The text of a goal". */
export function needText(text: unknown, what: string): void {
  if (typeof text !== 'string') throw misuse(`${what} is a text, not ${showForeign(text)}.`);
}

/** Refuses what is no list of sources. */
export function needSources(sources: unknown): void {
  const wanted = 'Give a list of `{ file, text }`.';
  if (!Array.isArray(sources)) throw misuse(`Sources are a list, not ${showForeign(sources)}.`, wanted);
  for (const source of sources) needSource(source);
}

/** Refuses what is no source. */
export function needSource(source: unknown): void {
  const { file, text } = objectOf(source, 'A source', 'Give a list of `{ file, text }`.');
  needText(file, 'The `file` of a source');
  needText(text, 'The `text` of a source');
}

/** Refuses what `compile` did not make. */
export function needProgram(program: unknown): void {
  const fix =
    '`compile` gives `{ program, diagnostics }`; there is no program when a diagnostic is an error.';
  const { relations, bodies } = objectOf(program, 'A program', fix);
  if (relations instanceof Map && Array.isArray(bodies)) return;
  throw misuse('This is no program that `compile` made.', fix);
}

/** Refuses what cannot name its facts. */
export function needFacts(facts: unknown, what = 'The facts'): asserts facts is Facts {
  const fix = 'Give a `FactSet`, or an object with `forEach(visit)`.';
  if (typeof facts !== 'object' || facts === null) throw misuse(`${what} are ${showForeign(facts)}.`, fix);
  if (typeof (facts as { forEach?: unknown }).forEach !== 'function' || Array.isArray(facts)) {
    throw misuse(`${what} cannot be asked one by one.`, fix);
  }
}

/** Refuses what is no tuple; with `open`, undefined stands for anything. Whether it fits a relation is another question. */
export function needTuple(relation: string, tuple: unknown, open = false): void {
  needList(relation, tuple);
  for (let i = 0; i < tuple.length; i++) {
    const value: unknown = tuple[i];
    if (typeof value === 'string' || typeof value === 'number' || (open && value === undefined)) continue;
    const foreign = foreignIn(value);
    if (foreign === undefined) continue;
    throw new EngineError({
      code: 'dl/fact-type',
      severity: 'error',
      message: `A tuple of \`${relation}\` has ${showForeign(foreign.part)}, which is no value.`,
      fix: { text: 'Values are texts, numbers, and terms that `term` makes.' },
    });
  }
}

/** Refuses what is no list, and terms that are nested so deep that they can only hold themselves. */
export function needList(relation: string, tuple: unknown): asserts tuple is readonly unknown[] {
  if (!Array.isArray(tuple)) {
    const message = `A tuple of \`${relation}\` is a list of values, not ${showForeign(tuple)}.`;
    throw misuse(message, 'Write `[value, ...]`, with a value for each column.');
  }
  for (let i = 0; i < tuple.length; i++) {
    if (typeof tuple[i] !== 'object' || isShallow(tuple[i], deepestValue)) continue;
    throw new EngineError({
      code: 'dl/fact-type',
      severity: 'error',
      message: `A term in a tuple of \`${relation}\` is nested more than ${deepestValue} deep, or holds itself.`,
    });
  }
}

function isShallow(value: unknown, depth: number): boolean {
  return !isTerm(value) || (depth > 0 && value.args.every((arg) => isShallow(arg, depth - 1)));
}

/** What is no value in a value. */
function foreignIn(value: unknown): { readonly part: unknown } | undefined {
  if (typeof value === 'string' || typeof value === 'number') return undefined;
  if (!isTerm(value)) return { part: value };
  for (const arg of value.args) {
    const foreign = foreignIn(arg);
    if (foreign !== undefined) return foreign;
  }
  return undefined;
}

/** The limits that are given, and the default for the others. */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  const known = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, 'number' as const]));
  needOptions(given, 'The limits', known, true);
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(set) };
}

/** What an option takes: one of these texts, or anything of a kind. */
export type Wanted = 'number' | 'boolean' | 'any' | readonly string[];

/**
 * Refuses options that are no object, values that an option does not take, and names that are a slip of a known one, or
 * with `only` any other name.
 */
export function needOptions(
  options: unknown,
  what: string,
  known: Readonly<Record<string, Wanted>>,
  only = false,
): void {
  const given = objectOf(options, what, `Leave it out, or give some of ${listed(Object.keys(known))}.`);
  for (const [name, value] of Object.entries(given)) {
    const wanted = Object.hasOwn(known, name) ? known[name] : undefined;
    if (wanted === undefined) {
      const near = nearest(name, Object.keys(known));
      if (near === undefined && !only) continue;
      const fix =
        near === undefined ? `There are ${listed(Object.keys(known))}.` : `Did you mean \`${near}\`?`;
      throw misuse(`\`${name}\` is not known in ${lowered(what)}.`, fix);
    }
    if (value === undefined || wanted === 'any') continue;
    const is = `\`${name}\` of ${lowered(what)} is`;
    if (wanted === 'number') {
      if (typeof value === 'number' && value >= 0) continue;
      throw misuse(`${is} a number from 0 on, not ${showForeign(value)}.`);
    }
    if (wanted === 'boolean') {
      if (typeof value === 'boolean') continue;
      throw misuse(`${is} true or false, not ${showForeign(value)}.`);
    }
    if (!wanted.includes(value as string)) {
      throw misuse(`${is} one of ${listed(wanted)}, not ${showForeign(value)}.`);
    }
  }
}

function objectOf(value: unknown, what: string, fix: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw misuse(`${what}: an object is needed, not ${showForeign(value)}.`, fix);
}

function lowered(what: string): string {
  return `${what.charAt(0).toLowerCase()}${what.slice(1)}`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
