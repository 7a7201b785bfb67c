/**
 * The values of ranges that nothing else in a rule says: proofs do not store them, so they are searched for. One search
 * tries the whole range; when several rows with the same parents are asked for, one search finds the values of all of them.
 */
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import type { Body, RangeStep, Step } from '../ir.js';
import type { Frame } from './frame.js';

/** Searches for single rows before one for all. */
const few = 4;

export interface Searched {
  readonly body: Body;
  /** The steps that are no positive atoms. */
  readonly others: readonly Step[];
  readonly relation: Relation;
  readonly row: number;
  /** Names the body and the rows of its atoms. */
  readonly key: string;
}

export class RangeSearch {
  private readonly asked = new Map<string, number>();
  /** Per key and row the ids of the results of its ranges. */
  private readonly found = new Map<string, ReadonlyMap<number, readonly number[]>>();

  constructor(private readonly database: Database) {}

  /**
   * Binds the ranges of a body so that its head is the row. `frame` has the head and the atoms bound; `fresh` makes one that
   * has the atoms only. Leaves to the caller to take the steps.
   */
  bind(frame: Frame, searched: Searched, fresh: () => Frame): void {
    const ranges = searched.others.filter((step) => step.kind === 'range');
    if (ranges.every(({ result }) => frame.bound.has(result))) return;
    const { key } = searched;
    const asked = this.asked.get(key) ?? 0;
    this.asked.set(key, asked + 1);
    if (asked < few) return;
    let found = this.found.get(key);
    if (found === undefined) {
      found = this.all(fresh(), searched, ranges);
      this.found.set(key, found);
    }
    const ids = found.get(searched.row);
    if (ids === undefined) return;
    for (const [i, { result }] of ranges.entries()) frame.fit({ kind: 'variable', index: result }, ids[i]!);
  }

  /** Of every row that the body gives with these atoms, the first ids. */
  private all(
    frame: Frame,
    { body, others, relation }: Searched,
    ranges: readonly RangeStep[],
  ): ReadonlyMap<number, readonly number[]> {
    const { interner } = this.database;
    const found = new Map<number, readonly number[]>();
    const tuple = new Int32Array(relation.arity);
    const idOf = (index: number): number => interner.find(frame.value({ kind: 'variable', index })!);
    frame.satisfy(others, () => {
      const values = body.headArgs.map((arg) => frame.value(arg));
      if (!values.every((value) => value !== undefined)) return false;
      for (const [i, value] of values.entries()) tuple[i] = interner.find(value);
      const row = relation.find(tuple);
      if (row >= 0 && !found.has(row)) {
        found.set(
          row,
          ranges.map(({ result }) => idOf(result)),
        );
      }
      return false;
    });
    return found;
  }
}
