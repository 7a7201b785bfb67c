/** Proofs and absences as text: lines with a depth, and lines as a tree. */
import type { ProofLine } from '../../diagnostics/diagnostic.js';
import { needOptions, type Wanted } from '../arguments.js';
import { type FactSource, showFact } from '../facts.js';
import { fitted } from '../fit.js';
import { showValue } from '../value.js';
import type { AggregatePremise, Contribution, DerivedProof, Premise, Proof } from './proof.js';
import { premiseText } from './proof.js';
import { needProof, needWhyNot } from './proof-shape.js';
import type { Missing, RuleWhyNot, WhyNot } from './why-not.js';

/** One line of an explanation; what it rests on follows, deeper. */
export interface ExplanationLine extends ProofLine {
  /** Where it comes from, or how much is not shown. */
  readonly note?: string;
}

export interface RenderOptions {
  /** Levels of premises that are shown; 4 unless said otherwise. */
  readonly depth?: number;
  /** Rows of an aggregate that are shown, at most ten; 5 unless said otherwise. */
  readonly rows?: number;
  /** Lines that are shown; 1000 unless said otherwise. */
  readonly lines?: number;
  /** Draw with ASCII signs only. */
  readonly ascii?: boolean;
}

export interface RenderWhyNotOptions extends RenderOptions {
  /** Rules that are told, the nearest first; 3 unless said otherwise. */
  readonly rules?: number;
}

/**
 * A proof as a tree of text, one line per premise: its tuple, and the rule or source it comes from.
 *
 *   may_open("ada", "lab")   doors.dl:9
 *   ├─ member("ada", "staff")   fact, people.csv:2
 *   ╰─ no banned("ada", _)
 *
 * A subtree that was shown is not repeated but marked `as above`; below `depth` the number of premises is said. A last line
 * says when there are more than `lines`: time and text are bounded by them.
 */
export function renderProof(proof: Proof, options: RenderOptions = {}): string {
  return drawLines(proofLines(proof, options), options);
}

/**
 * An absence as text: empty inputs first, then the rules that came nearest, each with the literal at which it stops, what
 * was almost there, and why the tuple in the way holds.
 */
export function renderWhyNot(whyNot: WhyNot, options: RenderWhyNotOptions = {}): string {
  return drawLines(whyNotLines(whyNot, options), options);
}

/** The lines of `renderProof`, for those who draw them their own way. */
export function proofLines(proof: Proof, options: RenderOptions = {}): ExplanationLine[] {
  needProof(proof);
  needOptions(options, 'The options of a rendering', renderOptions);
  const outline = new Outline(options);
  outline.premise(proof, 0);
  return outline.result();
}

/** The lines of `renderWhyNot`, for those who draw them their own way. */
export function whyNotLines(whyNot: WhyNot, options: RenderWhyNotOptions = {}): ExplanationLine[] {
  needWhyNot(whyNot);
  needOptions(options, 'The options of a rendering', renderOptions);
  const outline = new Outline(options);
  outline.absence(whyNot, 0, options.rules ?? 3);
  return outline.result();
}

/** Lines as a tree: guides in front, notes behind. */
export function drawLines(lines: readonly ExplanationLine[], { ascii = false }: RenderOptions = {}): string {
  const [bar, middle, last] = ascii ? ['|  ', '+- ', '`- '] : ['│  ', '├─ ', '╰─ '];
  // Going backwards: the levels that go on below a line.
  const open: boolean[] = [];
  const drawn = [...lines].reverse().map(({ depth, text, note }) => {
    let guide = '';
    for (let level = 1; level < depth; level++) guide += open[level] ? bar : '   ';
    if (depth > 0) guide += open[depth] ? middle : last;
    open[depth] = true;
    open.length = depth + 1;
    return `${guide}${text}${note === undefined ? '' : `   ${note}`}`;
  });
  return drawn.reverse().join('\n');
}

const renderOptions: Readonly<Record<keyof RenderWhyNotOptions, Wanted>> = {
  depth: 'number',
  rows: 'number',
  lines: 'number',
  ascii: 'boolean',
  rules: 'number',
};

