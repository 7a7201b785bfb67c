/** Takes facts into relations, after they were checked against the declarations: rows of numbers as they are, terms one by one. */

import { needList, needText } from '../arguments.js';
import type { CompiledProgram } from '../compile.js';
import { didYouMean, EngineError } from '../errors.js';
import { type Block, FactStore, kinds } from '../fact-store.js';
import { type Facts, showFact, storeOf } from '../facts.js';
import { fitted } from '../fit.js';
import type { Interner, Value } from '../value.js';
import type { Relation } from './relation.js';

/** Enters facts into empty relations. Throws an `EngineError` for a fact that does not fit. O(values). */
export function loadFacts(
  facts: Facts,
  program: CompiledProgram,
  interner: Interner,
  relationOf: (name: string) => Relation,
): void {
  const store = storeOf(facts) ?? stored(facts);
  const fitting = new FitCheck(program);
  interner.adopt(store.dictionary);
  for (const block of store.blocks()) {
    if (fitting.fits(block)) {
      const { rows, count } = block.distinct();
      relationOf(block.relation).borrow(rows, count);
      continue;
    }
    const ids = new Int32Array(block.arity);
    for (let row = 0; row < block.count; row++) {
      const tuple = block.tuple(row);
      fitting.check(block.relation, tuple);
      for (let i = 0; i < ids.length; i++) ids[i] = interner.intern(tuple[i]!);
      relationOf(block.relation).insert(ids);
    }
  }
}

function stored(facts: Facts): FactStore {
  const store = new FactStore();
  facts.forEach((relation, tuple) => {
    if (!Array.isArray(tuple)) {
      needText(relation, 'The name of a relation');
      needList(relation, tuple);
    }
    store.add(relation, tuple);
  });
  return store;
}

/** Checks facts against declarations. */
export class FitCheck {
  private readonly terms = new Map<string, Set<Value>>();
  /** Per relation, which columns hold texts, numbers, or something else. */
  private readonly plain = new Map<string, readonly Kind[]>();

  constructor(private readonly program: CompiledProgram) {}

  /** Whether all tuples of a block are seen to fit at once; otherwise `check` tells, one by one. */
  fits({ relation, arity, rows, count, dictionary }: Block): boolean {
    const plain = this.plainOf(relation);
    if (plain?.length !== arity) return false;
    const wanted = Uint8Array.from(plain, (of) => kinds[of === 'number' ? 'integer' : 'text']);
    if (plain.includes('other')) return false;
    for (let at = 0, end = count * arity; at < end; ) {
      for (let i = 0; i < arity; i++) {
        const id = rows[at++]!;
        if ((id >= 0 ? kinds.integer : dictionary.kinds[~id]) !== wanted[i]) return false;
      }
    }
    return true;
  }

  /** Throws an `EngineError` that names the fact and what is wrong with it. */
  check(name: string, tuple: readonly Value[]): void {
    const { relations, types } = this.program;
    const plain = this.plainOf(name);
    if (plain !== undefined && Array.isArray(tuple) && fits(plain, tuple)) return;
    needText(name, 'The name of a relation');
    needList(name, tuple);
    const relation = relations.get(name);
    if (relation === undefined) {
      throw new EngineError({
        code: 'dl/unknown-relation',
        severity: 'error',
        message: `The fact \`${fitted(showFact(name, tuple))}\` is of a relation that is not declared.`,
        ...didYouMean(name, relations.keys()),
      });
    }
    const { columns } = relation;
    if (columns.length !== tuple.length) {
      throw new EngineError({
        code: 'dl/fact-arity',
        severity: 'error',
        message: `The fact \`${fitted(showFact(name, tuple))}\` has ${tuple.length} values; \`${name}\` has ${columns.length} columns.`,
        related: [{ label: 'declared here', span: relation.span }],
      });
    }
    for (let i = 0; i < columns.length; i++) {
      const value = tuple[i]!;
      const { type, name: column } = columns[i]!;
      if (typeof value === 'object' && this.terms.get(type)?.has(value)) continue;
      const reason = types.misfit(value, type);
      if (reason !== undefined) {
        throw new EngineError({
          code: 'dl/fact-type',
          severity: 'error',
          message: `The fact \`${fitted(showFact(name, tuple))}\` does not fit its column \`${column}\`: ${reason}.`,
          related: [{ label: 'declared here', span: relation.span }],
        });
      }
      if (typeof value === 'object') {
        const known = this.terms.get(type);
        if (known === undefined) this.terms.set(type, new Set([value]));
        else known.add(value);
      }
    }
  }

  /** What the columns of a relation hold; undefined when it is not declared. */
  private plainOf(name: string): readonly Kind[] | undefined {
    const known = this.plain.get(name);
    if (known !== undefined) return known;
    const { relations, types } = this.program;
    const plain = relations.get(name)?.columns.map(({ type }): Kind => {
      const base = types.base(type);
      return base === 'symbol' ? 'text' : base === 'number' ? 'number' : 'other';
    });
    if (plain !== undefined) this.plain.set(name, plain);
    return plain;
  }
}

type Kind = 'text' | 'number' | 'other';

/** Whether a tuple is of texts and integers only, as its columns are. */
function fits(kinds: readonly Kind[], tuple: readonly Value[]): boolean {
  if (kinds.length !== tuple.length) return false;
  for (let i = 0; i < kinds.length; i++) {
    const value = tuple[i];
    if (
      kinds[i] === 'text' ? typeof value !== 'string' : kinds[i] !== 'number' || !Number.isSafeInteger(value)
    )
      return false;
  }
  return true;
}
