/** Why a tuple holds: its stored proof. What was not stored is recovered by taking the body again with its rows given. */
import type { Database } from '../evaluation/database.js';
import { positives } from '../evaluation/plan.js';
import type { Relation } from '../evaluation/relation.js';
import type { FactSource } from '../facts.js';
import type { AggregateStep, AtomStep, Body, RuleInfo, Step } from '../ir.js';
import { NONE, type Value } from '../value.js';
import { Frame, type Outcomes, type RowOf } from './frame.js';
import { insertSorted } from './near.js';
import {
  type AggregatePremise,
  type Contribution,
  type Listed,
  listingOrder,
  mostContributions,
  type Premise,
  type Proof,
} from './proof.js';
import { RangeSearch } from './range-search.js';
import { Writer } from './show.js';

/** Where facts were read. */
export type SourceOf = (relation: string, tuple: readonly Value[]) => FactSource | undefined;

/** One application of a body: its number in the program, and the rows of its positive atoms in the order of the text. */
export interface Derivation {
  readonly body: number;
  readonly parents: readonly RowOf[];
}

/** The steps of a body, apart. */
interface Parts {
  readonly body: Body;
  readonly atoms: readonly AtomStep[];
  readonly others: readonly Step[];
}

/** Finds the stored proofs of one database. Holds until rows change. */
export class Explainer {
  private readonly proofs = new Map<Relation, Map<number, Proof>>();
  readonly outcomes: Outcomes = new Map();
  private readonly parts = new Map<number, Parts>();
  private readonly ranges: RangeSearch;

  constructor(
    readonly database: Database,
    private readonly sourceOf: SourceOf = () => undefined,
  ) {
    this.ranges = new RangeSearch(database);
  }

  /** The stored proof of a row. What it rests on is found when it is read. */
  proof(relation: Relation, row: number): Proof {
    let known = this.proofs.get(relation);
    if (known === undefined) {
      known = new Map();
      this.proofs.set(relation, known);
    }
    let proof = known.get(row);
    if (proof === undefined) {
      const derivation = this.stored(relation, row);
      proof = derivation === undefined ? this.fact(relation, row) : this.derived(relation, row, derivation);
      known.set(row, proof);
    }
    return proof;
  }

  /** How a row was derived first; undefined for a fact. */
  stored(relation: Relation, row: number): Derivation | undefined {
    const number = relation.proofOf(row);
    if (number < 0) return undefined;
    const parents = this.partsOf(number).atoms.map((atom, n) => ({
      relation: atom.relation,
      row: relation.parentAt(row, n),
    }));
    return { body: number, parents };
  }

  /** The row as a fact. */
  fact(relation: Relation, row: number): Proof {
    const tuple = this.database.values(relation.tuple(row));
    const source = this.sourceOf(relation.name, tuple);
    return {
      kind: 'fact',
      relation: relation.name,
      tuple,
      ...(source !== undefined && { source }),
    };
  }

  /** A row as this derivation gives it. The premises have the proofs given, their stored ones otherwise. */
  derived(relation: Relation, row: number, derivation: Derivation, given: readonly Proof[] = []): Proof {
    const { rule } = this.database.program.bodies[derivation.body]!;
    let replayed: Frame | undefined;
    let premises: readonly Premise[] | undefined;
    const replay = (): Frame => {
      replayed ??= this.replay(relation, row, derivation);
      return replayed;
    };
    const read = (): readonly Premise[] => {
      const proofs = derivation.parents.map((parent, n) => given[n] ?? this.proofOf(parent));
      return this.premises(replay(), replay().body.steps, proofs);
    };
    return {
      kind: 'derived',
      relation: relation.name,
      tuple: this.database.values(relation.tuple(row)),
      rule,
      get bindings() {
        return replay().bindings();
      },
      get premises() {
        premises ??= read();
        return premises;
      },
    };
  }

