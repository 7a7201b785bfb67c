/**
 * Rules and facts to try things on: ask goals, add rules of the moment, and be told why something holds or does not.
 * Nothing is kept between goals but the rules that were added.
 */
import type { Diagnostic, ProofLine } from '../diagnostics/index.js';
import {
  compile,
  compileGoal,
  type ExplanationLine,
  type Goal,
  missingDeclarations,
  type Program,
  type Proof,
  type ProofJson,
  proofToJson,
  type Source,
  solve,
  type Value,
  type Vocabulary,
  valuesOf,
  vocabularyOf,
  type WhyNot,
  type WhyNotJson,
  whyNotLines,
  whyNotToJson,
} from '../engine/index.js';
import { placeOf, proofLines, type StatementPlaces } from '../findings.js';
import {
  type CheckInput,
  type CollectedFacts,
  collectFacts,
  type KnownState,
  placesOf,
} from '../pipeline.js';
import { loadRuleset, type Ruleset } from '../ruleset/load.js';
import { modelOfCatalog } from '../schema/catalog/index.js';
import { modelFacts } from '../schema/facts.js';
import { defaultSettings, type SchemaSettings } from '../schema/index.js';
import { SchemaPlaces } from '../schema/places.js';
import type { RelationPage } from './relation-pages.js';

/** What a workbench holds: SQL, the state that it runs on, and, to see a plan's rules at work, the state that is wanted. */
export type WorkbenchInput = Pick<
  CheckInput,
  'files' | 'before' | 'major' | 'transaction' | 'ruleFolders'
> & {
  readonly after?: KnownState;
  /** How SDL is read. */
  readonly sdl?: SchemaSettings;
};

export interface Answer {
  readonly goal: Goal;
  /** One per way to make the goal hold, in the order of the values of the goal's columns. */
  readonly rows: readonly (readonly Value[])[];
  /** The proof of a row: its literals at depth 0. */
  why(row: readonly Value[]): ProofLine[];
  /** Up to so many distinct proofs of a row, that of `why` first; complete when there are no others. */
  proofs(row: readonly Value[], limit: number): Several<ProofLine[]>;
  /** For a goal without rows: the literal at which it stops, and why. */
  whyNot(): ExplanationLine[];
  /** As `why`, `proofs` and `whyNot`, as the engine tells them to tools, with the places of statements. */
  readonly json: {
    why(row: readonly Value[]): ProofJson[];
    proofs(row: readonly Value[], limit: number): Several<ProofJson>;
    whyNot(): WhyNotJson;
  };
}

/** Some of what there is. */
export interface Several<T> {
  readonly found: readonly T[];
  /** There is no more. Otherwise the limit, or the length of the search, ended it. */
  readonly complete: boolean;
}

/** An answer, or what is wrong with the goal. */
export interface Asked {
  readonly answer: Answer | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What adding a text came to. */
export interface Added {
  /** Relations that the text declares or derives; empty when it was refused. */
  readonly relations: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Collects the facts and loads the rules. */
export async function openWorkbench(input: WorkbenchInput): Promise<Workbench> {
  const { before, sdl: settings = defaultSettings } = input;
  const collected = await collectFacts(input);
  if (before === undefined) return new Workbench(loadRuleset(input.ruleFolders, 'all'), collected);
  const model = before.model ?? modelOfCatalog(before.catalog, settings);
  const writtenAs = before.model === undefined ? 'sql' : 'sdl';
  modelFacts(model, collected.facts, { writtenAs, settings });
  return new Workbench(loadRuleset(input.ruleFolders, 'all'), collected, new SchemaPlaces(model));
}

export class Workbench {
  private added: readonly Source[] = [];
  private current: Program;

  constructor(
    readonly ruleset: Ruleset,
    private readonly collected: CollectedFacts,
    private readonly parts?: SchemaPlaces,
  ) {
    this.current = ruleset.program;
  }

  /** The shipped rules, those of the team, and what was added. */
  get program(): Program {
    return this.current;
  }

  /** All texts that a place may point into. */
  get sources(): readonly Source[] {
    const { sources } = this.collected;
    return [...this.ruleset.sources, ...this.added, ...sources.map(({ file, text }) => ({ file, text }))];
  }

  get factCount(): number {
    return this.collected.facts.size;
  }

