/** The search through one body for the bindings under which most of its literals hold. */
import type { Relation } from '../evaluation/relation.js';
import { showFact } from '../facts.js';
import type { AggregateStep, AtomStep, Body, Expression, Step } from '../ir.js';
import { compareTuples, compareValues, showValue, type Value } from '../value.js';
import type { Explainer } from './explain.js';
import { Budget, Frame, inOrderOfText, isFact } from './frame.js';
import { nearMisses } from './near.js';
import type { AggregatePremise } from './proof.js';
import { Writer } from './show.js';
import { suggest } from './suggest.js';
import type { Missing, RuleWhyNot, WhyNot } from './why-not.js';

type Pattern = readonly (Value | undefined)[];

/** Asks in turn why the rules do not derive a tuple of a relation. */
export type Because = (relation: string, pattern: Pattern) => WhyNot | undefined;

interface Best {
  /** Literals that hold together. */
  readonly score: number;
  /** How far the text was followed before the first one failed. */
  readonly depth: number;
  /** The one that fails; undefined when all hold and the head gives something else. */
  readonly step: Step | undefined;
  /** What was bound then. */
  readonly frame: Frame;
  /** And with what the literals after it bind. */
  readonly whole: Frame;
}

/** Where a search was cut. */
interface Reached {
  readonly step: Step;
  readonly frame: Frame;
  readonly depth: number;
}

export class Attempt {
  private readonly frame: Frame;
  private readonly budget: Budget;
  private best: Best | undefined;
  private reached: Reached | undefined;
  private readonly written: readonly Step[];

  constructor(
    private readonly explainer: Explainer,
    private readonly body: Body,
    steps: number,
    private readonly because: Because,
  ) {
    this.budget = new Budget(steps);
    this.frame = new Frame(explainer.database, body, explainer.outcomes, this.budget);
    this.written = body.steps.filter((step) => step.origin !== undefined);
  }

  /** How near the body comes to a tuple that fits the pattern. There must be none. */
  run(pattern: Pattern): RuleWhyNot {
    const { body, frame, explainer } = this;
    for (const [i, arg] of body.headArgs.entries()) {
      const wanted = pattern[i];
      if (wanted === undefined || arg.kind === 'call') continue;
      if (!frame.fit(arg, explainer.database.interner.intern(wanted))) {
        const column = explainer.database.program.relations.get(body.head)?.columns[i]?.name ?? `${i + 1}`;
        const gives = new Writer(body, () => undefined, 'all').expression(arg);
        const message = `The rule gives \`${gives}\` for \`${column}\` of \`${body.head}\`, never \`${showValue(wanted)}\`${
          arg.kind === 'variable' ? ` beside the other values` : ''
        }.`;
        return this.report(frame, 0, { ...this.head(), pattern, message });
      }
    }
    const ordered = inOrderOfText(body.steps, frame.bound);
    this.search(ordered, 0);
    const { best, reached } = this;
    if (best === undefined) return this.undecided(ordered, reached);
    const empty = this.written.find((step) => step.kind === 'atom' && this.isEmptyInput(step));
    return this.report(best.frame, best.score, this.describe(empty ?? best.step, best));
  }

  /** When the steps end before any literal has failed. */
  private undecided(ordered: readonly Step[], reached: Reached | undefined): RuleWhyNot {
    const { frame, step = ordered[0], depth } = reached ?? { frame: this.frame, step: undefined, depth: 0 };
    const text = step === undefined ? this.body.rule.text : this.textOf(step).text;
    const missing: Missing = {
      ...this.head(),
      ...(step !== undefined && this.textOf(step)),
      kind: 'cut',
      relation: undefined,
      message: `The search was cut before it was known whether \`${text}\` holds.`,
    };
    return this.report(frame, count(ordered.slice(0, depth)), missing);
  }

  private search(ordered: readonly Step[], depth: number): void {
    const step = ordered[depth];
    if (step === undefined) {
      this.keep(this.written.length, depth, undefined, this.frame.copy());
      return;
    }
    let any = false;
    for (const _ of this.frame.solutions(step)) {
      any = true;
      this.search(ordered, depth + 1);
      if (this.budget.spent) return;
    }
    if (this.budget.spent) {
      if (this.reached === undefined) this.reached = { step, frame: this.frame.copy(), depth };
      return;
    }
    if (any) return;
    const before = count(ordered.slice(0, depth));
    // What the compiler added is a part of a literal that was counted.
    const hidden = step.origin === undefined ? 1 : 0;
    const after = ordered.slice(depth + 1);
    if (this.best !== undefined && before + count(after) < this.best.score) return;
    const stopped = this.frame.copy();
    const mark = this.frame.mark();
    this.keep(before - hidden + this.holding(after), depth, step, stopped);
    this.frame.undo(mark);
  }

