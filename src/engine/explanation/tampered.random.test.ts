/** Random programs: whatever is done to a proof, what the checker accepts does hold; and proofs of a session that was edited replay. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Dice, factSet, randomCase, randomValue } from '../evaluation/random-program.test-helper.js';
import {
  compile,
  type DerivedProof,
  type FactSet,
  open,
  type Premise,
  type Program,
  type Proof,
  proofChecker,
  showFact,
  solve,
  type Value,
} from '../index.js';
import { randomEdits, setOf } from '../random-edits.test-helper.js';

const cases = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 }));
const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 40);

function check(
  examine: (
    program: Program,
    facts: FactSet,
    from: number,
    given: ReturnType<typeof randomCase>['facts'],
  ) => void,
): void {
  fc.assert(
    fc.property(cases, ([from, size]) => {
      const random = randomCase(from, size);
      const { program } = compile([{ file: 'random.dl', text: random.text }]);
      if (program === undefined) throw new Error(`does not compile:\n${random.text}`);
      try {
        examine(program, factSet(random.facts), from, random.facts);
      } catch (error) {
        const facts = random.facts.map(([relation, tuple]) => showFact(relation, tuple));
        throw new Error(`${(error as Error).message}\n${random.text}\n${facts.join('\n')}`);
      }
    }),
    { seed, numRuns },
  );
}

/** Changes one thing somewhere in a proof. */
class Vandal {
  constructor(
    private readonly program: Program,
    private readonly dice: Dice,
  ) {}

  touch(proof: Proof): Proof {
    const copy = proof.kind === 'fact' ? proof : { ...copied(proof) };
    const choice = this.dice.below(6);
    if (choice === 0 || copy.kind === 'fact') return { ...copy, tuple: this.tuple(copy.relation) };
    const at = this.dice.below(Math.max(1, copy.premises.length));
    const one = copy.premises[at];
    if (choice === 1 || one === undefined) {
      const rules = this.program.rules.filter((rule) => rule.head === copy.relation);
      return { ...copy, rule: rules[this.dice.below(rules.length)] ?? copy.rule };
    }
    const replace = (premise: readonly Premise[]): DerivedProof => ({
      ...copy,
      premises: copy.premises.flatMap((old, i) => (i === at ? premise : [old])),
    });
    if (choice === 2) return replace([]);
    if (one.kind === 'fact' || one.kind === 'derived') {
      if (choice === 3) return replace([{ kind: 'fact', relation: one.relation, tuple: one.tuple }]);
      return replace([this.touch(one)]);
    }
    if (one.kind === 'aggregate') return replace([{ ...one, value: this.dice.below(5) }]);
    const name = [...copy.bindings.keys()][0] ?? 'n0';
    return { ...copy, bindings: new Map([...copy.bindings, [name, this.dice.below(4)]]) };
  }

  private tuple(relation: string): Value[] {
    const columns = this.program.relations.get(relation)?.columns ?? [];
    return columns.map(({ type }) => randomValue(type, this.dice));
  }
}

function copied({ kind, relation, tuple, rule, bindings, premises }: DerivedProof): DerivedProof {
  return { kind, relation, tuple, rule, bindings, premises };
}

it(`what the checker accepts does hold (seed ${seed})`, () => {
  let refused = 0;
  check((program, facts, from) => {
    const solution = solve(program, facts);
    const accepts = proofChecker(program, facts, { solution });
    const vandal = new Vandal(program, new Dice(from));
    for (const relation of program.relations.keys()) {
      for (const tuple of solution.rows(relation).slice(0, 20)) {
        const proof = solution.why(relation, tuple);
        if (proof === undefined) throw new Error('no proof');
        const touched = vandal.touch(proof);
        const answer = accepts(touched);
        if (answer.valid) expect(solution.has(touched.relation, touched.tuple)).toBe(true);
        else {
          expect(answer.reason).toMatch(/\.$/);
          refused++;
        }
      }
    }
  });
  expect(refused).toBeGreaterThan(numRuns);
});

it(`proofs of a session replay after each edit (seed ${seed})`, () => {
  let checked = 0;
  check((program, facts, from, given) => {
    const session = open(program, facts);
    for (const edit of randomEdits(program, given, from, 4)) {
      session.update({ insert: setOf(edit.insert), delete: setOf(edit.delete) });
      const accepts = proofChecker(program, setOf(edit.facts));
      for (const relation of program.relations.keys()) {
        for (const tuple of session.rows(relation)) {
          const proof = session.why(relation, tuple);
          if (proof === undefined) throw new Error(`no proof of ${showFact(relation, tuple)}`);
          expect(accepts(proof)).toMatchObject({ valid: true });
          checked++;
        }
      }
    }
  });
  expect(checked).toBeGreaterThan(numRuns);
});
