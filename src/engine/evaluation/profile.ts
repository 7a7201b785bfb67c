/** What each rule cost: time, derivations, and per literal how often it was reached, held, and how many rows it visited. */
import type { Span } from '../../diagnostics/index.js';
import type { Body, RuleInfo, Step } from '../ir.js';
import type { Counter } from './machine.js';

/** One literal of a body, in numbers summed over all rounds. */
export interface LiteralProfile {
  readonly span: Span;
  /** As it is written. */
  readonly text: string;
  readonly kind: Exclude<Step['kind'], 'never'>;
  /** How often it was reached. */
  readonly tried: number;
  /** How often it held: for a relation, once per row that fits. */
  readonly passed: number;
  /** Rows visited; for an aggregate, those of its body. */
  readonly rows: number;
}

/** One head and alternative of a clause. Those that never ran are zero. */
export interface RuleProfile {
  readonly rule: RuleInfo;
  readonly milliseconds: number;
  /** Ways in which its body held. */
  readonly derivations: number;
  /** Tuples that were new. */
  readonly tuples: number;
  /** In the order of the text. */
  readonly literals: readonly LiteralProfile[];
}

/** The running sums of one body. */
export class BodyProfile {
  milliseconds = 0;
  derivations = 0;
  tuples = 0;
  private readonly counters = new Map<Step, Counter>();

  constructor(private readonly body: Body) {}

  /** The sums of a step. */
  counter = (step: Step): Counter => {
    let counter = this.counters.get(step);
    if (counter === undefined) {
      counter = { tried: 0, passed: 0, rows: 0 };
      this.counters.set(step, counter);
    }
    return counter;
  };

  result(): RuleProfile {
    const { body, milliseconds, derivations, tuples } = this;
    const literals: LiteralProfile[] = [];
    for (const step of body.steps) {
      const { kind, origin } = step;
      if (origin === undefined || kind === 'never') continue;
      const span = body.source.span(origin.start, origin.end);
      const text = body.source.text.slice(origin.start, origin.end);
      literals.push({ span, text, kind, ...this.counter(step) });
    }
    literals.sort((a, b) => a.span.start - b.span.start);
    return { rule: body.rule, milliseconds, derivations, tuples, literals };
  }
}
