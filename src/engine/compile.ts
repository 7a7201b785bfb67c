/** Sources to a program: read with what they include, declare, check, lower, order, and look for what is suspicious. */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { needOptions, needSources, type Wanted } from './arguments.js';
import { Reporter, TooManyErrors } from './errors.js';
import type { Body, RuleInfo } from './ir.js';
import { expandClause } from './language/alternatives.js';
import type { Annotations, Clause, ItemNode } from './language/ast.js';
import { checkTypes } from './language/check.js';
import { checkComponents, instantiate } from './language/components.js';
import { declare } from './language/declare.js';
import { describeArgument, describeComponent, describeRelations } from './language/describe.js';
import { type IncludeReader, readItems } from './language/include.js';
import type { Scope } from './language/known.js';
import { lint } from './language/lints.js';
import { lower, outerVariables } from './language/lower.js';
import { checkSingletons } from './language/singletons.js';
import { type Stratum, stratify } from './language/stratify.js';
import { isPlain } from './language/trust.js';
import type { Types } from './language/types.js';
import { readOut } from './language/unread.js';
import { neededFor } from './language/uses.js';
import type { Value } from './value.js';

export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  /** The `///` before the column. */
  readonly doc: string;
}

export interface RelationInfo {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly doc: string;
  readonly span: Span;
  readonly annotations: Annotations;
  readonly annotationSpans: ReadonlyMap<string, Span>;
  /** Named by `.input`. */
  readonly input: boolean;
  /** Named by `.output`. */
  readonly output: boolean;
}

/** A clause inside a component, which is read and never evaluated. */
export interface ComponentClause {
  readonly relation: string;
  /** Its values, for a fact. */
  readonly tuple: readonly Value[] | undefined;
  /** As `tuple`, with undefined where the fact says `_`: what a tuple may look like. */
  readonly pattern: readonly (Value | undefined)[] | undefined;
  readonly doc: string;
  readonly annotations: Annotations;
  readonly span: Span;
  readonly text: string;
}

export interface ComponentInfo {
  readonly name: string;
  readonly doc: string;
  readonly annotations: Annotations;
  readonly annotationSpans: ReadonlyMap<string, Span>;
  readonly span: Span;
  readonly clauses: readonly ComponentClause[];
}

export interface Program {
  readonly relations: ReadonlyMap<string, RelationInfo>;
  readonly rules: readonly RuleInfo[];
  readonly components: readonly ComponentInfo[];
}

/** A program with what evaluation needs. */
export interface CompiledProgram extends Program {
  readonly types: Types;
  readonly bodies: readonly Body[];
  readonly strata: readonly Stratum[];
  readonly clauses: readonly Clause[];
  /** As they are written: for compiling more on top. */
  readonly written: readonly ItemNode[];
  /** Where the rules and the bodies of each clause begin: two numbers per clause. */
  readonly begins: readonly number[];
}

interface CompiledClause {
  readonly rules: readonly RuleInfo[];
  readonly bodies: readonly Body[];
}

export interface Compilation {
  /** Undefined iff there is an error. */
  readonly program: Program | undefined;
  /** In the order of the sources; included files come last. */
  readonly diagnostics: Diagnostic[];
  /** All files that were read: those that were given, then those that they include. */
  readonly sources: readonly Source[];
}

export interface CompileOptions {
  /** Only what these relations need is compiled and will be derived; everything when absent. */
  readonly goals?: readonly string[];
  /** Finds a file that `.include` names and that is not among the sources; `from` is the file that includes it. */
  readonly include?: IncludeReader;
  /**
   * What to do with what is legal but suspicious: 'warn' (the default) warns, 'strict' makes errors of what is almost
   * surely wrong (cross products, rules that can never fire, variables named once), 'off' says nothing.
   */
  readonly lint?: 'off' | 'warn' | 'strict';
  /**
   * Whether the clauses of a file were checked before, together with what they need: only what they do to others is looked
   * at again, and those that no goal reaches are not even read.
   */
  readonly isTrusted?: (file: string) => boolean;
  /** What the first of these very sources compiled to: what they hold is not checked and compiled again. */
  readonly onto?: Program;
}

const compileOptions: Readonly<Record<keyof CompileOptions, Wanted>> = {
  goals: 'any',
  include: 'any',
  lint: ['off', 'warn', 'strict'],
  isTrusted: 'any',
  onto: 'any',
};

/**
 * Reads and checks the sources together. Every problem found is reported; several per run. Time is linear in the sources,
 * but for clauses with very many literals (at most 1000) and groups of recursive relations.
 */