/** Names of empty relations that are said. */
const mostEmpty = 4;

class Outline {
  private readonly lines: ExplanationLine[] = [];
  /** Derived tuples whose premises were shown. */
  private readonly shown = new Set<string>();

  /** Levels that are shown of one proof, and the depth at which the present one ends. */
  private readonly levels: number;
  private deepest: number;
  private readonly mostRows: number;
  private readonly mostLines: number;

  constructor({ depth = 4, rows = 5, lines = 1000 }: RenderOptions) {
    this.deepest = depth;
    this.levels = depth;
    this.mostRows = rows;
    this.mostLines = lines;
  }

  /** The lines, and what is said in place of those that are too many. */
  result(): ExplanationLine[] {
    const { lines, mostLines } = this;
    if (!this.full) return lines;
    const text = `only the first ${plural(mostLines, 'line')} ${mostLines === 1 ? 'is' : 'are'} shown`;
    return [...lines.slice(0, mostLines), { depth: 0, text }];
  }

  /** There are more lines than are shown: nothing more is worked out. */
  private get full(): boolean {
    return this.lines.length > this.mostLines;
  }

  premise(premise: Premise, depth: number): void {
    if (this.full) return;
    switch (premise.kind) {
      case 'holds':
        this.add(depth, premise.text);
        break;
      case 'absent':
        this.add(depth, `no ${premise.text}`);
        break;
      case 'aggregate':
        this.aggregate(premise, depth);
        break;
      case 'fact':
        this.add(depth, showFact(premise.relation, premise.tuple), sourceNote(premise.source));
        break;
      case 'derived':
        this.derived(premise, depth, showFact(premise.relation, premise.tuple));
    }
  }

  absence(whyNot: WhyNot, depth: number, most: number): void {
    if (this.full) return;
    const { relation, pattern, holds, rules } = whyNot;
    const asked = showFact(relation, pattern);
    const [first] = holds;
    if (first !== undefined) {
      const all = holds.map((tuple) => showFact(relation, tuple)).join(', ');
      this.add(depth, pattern.includes(undefined) ? `${asked} does hold: ${all}` : `${asked} does hold`);
      return;
    }
    this.add(depth, `no ${asked}`);
    const told = rules.filter(({ missing }) => missing.kind !== 'head');
    const shown = told.slice(0, most);
    this.empty(whyNot.factsOnly ? whyNot.emptyInputs : shown.flatMap((rule) => rule.emptyInputs), depth + 1);
    if (whyNot.factsOnly && whyNot.emptyInputs.length === 0) {
      this.add(depth + 1, `no rule derives ${relation}, and no such fact is given`);
    }
    for (const tuple of whyNot.nearMisses) this.add(depth + 1, `near it: ${showFact(relation, tuple)}`);
    for (const rule of shown) this.rule(rule, depth + 1);
    if (told.length === 0) {
      for (const { missing, rule } of rules.slice(0, most)) {
        this.add(depth + 1, sentence(missing.message), placeOf(rule));
      }
    }
    const rest = (told.length === 0 ? rules : told).length - most;
    if (rest > 0) this.add(depth + 1, `${plural(rest, 'more rule')} came less near`);
  }

  /** Relations without any fact, before everything else: nothing that needs them can hold. */
  private empty(relations: readonly string[], depth: number): void {
    const names = [...new Set(relations)].sort();
    if (names.length === 0) return;
    const rest = names.length - mostEmpty;
    const all = names.slice(0, mostEmpty).join(', ');
    this.add(depth, `no fact is given of ${all}${rest > 0 ? ` and ${rest} others` : ''}`);
  }

  private rule({ rule, satisfied, total, missing, bindings, cut }: RuleWhyNot, depth: number): void {
    this.add(depth, `${oneLine(rule.text)}`, `${placeOf(rule)}, ${satisfied} of ${total} hold`);
    const known = [...bindings].map(([name, value]) => `${name} = ${showValue(value)}`).join(', ');
    if (known !== '') this.add(depth + 1, `with ${known}`);
    if (missing.kind === 'gives') this.add(depth + 1, sentence(missing.message));
    else this.literal(missing, depth + 1);
    if (cut) this.add(depth + 1, 'the search was cut here: other values may come nearer');
  }

