/** Options of a generator, as the configuration says them: every key is known, every value of its kind, or it is an error. */
import { type Diagnostic, didYouMean, Exit, WesleyError } from '../../diagnostics/index.js';

/** How one option is read. */
export interface Option<T> {
  readonly fallback: T;
  /** What it may be, for people: `true or false`. */
  readonly expected: string;
  accepts(value: unknown): value is T;
}

/**
 * Reads options of a target by name. Absent ones have their default. Throws `WesleyError` with all mistakes; the
 * subject of each is the name of the option.
 *
 *     const { brand, dates } = readOptions('types', options, { brand: flag(false), dates: oneOf('Date', 'string') });
 */
export function readOptions<T extends Record<string, unknown>>(
  target: string,
  given: Readonly<Record<string, unknown>>,
  options: { readonly [K in keyof T]: Option<T[K]> },
): T {
  const problems: Diagnostic[] = [];
  const names = Object.keys(options);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(options, name)) continue;
    problems.push({
      code: 'config/unknown-key',
      severity: 'error',
      message: `the target "${target}" has no option "${name}".${didYouMean(name, names)}`,
      subject: name,
      fix: { text: names.length === 0 ? 'it has none' : `its options: ${names.join(', ')}` },
    });
  }
  const read = Object.entries<Option<unknown>>(options).map(([name, option]) => {
    const value = given[name];
    if (value === undefined || option.accepts(value)) return [name, value ?? option.fallback];
    const message = `option "${name}" of the target "${target}" must be ${option.expected}`;
    problems.push({ code: 'config/bad-value', severity: 'error', message, subject: name });
    return [name, option.fallback];
  });
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
  return Object.fromEntries(read) as T;
}

/** `true` or `false`. */
export function flag(fallback: boolean): Option<boolean> {
  const accepts = (value: unknown): value is boolean => typeof value === 'boolean';
  return { fallback, expected: 'true or false', accepts };
}

/** Any text but the empty one. */
export function text(fallback: string): Option<string> {
  const accepts = (value: unknown): value is string => typeof value === 'string' && value !== '';
  return { fallback, expected: 'a text', accepts };
}

/** One of some words; the first is the default. */
export function oneOf<const T extends string>(first: T, ...others: readonly T[]): Option<T> {
  const all: readonly unknown[] = [first, ...others];
  const accepts = (value: unknown): value is T => all.includes(value);
  return {
    fallback: first,
    expected: [first, ...others]
      .map((one) => JSON.stringify(one))
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or '),
    accepts,
  };
}