export function compile(sources: readonly Source[], options: CompileOptions = {}): Compilation {
  needSources(sources);
  needOptions(options, 'The options of `compile`', compileOptions);
  const reporter = new Reporter();
  const { goals, isTrusted } = options;
  const isPatient = goals === undefined ? undefined : isTrusted;
  const { items: written, sources: read } = readItems(sources, options.include, reporter, isPatient);
  let program: CompiledProgram | undefined;
  try {
    program = build(written, options, reporter);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
  }
  const diagnostics = reporter.sorted(read.map(({ file }) => file));
  return { program: reporter.failed ? undefined : program, diagnostics, sources: read };
}

function build(written: readonly ItemNode[], options: CompileOptions, reporter: Reporter): CompiledProgram {
  const items = instantiate(written, reporter);
  const scope = declare(items, reporter);
  const all = items.filter((item) => item.kind === 'clause' || item.kind === 'unread');
  const clauses =
    options.goals === undefined
      ? all.flatMap((clause) => readOut(clause, reporter))
      : neededFor(options.goals, all, reporter);
  const rules: RuleInfo[] = [];
  const bodies: Body[] = [];
  const sound: Clause[] = [];
  const begins: number[] = [];
  const known = reusable(options.onto, written);
  for (const clause of clauses) {
    const before = reporter.errors;
    begins.push(rules.length, bodies.length);
    const done = known?.get(clause);
    const trusted = options.isTrusted?.(clause.source.file) ?? false;
    if (done === undefined) compileClause(clause, trusted, scope, rules, bodies);
    else reuse(done, rules, bodies);
    if (reporter.errors === before) sound.push(clause);
  }
  const strata = stratify(scope.relations.keys(), bodies, reporter);
  const components = items.filter((item) => item.kind === 'component');
  checkComponents(components, scope);
  const relations = describeRelations(items, scope.relations);
  if (options.lint !== 'off') {
    const levels = options.lint === 'strict' ? 'strict' : 'warn';
    for (const clause of sound) checkSingletons(clause, reporter, levels);
    if (!reporter.failed) {
      lint(
        { items, clauses, bodies, strata, relations, isWhole: options.goals === undefined },
        reporter,
        levels,
      );
    }
  }
  return {
    relations,
    rules,
    components: components.map(describeComponent),
    types: scope.types,
    bodies,
    strata,
    clauses,
    written,
    begins,
  };
}

/** Clauses that are compiled already, where nothing that they were compiled with has changed. */
function reusable(
  onto: Program | undefined,
  written: readonly ItemNode[],
): ReadonlyMap<Clause, CompiledClause> | undefined {
  if (onto === undefined) return undefined;
  const base = onto as CompiledProgram;
  if (!base.written.every((item, at) => item === written[at])) return undefined;
  const { clauses, begins } = base;
  const compiled = new Map<Clause, CompiledClause>();
  for (const [at, clause] of clauses.entries()) {
    const [rules, bodies, nextRules, nextBodies] = begins.slice(2 * at, 2 * at + 4);
    compiled.set(clause, {
      rules: base.rules.slice(rules, nextRules),
      bodies: base.bodies.slice(bodies, nextBodies),
    });
  }
  return compiled;
}

/** Adds what a clause became, under numbers of its own. */
function reuse(done: CompiledClause, rules: RuleInfo[], bodies: Body[]): void {
  const own = new Map<RuleInfo, RuleInfo>();
  for (const rule of done.rules) {
    const numbered = { ...rule, index: rules.length };
    own.set(rule, numbered);
    rules.push(numbered);
  }
  for (const body of done.bodies) bodies.push({ ...body, rule: own.get(body.rule) ?? body.rule });
}

function compileClause(
  clause: Clause,
  trusted: boolean,
  scope: Scope,
  rules: RuleInfo[],
  bodies: Body[],
): void {
  const { reporter } = scope;
  const { source, meta } = clause;
  const span = source.span(clause.start, clause.end);
  const alternatives = expandClause(clause, reporter);
  if (alternatives === undefined) return;
  const text = source.text.slice(clause.start, clause.end);
  for (const head of clause.heads) {
    const outer = alternatives.map((literals) => outerVariables(head, literals));
    const rule: RuleInfo = {
      index: rules.length,
      file: source.file,
      span,
      head: head.name,
      doc: meta.doc,
      annotations: meta.annotations,
      annotationSpans: meta.annotationSpans,
      variables: namesOf(outer, clause.variables),
      text,
      headArguments: head.args.map(describeArgument),
    };
    rules.push(rule);
    for (let at = 0; at < alternatives.length; at++) {
      const literals = alternatives[at]!;
      if (!trusted || !isPlain(head, literals, scope)) checkTypes(clause, head, literals, scope);
      bodies.push(lower(clause, head, literals, outer[at]!, rule, reporter));
    }
  }
}

/** The names of variables, each once. */
function namesOf(numbers: readonly (readonly number[])[], names: readonly string[]): readonly string[] {
  const all = numbers.length === 1 ? numbers[0]! : [...new Set(numbers.flat())];
  return all.map((number) => names[number]!);
}