  /** How many of the steps hold beside what failed. Each binds what fits with the smallest values. */
  private holding(steps: readonly Step[]): number {
    let held = 0;
    for (const step of inOrderOfText(steps, this.frame.bound)) {
      const holds = this.take(step);
      if (step.origin === undefined) held -= holds ? 0 : 1;
      else if (holds) held++;
    }
    return held;
  }

  private take(step: Step): boolean {
    const { frame } = this;
    if (step.kind !== 'atom') {
      for (const _ of frame.solutions(step)) return true;
      return false;
    }
    const mark = frame.mark();
    const row = this.smallest(this.relation(step.relation), frame.solutions(step));
    frame.undo(mark);
    return row !== undefined && frame.fitRow(step, row);
  }

  /** Of some rows that with the smallest values, whatever order they were entered in. */
  private smallest(relation: Relation, rows: Iterable<number>): number | undefined {
    let best: { readonly row: number; readonly tuple: readonly Value[] } | undefined;
    for (const row of rows) {
      const tuple = this.explainer.database.values(relation.tuple(row));
      if (best === undefined || compareTuples(tuple, best.tuple) < 0) best = { row, tuple };
    }
    return best?.row;
  }

  private keep(score: number, depth: number, step: Step | undefined, frame: Frame): void {
    const { best } = this;
    const order = best === undefined ? 1 : score - best.score || depth - best.depth;
    if (order > 0 || (order === 0 && best !== undefined && before(frame, best.frame))) {
      this.best = { score, depth, step, frame, whole: this.frame.copy() };
    }
  }

  private describe(step: Step | undefined, { frame, whole }: Best): Missing {
    const { body } = this;
    const writer = new Writer(body, (index) => frame.value({ kind: 'variable', index }));
    if (step === undefined) {
      const given = showFact(
        body.head,
        body.headArgs.map((arg) => frame.value(arg)),
      );
      return { ...this.head(), kind: 'gives', message: `The body holds, but it gives \`${given}\`.` };
    }
    const base = {
      ...this.head(),
      ...this.textOf(step),
      aggregates: this.aggregatesOf(step, frame),
      kind: 'test' as const,
      relation: undefined,
      pattern: [],
    };
    switch (step.kind) {
      case 'atom':
        return this.describeAtom(step, frame, whole, base);
      case 'absent': {
        const relation = this.relation(step.relation);
        const row = this.smallest(relation, frame.fittingRows(step));
        const blocking = row === undefined ? undefined : this.explainer.proof(relation, row);
        const shown =
          blocking === undefined
            ? writer.fact(step.relation, step.args)
            : showFact(blocking.relation, blocking.tuple);
        const pattern = step.args.map((arg) => frame.value(arg));
        return {
          ...base,
          kind: 'absent',
          relation: step.relation,
          pattern,
          message: `\`${shown}\` holds.`,
          blocking,
        };
      }
      case 'aggregate':
        return { ...base, kind: 'aggregate', message: aggregateMessage(step, frame, writer) };
      case 'never':
        return { ...base, message: `\`${base.text}\` never holds.` };
      default: {
        const aggregate = step.kind === 'equal' ? this.resultOf(step.right) : undefined;
        if (step.kind === 'equal' && aggregate?.origin !== undefined) {
          const { start, end } = aggregate.origin;
          base.text = body.source.text.slice(start, end);
          base.span = body.source.span(start, end);
          const is = writer.expression(step.right);
          const message = `\`${base.text}\` does not hold: \`${writer.aggregate(aggregate)}\` is ${is}, not ${writer.expression(step.left)}.`;
          return { ...base, kind: 'aggregate', message };
        }
        return { ...base, message: `\`${base.text}\` does not hold: ${writer.step(step)} is false.` };
      }
    }
  }

  /** A step as it is written, and where. */
  private textOf(step: Step): Pick<Missing, 'text' | 'span'> {
    const { source, rule } = this.body;
    const { origin } = step;
    if (origin === undefined) {
      return { text: new Writer(this.body, () => undefined, 'all').step(step), span: rule.span };
    }
    return { text: source.text.slice(origin.start, origin.end), span: source.span(origin.start, origin.end) };
  }

