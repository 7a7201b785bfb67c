/** Which annotations something may carry, and what they may say: a caller describes it, and this checks it. */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../errors.js';
import type { Annotations, AnnotationValue } from './ast.js';

/** What a value may be: `flag` is `@[x]` alone, `texts` a list of texts, `anything` with keys too, a list of words one of these. */
export type ValueShape =
  | 'flag'
  | 'text'
  | 'flag-or-text'
  | 'number'
  | 'boolean'
  | 'texts'
  | 'anything'
  | readonly string[];

/** `@[x]`, `@[x = value]`, or `@[x(key = value, ...)]`. */
export interface AnnotationShape {
  /** Of `@[x = value]`; absent for an annotation with keys. */
  readonly value?: ValueShape;
  /** Of `@[x(...)]`. */
  readonly keys?: Readonly<Record<string, { readonly value: ValueShape; readonly required?: boolean }>>;
  readonly required?: boolean;
}

/** By name. */
export type AnnotationSchema = Readonly<Record<string, AnnotationShape>>;

/** What carries annotations: a rule, a relation, a component. */
export interface Annotated {
  readonly annotations: Annotations;
  readonly annotationSpans: ReadonlyMap<string, Span>;
  readonly span: Span;
}

/** Annotations that the engine itself reads: always known. */
export const ownAnnotations: AnnotationSchema = {
  allow_cross_product: { value: 'flag' },
  allow_unused: { value: 'flag' },
  deprecated: { value: 'flag-or-text' },
  open: { value: 'flag' },
  values: { value: 'anything' },
};

/** Reports unknown annotations and keys, values of another shape, and what is missing; each at its place. */
export function checkAnnotations(of: Annotated, schema: AnnotationSchema): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const known: AnnotationSchema = { ...ownAnnotations, ...schema };
  const at = (key: string): Span => of.annotationSpans.get(key) ?? of.span;
  for (const [name, value] of of.annotations) {
    const shape = Object.hasOwn(known, name) ? known[name] : undefined;
    if (shape === undefined) {
      const message = `There is no annotation \`${name}\`.`;
      problems.push(
        problem('dl/unknown-annotation', message, at(name), didYouMean(name, Object.keys(known))),
      );
    } else if (shape.keys === undefined) {
      const wanted = misfit(value, shape.value ?? 'flag');
      if (wanted !== undefined) problems.push(bad(`\`@[${name}]\` is ${wanted}.`, at(name)));
    } else problems.push(...checkKeys(name, value, shape.keys, at));
  }
  for (const [name, { required }] of Object.entries(schema)) {
    if (required === true && !of.annotations.has(name)) {
      const message = `\`@[${name}]\` is missing.`;
      problems.push(problem('dl/missing-annotation', message, of.span));
    }
  }
  return problems;
}

function checkKeys(
  name: string,
  value: AnnotationValue,
  keys: NonNullable<AnnotationShape['keys']>,
  at: (key: string) => Span,
): Diagnostic[] {
  if (typeof value !== 'object' || Array.isArray(value)) {
    const [first = 'key'] = Object.keys(keys);
    return [bad(`\`@[${name}]\` has keys: \`@[${name}(${first} = ...)]\`.`, at(name))];
  }
  const problems: Diagnostic[] = [];
  for (const [key, one] of Object.entries(value as Readonly<Record<string, AnnotationValue>>)) {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const span = at(`${name}.${key}`);
    if (shape === undefined) {
      const message = `\`@[${name}]\` has no key \`${key}\`.`;
      problems.push(problem('dl/unknown-annotation', message, span, didYouMean(key, Object.keys(keys))));
      continue;
    }
    const wanted = misfit(one, shape.value);
    if (wanted !== undefined) problems.push(bad(`\`${key}\` of \`@[${name}]\` is ${wanted}.`, span));
  }
  for (const [key, { required }] of Object.entries(keys)) {
    if (required === true && !Object.hasOwn(value, key)) {
      problems.push(problem('dl/missing-annotation', `\`@[${name}]\` has no \`${key}\`.`, at(name)));
    }
  }
  return problems;
}

/** What a value should be, when it is not. */
function misfit(value: AnnotationValue, shape: ValueShape): string | undefined {
  if (typeof shape === 'object') {
    const isOne = typeof value === 'string' && shape.includes(value);
    return isOne ? undefined : `one of ${shape.map((word) => `"${word}"`).join(', ')}`;
  }
  switch (shape) {
    case 'flag':
      return value === true ? undefined : 'written without a value';
    case 'text':
      return typeof value === 'string' ? undefined : 'a text in quotes';
    case 'flag-or-text':
      return value === true || typeof value === 'string' ? undefined : 'a text in quotes, or alone';
    case 'number':
      return typeof value === 'number' ? undefined : 'a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : '`true` or `false`';
    case 'anything':
      return undefined;
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? undefined
        : 'a list of texts, such as ["a", "b"]';
  }
}

function bad(message: string, span: Span): Diagnostic {
  return problem('dl/bad-annotation', message, span);
}

function problem(code: string, message: string, span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return { code, severity: 'error', message, span, ...more };
}
