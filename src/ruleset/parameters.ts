/** What a configuration says to the rules of a team, and whether it says all that they ask for. */
import { type Diagnostic, didYouMean, Exit, type Span, WesleyError } from '../diagnostics/index.js';
import type { FactSet, RuleInfo } from '../engine/index.js';
import { type Parameters, parameterFacts } from '../facts/requests/parameters.js';
import type { RuleFolder } from './files.js';

/** A parameter that a rule reads. */
export interface ParameterUse {
  readonly name: string;
  readonly span: Span;
  /** The rules say what holds without it. */
  readonly optional: boolean;
}

/** The parameters that these clauses name. One that some clause of the same file asks to be absent has a default. */
export function parameterUses(clauses: readonly RuleInfo[]): ParameterUse[] {
  const uses = clauses.flatMap(({ text, span, file }) =>
    [...text.matchAll(/(!?)\s*\bparameter(?:_number)?\s*\(\s*"([^"\\]*)"/g)].map(([, not, name = '']) => ({
      name,
      span,
      file,
      absent: not === '!',
    })),
  );
  const asked = uses.filter(({ absent }) => !absent);
  return asked.map(({ name, span, file }) => ({
    name,
    span,
    optional: uses.some((other) => other.absent && other.name === name && other.file === file),
  }));
}

/** Adds the parameters as facts. */
export function tellParameters(folders: readonly RuleFolder[], facts: FactSet): void {
  parameterFacts(merged(folders), facts);
}

/** A rule that asks for what nobody says would hold its tongue for ever: refused instead. */
export function checkParameters(uses: readonly ParameterUse[], folders: readonly RuleFolder[]): void {
  const known = merged(folders);
  const missing = new Map<string, Span>();
  for (const { name, span, optional } of uses) {
    if (!optional && !known.has(name) && !missing.has(name)) missing.set(name, span);
  }
  const problems = [...missing].map(
    ([name, span]): Diagnostic => ({
      code: 'config/missing-parameter',
      severity: 'error',
      message: `a rule asks for the parameter "${name}", and nothing says it.${didYouMean(name, [...known.keys()])}`,
      span,
      why: ['Without it the rule could never say anything, and that would look like "no problem".'],
      fix: {
        text: 'set it in wesley.config.json, or with --parameter',
        code: `"parameters": { "${name}": ... }`,
      },
    }),
  );
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
}

function merged(folders: readonly RuleFolder[]): Parameters {
  return new Map(folders.flatMap(({ parameters }) => [...(parameters ?? [])]));
}