  private describeAtom(step: AtomStep, frame: Frame, whole: Frame, base: Missing): Missing {
    const { database } = this.explainer;
    const relation = this.relation(step.relation);
    const pattern = step.args.map((arg) => frame.value(arg));
    const empty = relation.count === relation.dead;
    const near = nearMisses(
      database,
      relation,
      step.args.map((arg) => frame.wanted(arg)),
    );
    const { because } = this;
    const shown = new Writer(this.body, (index) => frame.value({ kind: 'variable', index }), repeated(step));
    let asked: { readonly answer: WhyNot | undefined } | undefined;
    return {
      ...base,
      kind: 'relation',
      relation: step.relation,
      pattern,
      message: empty
        ? this.isEmptyInput(step)
          ? `No fact of \`${step.relation}\` is given.`
          : `\`${step.relation}\` has no tuple at all.`
        : `No tuple fits \`${shown.fact(step.relation, step.args)}\`.`,
      nearMisses: near,
      suggestion: this.isDerived(step.relation) ? undefined : suggest(database, step, whole, near[0]),
      get because() {
        if (asked === undefined) {
          const answer = because(step.relation, pattern);
          // Where the pattern says less than the literal, something may fit the pattern.
          asked = { answer: answer?.holds.length === 0 ? answer : undefined };
        }
        return asked.answer;
      },
    };
  }

  private head(): Missing {
    const { rule, head } = this.body;
    return {
      kind: 'head',
      text: rule.text,
      span: rule.span,
      relation: head,
      pattern: [],
      message: '',
      nearMisses: [],
      blocking: undefined,
      aggregates: [],
      suggestion: undefined,
      because: undefined,
    };
  }

  private report(frame: Frame, satisfied: number, missing: Missing): RuleWhyNot {
    const emptyInputs = this.written.flatMap((step) =>
      step.kind === 'atom' && this.isEmptyInput(step) ? [step.relation] : [],
    );
    return {
      rule: this.body.rule,
      satisfied,
      total: this.written.length,
      missing,
      bindings: frame.bindings(),
      emptyInputs: [...new Set(emptyInputs)],
      cut: this.budget.spent,
    };
  }

  /** The aggregates that a step is, or whose results it compares. */
  private aggregatesOf(step: Step, frame: Frame): AggregatePremise[] {
    if (step.kind === 'atom' || step.kind === 'absent') return [];
    const read = new Set(step.variables);
    // What a variable is computed from counts too: `n = count : ..., n * 2 > 3`.
    for (let size = 0; size < read.size; ) {
      size = read.size;
      for (const one of this.body.steps) {
        if (one.kind !== 'equal' || one.left.kind !== 'variable' || !read.has(one.left.index)) continue;
        for (const index of one.variables) read.add(index);
      }
    }
    return this.body.steps.flatMap((one) => {
      if (one.kind !== 'aggregate' || (one !== step && !read.has(one.result))) return [];
      if (!one.outer.every((index) => frame.bound.has(index))) return [];
      return this.explainer.aggregate(frame, one) ?? [];
    });
  }

  /** The aggregate whose result an expression is. */
  private resultOf(expression: Expression): AggregateStep | undefined {
    if (expression.kind !== 'variable') return undefined;
    return this.body.steps.find((step) => step.kind === 'aggregate' && step.result === expression.index) as
      | AggregateStep
      | undefined;
  }

  private isEmptyInput(step: AtomStep): boolean {
    const relation = this.relation(step.relation);
    return relation.count === relation.dead && !this.isDerived(step.relation);
  }

  private isDerived(name: string): boolean {
    return this.explainer.database.program.bodies.some((body) => body.head === name && !isFact(body));
  }

  private relation(name: string): Relation {
    return this.explainer.database.relation(name);
  }
}

/** Variables that stand in an atom more than once. */
function repeated(step: AtomStep): ReadonlySet<number> {
  const all = step.variables;
  return new Set(all.filter((index, i) => all.indexOf(index) !== i));
}

function count(steps: readonly Step[]): number {
  return steps.filter((step) => step.origin !== undefined).length;
}

function aggregateMessage(step: AggregateStep, frame: Frame, writer: Writer): string {
  const { id } = frame.aggregate(step);
  const shown = writer.aggregate(step);
  const wanted = frame.value({ kind: 'variable', index: step.result });
  if (id === -0x80000000) return `\`${shown}\` has no value: nothing fits.`;
  const is = showValue(frame.database.interner.value(id));
  return `\`${shown}\` is ${is}${wanted === undefined ? '' : `, not ${showValue(wanted)}`}.`;
}

/** Of two equally good bindings the one with the smaller values: the answer does not depend on the order of rows. */
function before(a: Frame, b: Frame): boolean {
  for (let index = 0; index < a.body.variables.length; index++) {
    const left = a.value({ kind: 'variable', index });
    const right = b.value({ kind: 'variable', index });
    if (left === undefined && right === undefined) continue;
    if (left === undefined || right === undefined) return left !== undefined;
    const order = compareValues(left, right);
    if (order !== 0) return order < 0;
  }
  return false;
}
