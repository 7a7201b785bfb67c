/** What a program says of itself beyond its relations: what each rule reads, and what its types mean. */
import type { Span } from '../diagnostics/diagnostic.js';
import { SourceText } from '../diagnostics/source.js';
import { needProgram, needSources } from './arguments.js';
import type { CompiledProgram, Program, Source } from './compile.js';
import { Reporter } from './errors.js';
import { functorNames } from './functors.js';
import type { RuleInfo, Step } from './ir.js';
import { type PlacedConstant, placedConstants } from './language/constants.js';
import { parse } from './language/parser.js';
import { PossibleValues } from './language/possible.js';
import { readOut } from './language/unread.js';
import { compareValues, type Value } from './value.js';

/** A rule and the relations that its body reads, each once, in order of appearance. */
export interface RuleReads {
  readonly rule: RuleInfo;
  readonly reads: readonly string[];
}

/** What each rule reads; facts read nothing. */
export function rulesAndReads(program: Program): RuleReads[] {
  needProgram(program);
  const reads = new Map<RuleInfo, Set<string>>(program.rules.map((rule) => [rule, new Set()]));
  for (const body of (program as CompiledProgram).bodies) {
    const names = reads.get(body.rule);
    if (names !== undefined) collect(body.steps, names);
  }
  return [...reads].map(([rule, names]) => ({ rule, reads: [...names] }));
}

function collect(steps: readonly Step[], into: Set<string>): void {
  for (const step of steps) {
    if (step.kind === 'atom' || step.kind === 'absent') into.add(step.relation);
    else if (step.kind === 'aggregate') for (const body of step.bodies) collect(body, into);
  }
}

export interface TypeInfo {
  readonly name: string;
  readonly doc: string;
  readonly span: Span;
  /** The declaration as it is written. */
  readonly text: string;
}

/** The declared types, in the order of the sources. Files that cannot be read are left out. */
export function typesOf(sources: readonly Source[]): TypeInfo[] {
  needSources(sources);
  return sources
    .filter(({ text }) => text.includes('.type'))
    .flatMap(({ file, text }) => parse(new SourceText(file, text), new Reporter()))
    .flatMap((item) =>
      item.kind === 'type'
        ? [
            {
              name: item.name,
              doc: item.meta.doc,
              span: item.source.span(item.start, item.end),
              text: item.source.text.slice(item.start, item.end),
            },
          ]
        : [],
    );
}

/**
 * The constants in the clauses of some files that stand in a place of a declared type, for those who know what may be there.
 * Linear in these files.
 */
export function constantsOf(program: Program, isMeant: (file: string) => boolean): PlacedConstant[] {
  needProgram(program);
  const { written, relations, types } = program as CompiledProgram;
  return placedConstants(
    written.flatMap((item) => (isMeant(item.source.file) ? readOut(item, new Reporter()) : [])),
    relations,
    types,
  );
}

/** Words that may stand in a rule besides variables: for completing what a person types. */
export interface Vocabulary {
  readonly relations: readonly string[];
  readonly functions: readonly string[];
  /** Branches of types, without the `$`. */
  readonly branches: readonly string[];
}

/** The vocabulary of a program, each list sorted. */
export function vocabularyOf(program: Program): Vocabulary {
  needProgram(program);
  const { types, written } = program as CompiledProgram;
  const declared = written.flatMap((item) => (item.kind === 'functor' ? [`@${item.name}`] : []));
  return {
    relations: [...program.relations.keys()].sort(),
    functions: [...functorNames, 'count', 'sum', 'match', 'contains', ...declared].sort(),
    branches: [...types.branchNames()].sort(),
  };
}

/**
 * What the columns of a program can hold, by relation and column from 0: texts and numbers in order, or undefined where
 * anything can be. It is what declarations say (`@[values]`), and what follows from them and from the rules. Linear in the program, once.
 */
export function valuesOf(program: Program): (relation: string, column: number) => Value[] | undefined {
  needProgram(program);
  const { written, relations, strata } = program as CompiledProgram;
  const possible = new PossibleValues({ items: written, relations, strata });
  return (relation, column) => {
    const values = possible.of(relation, column);
    return values === undefined ? undefined : [...values].sort(compareValues);
  };
}