  /** Facts per relation that has any, by name. */
  factCounts(): [relation: string, count: number][] {
    const counts = new Map<string, number>();
    this.collected.facts.forEach((relation) => {
      counts.set(relation, (counts.get(relation) ?? 0) + 1);
    });
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Pages of all relations, those of added rules last. */
  async relations(): Promise<RelationPage[]> {
    const { describeRelations } = await import('./relation-pages.js');
    return describeRelations({ program: this.current, sources: this.rules(), rules: this.ruleset.rules });
  }

  vocabulary(): Vocabulary & {
    /** Texts that a column can hold, by its place from 0; none where anything can be. */
    readonly values: (relation: string, column: number) => readonly string[];
  } {
    const valuesAt = valuesOf(this.current);
    return {
      ...vocabularyOf(this.current),
      values: (relation, column) =>
        (valuesAt(relation, column) ?? []).filter((value) => typeof value === 'string'),
    };
  }

  /** Answers a goal. A limit that is passed throws the engine's error. */
  ask(text: string): Asked {
    const { goal, diagnostics } = compileGoal(this.rules(), this.current, text);
    const told = diagnostics.map(ofGoal);
    if (goal === undefined) return { answer: undefined, diagnostics: told };
    return { answer: this.answer(goal), diagnostics: told };
  }

  /** Adds rules; relations that they derive for the first time are declared by what the rules say of their types. */
  add(text: string, file: string): Added {
    const declarations = missingDeclarations(text, this.current);
    const more: Source[] = [{ file, text }];
    if (declarations.length > 0) more.unshift({ file: `${file} declares`, text: declarations.join('\n') });
    const all = [...this.rules(), ...more];
    const about = (diagnostics: readonly Diagnostic[]) =>
      diagnostics.filter((one) => one.span?.file === file);
    const { program, diagnostics } = compile(all, { onto: this.current, lint: 'off' });
    if (program === undefined) {
      // What breaks elsewhere, such as a cycle through a negation, is still the fault of what was added.
      const said = about(diagnostics);
      return { relations: [], diagnostics: said.some(isError) ? said : diagnostics.filter(isError) };
    }
    const goals = program.rules.filter((rule) => rule.file === file).map(({ head }) => head);
    const relations = new Set([
      ...[...program.relations.values()]
        .filter(({ span }) => span.file.startsWith(file))
        .map(({ name }) => name),
      ...goals,
    ]);
    // What is suspicious in what was added shows in what it needs.
    const said = about(compile(all, { onto: program, goals }).diagnostics);
    this.added = [...this.added, ...more];
    this.current = program;
    return { relations: [...relations], diagnostics: said };
  }

  private rules(): Source[] {
    return [...this.ruleset.sources, ...this.added];
  }

  private answer(goal: Goal): Answer {
    const solution = solve(goal.program, this.collected.facts);
    const places: StatementPlaces = {
      ...placesOf(this.collected.statements),
      spanOfFact: (relation, tuple) => this.parts?.spanOfFact(relation, tuple),
    };
    const { relation } = goal;
    const why = (row: readonly Value[]) => solution.why(relation, row);
    const proofs = <T>(row: readonly Value[], limit: number, told: (proof: Proof) => T): Several<T> => {
      const { found, complete } = solution.proofs(relation, row, { limit });
      return { found: found.map(told), complete };
    };
    const lines = (proof: Proof | undefined) => premises(proofLines(proof, places));
    const json = (proof: Proof) => placed(proofToJson(proof), places);
    const whyNot = () =>
      solution.whyNot(relation, goal.columns.length === 0 ? [1] : goal.columns.map(() => undefined));
    return {
      goal,
      rows: solution.rows(relation),
      why: (row) => lines(why(row)),
      proofs: (row, limit) => proofs(row, limit, lines),
      whyNot: () => this.absence(whyNot()),
      json: {
        why: (row) => [why(row)].flatMap((proof) => (proof === undefined ? [] : [json(proof)])),
        proofs: (row, limit) => proofs(row, limit, json),
        whyNot: () => whyNotToJson(whyNot()),
      },
    };
  }

  private absence(whyNot: WhyNot): ExplanationLine[] {
    const [, own, ...lines] = whyNotLines(whyNot, { rules: 2, depth: 6 });
    const hold = /\d+ of \d+ hold/.exec(own?.note ?? '')?.[0];
    const said = lines.map((line) => ({ ...line, depth: line.depth - 1 }));
    return together(hold === undefined ? said : [{ depth: 0, text: `${hold} together` }, ...said]);
  }
}

/** What the engine says of a rule, said of a goal: nothing is declared for a question. */
function ofGoal(one: Diagnostic): Diagnostic {
  if (one.code === 'dl/never') {
    return { ...one, message: one.message.replace('This rule can never fire', 'This can never hold') };
  }
  if (one.code !== 'dl/unknown-relation' || one.fix?.code?.startsWith('.decl') !== true) return one;
  return { ...one, fix: { text: 'see which there are', code: 'wesley rules relations' } };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** Facts about statements with the places that they are about. */
function placed(proof: ProofJson, places: StatementPlaces): ProofJson {
  const steps = proof.steps.map((step) => {
    const span = placeOf(step, places);
    return span === undefined
      ? step
      : { ...step, source: { file: span.file, line: span.line, column: span.column } };
  });
  return { ...proof, steps };
}

/** The lines under the goal, which itself says nothing. */
function premises(lines: readonly ProofLine[]): ProofLine[] {
  return lines.slice(1).map((line) => ({ ...line, depth: line.depth - 1 }));
}

const isEmpty = /^no fact of (\w+) is given at all$/;
/** Empty relations that are named in one line. */
const namedEmpty = 6;

/** Neighbours that say the same of one relation each say it once, of all. */
function together(lines: readonly ExplanationLine[]): ExplanationLine[] {
  const kept: ExplanationLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    const names: string[] = [];
    for (
      let next = lines[at];
      next !== undefined && next.depth === line.depth;
      next = lines[at + names.length]
    ) {
      const name = isEmpty.exec(next.text)?.[1];
      if (name === undefined) break;
      names.push(name);
    }
    if (names.length < 2) kept.push(line);
    else {
      const rest = names.length - namedEmpty;
      const more = rest > 0 ? ` and ${rest} more` : '';
      kept.push({
        depth: line.depth,
        text: `no facts at all of ${names.slice(0, namedEmpty).join(', ')}${more}`,
      });
    }
    at += Math.max(1, names.length);
  }
  return kept;
}