  /** The values of all variables of the rule that derived a row; undefined for a fact. */
  bindings(
    relation: Relation,
    row: number,
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined {
    const derivation = this.stored(relation, row);
    if (derivation === undefined) return undefined;
    const { rule } = this.database.program.bodies[derivation.body]!;
    return { rule, values: this.replay(relation, row, derivation).bindings() };
  }

  private partsOf(number: number): Parts {
    let parts = this.parts.get(number);
    if (parts === undefined) {
      const body = this.database.program.bodies[number]!;
      parts = { body, atoms: positives(body), others: body.steps.filter((step) => step.kind !== 'atom') };
      this.parts.set(number, parts);
    }
    return parts;
  }

  private proofOf({ relation, row }: RowOf): Proof {
    return this.proof(this.database.relation(relation), row);
  }

  /** Fits the head and the positive atoms to their rows, then takes the other steps: only ranges are searched. */
  private replay(relation: Relation, row: number, { body: number, parents }: Derivation): Frame {
    const { body, atoms, others } = this.partsOf(number);
    const start = (): Frame => new Frame(this.database, body, this.outcomes);
    const fitAtoms = (frame: Frame): boolean => atoms.every((atom, n) => frame.fitRow(atom, parents[n]!.row));
    const failed = (): never => {
      throw new Error(`internal error: the proof of a row of ${relation.name} does not replay`);
    };
    const frame = start();
    const tuple = relation.tuple(row);
    if (!body.headArgs.every((arg, i) => frame.fit(arg, tuple[i]!)) || !fitAtoms(frame)) failed();
    const key = `${number} ${parents.map((parent) => parent.row).join()}`;
    this.ranges.bind(frame, { body, others, relation, row, key }, () => {
      const fresh = start();
      return fitAtoms(fresh) ? fresh : failed();
    });
    if (!frame.satisfy(others, () => frame.gives(body.headArgs, tuple))) failed();
    return frame;
  }

  /** What the steps rest on, as they are bound now; `proofs` are those of the atoms. */
  private premises(frame: Frame, steps: readonly Step[], proofs: readonly Proof[]): Premise[] {
    const writer = new Writer(frame.body, (index) => frame.value({ kind: 'variable', index }));
    let n = 0;
    return steps.flatMap((step): Premise[] => {
      if (step.kind === 'atom') return [proofs[n++]!];
      if (step.origin === undefined || step.kind === 'never') return [];
      if (step.kind === 'aggregate') {
        const premise = this.aggregate(frame, step);
        return premise === undefined ? [] : [premise];
      }
      if (step.kind !== 'absent') return [{ kind: 'holds', text: writer.step(step) }];
      const pattern = step.args.map((arg) => frame.value(arg));
      return [
        { kind: 'absent', relation: step.relation, pattern, text: writer.fact(step.relation, step.args) },
      ];
    });
  }

  /** What an aggregate gives for what is bound now, and from what; undefined when it has no value. */
  aggregate(frame: Frame, step: AggregateStep): AggregatePremise | undefined {
    const { source } = frame.body;
    const { id, rows } = frame.aggregate(step);
    if (id === NONE) return undefined;
    const writer = new Writer(frame.body, (index) => frame.value({ kind: 'variable', index }));
    const { start, end } = step.origin ?? { start: 0, end: 0 };
    let from: readonly Contribution[] | undefined;
    const given = frame.copy();
    const read = (): readonly Contribution[] => this.contributions(given, step);
    return {
      kind: 'aggregate',
      text: source.text.slice(start, end),
      shown: writer.aggregate(step),
      name: step.name,
      value: this.database.interner.value(id),
      rows,
      get from() {
        from ??= read();
        return from;
      },
    };
  }

  /** The first rows of an aggregate, in an order that does not depend on when rows were entered. */
  private contributions(frame: Frame, step: AggregateStep): Contribution[] {
    const { database } = this;
    const order = listingOrder(step.name);
    const several = step.bodies.length > 1;
    /** Rows of alternatives that count as one, by what they agree on: the first in the order. */
    const firsts = new Map<string, Collected>();
    const found: Collected[] = [];
    frame.eachRow(
      step,
      (value, rows, steps, agreed) => {
        const tuple = rows.flatMap(({ relation, row }) =>
          database.values(database.relation(relation).tuple(row)),
        );
        const one = { value, tuple, rows, steps, alternative: step.bodies.indexOf(steps) };
        const worse = several ? firsts.get(agreed) : found[mostContributions - 1];
        if (worse !== undefined && order(one, worse) >= 0) return true;
        const kept = { ...one, frame: frame.copy() };
        if (several) firsts.set(agreed, kept);
        else insertSorted(found, kept, mostContributions, order);
        return true;
      },
      { repeat: several },
    );
    for (const one of firsts.values()) insertSorted(found, one, mostContributions, order);
    return found.map((one) => ({
      value: one.value,
      premises: this.premises(
        one.frame,
        one.steps,
        one.rows.map((row) => this.proofOf(row)),
      ),
    }));
  }
}

/** One way in which the body of an aggregate holds. */
interface Collected extends Listed {
  readonly rows: readonly RowOf[];
  readonly steps: readonly Step[];
  readonly frame: Frame;
}