  private literal(missing: Missing, depth: number): void {
    this.add(depth, `fails: ${oneLine(missing.text)}`);
    // What is in the way is told to some depth, however deep the question was.
    const { deepest, levels } = this;
    this.deepest = Math.max(deepest, depth + Math.min(3, levels - 1));
    this.missing(missing, depth + 1);
    this.deepest = deepest;
  }

  private missing(missing: Missing, depth: number): void {
    const { relation = '', blocking, because, suggestion, aggregates } = missing;
    if (because !== undefined) {
      this.absence(because, depth, 1);
      return;
    }
    this.add(depth, sentence(missing.message));
    for (const premise of aggregates) this.aggregate(premise, depth);
    for (const tuple of missing.nearMisses) this.add(depth, `near it: ${showFact(relation, tuple)}`);
    if (blocking?.kind === 'derived')
      for (const premise of blocking.premises) this.premise(premise, depth + 1);
    else if (blocking !== undefined)
      this.lines.push({ ...this.lines.pop()!, note: fitted(sourceNote(blocking.source)) });
    if (suggestion !== undefined)
      this.add(depth, `it would hold with the fact ${showFact(relation, suggestion)}`);
  }

  private derived(proof: DerivedProof, depth: number, text: string): void {
    const key = showFact(proof.relation, proof.tuple);
    const { premises } = proof;
    const place =
      premises.length === 0 && !/:-/.test(proof.rule.text)
        ? `fact, ${placeOf(proof.rule)}`
        : placeOf(proof.rule);
    if (premises.length > 0 && this.wasShown(proof)) {
      this.add(depth, text, 'as above');
      return;
    }
    if (premises.length > 0 && depth >= this.deepest) {
      this.add(depth, text, `${place}, ${plural(premises.length, 'premise')} not shown`);
      return;
    }
    this.shown.add(key);
    this.add(depth, text, place);
    for (const premise of premises) this.premise(premise, depth + 1);
  }

  private aggregate(premise: AggregatePremise, depth: number): void {
    this.add(depth, `${showValue(premise.value)} = ${premise.shown}`, plural(premise.rows, 'row'));
    if (depth >= this.deepest) return;
    const told = premise.from.slice(0, this.mostRows);
    for (const one of told) this.contribution(one, premise.name, depth + 1);
    const rest = premise.rows - told.length;
    if (rest > 0) this.add(depth + 1, `and ${plural(rest, 'more row')}`);
  }

  private contribution({ value, premises }: Contribution, name: string, depth: number): void {
    if (this.full) return;
    const counted = name === 'count' || value === undefined ? '' : `${showValue(value)} of `;
    const [only, ...others] = premises;
    if (only?.kind === 'derived' && others.length === 0) {
      this.derived(only, depth, `${counted}${showFact(only.relation, only.tuple)}`);
      return;
    }
    const note = only?.kind === 'fact' && others.length === 0 ? sourceNote(only.source) : undefined;
    this.add(depth, `${counted}${premises.map(premiseText).join(', ')}`, note);
    if (depth >= this.deepest) return;
    for (const premise of premises) {
      if (premise.kind === 'derived' && !this.wasShown(premise)) this.premise(premise, depth + 1);
    }
  }

  private wasShown({ relation, tuple }: DerivedProof): boolean {
    return this.shown.has(showFact(relation, tuple));
  }

  private add(depth: number, text: string, note?: string): void {
    this.lines.push({ depth, text: fitted(text), ...(note !== undefined && { note: fitted(note) }) });
  }
}

function sourceNote(source: FactSource | undefined): string {
  if (source === undefined) return 'fact';
  const { file, line, column } = source;
  return `fact, ${[file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')}`;
}

function placeOf({
  file,
  span,
}: {
  readonly file: string;
  readonly span: { readonly line: number };
}): string {
  return `${file}:${span.line}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A message as a line: without the marks of code and the stop at its end. */
function sentence(message: string): string {
  return message.replaceAll('`', '').replace(/\.$/, '');
}
