/** Every field of a proof is checked: whatever single thing is changed in a copy, the checker finds it. */
import { describe, expect, it } from 'vitest';
import { FactSet, type Proof, proofChecker, solve, term, type Value } from '../index.js';
import { programOf } from './explanation.test-helper.js';

const program = programOf(`.type Size = S { n: number } | Unknown {}
.type Pair = [a: symbol, b: symbol]
.decl node(x: symbol)
.decl edge(x: symbol, y: symbol)
.decl size(x: symbol, s: Size)
.decl banned(x: symbol, y: symbol)
.decl path(x: symbol, y: symbol)
path(x, y) :- edge(x, y).
path(x, z) :- path(x, y), edge(y, z), !banned(x, _).
.decl pair(p: Pair)
pair([x, y]) :- path(x, y), match("[a-c]", x), (y = "c" ; y = "d").
.decl big(x: symbol, n: number)
@[why = "large"]
big(x, n * 2) :- size(x, $S(n)), n > 1, k = range(1, 9), k + 1 = n, name = cat(x, "!"), strlen(name) = 2.
.decl sums(x: symbol, n: number)
sums(x, n) :- node(x), n = sum m : { edge(x, y), size(y, $S(m)), m > 0, !banned(y, x) }.
.decl counts(x: symbol, n: number, least: number)
counts(x, n, l) :- node(x), n = count : { edge(x, y) ; edge(y, x) }, l = min m : { size(_, $S(m)) }.
.decl alone(x: symbol)
alone(x) :- node(x), 0 = count : { edge(x, _) }.
stated("a").
.decl stated(x: symbol)
`);
const source = { file: 'edges.csv', line: 3, column: 1 };
const facts = new FactSet().addFrom(source, 'edge', 'a', 'b').add('edge', 'b', 'c').add('edge', 'c', 'd');
for (const [i, x] of ['a', 'b', 'c', 'd'].entries()) facts.add('node', x).add('size', x, term('S', i + 2));
facts.add('size', 'd', term('Unknown')).add('banned', 'd', 'd');
const solution = solve(program, facts);
const check = proofChecker(program, facts, { solution });

type Path = readonly (string | number)[];

/** Plain data of a proof: what it works out when it is read is worked out. */
function copyOf<T>(value: T): T {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, copyOf(one)])) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)])) as T;
}

/** All copies in which one thing is another, with the place of the change. */
function* tampered(value: unknown, path: Path = []): Iterable<readonly [Path, unknown]> {
  if (value instanceof Map) {
    for (const [key, one] of value) {
      for (const [at, changed] of tampered(one, [...path, key])) yield [at, new Map(value).set(key, changed)];
      const less = new Map(value);
      less.delete(key);
      yield [[...path, `less ${key}`], less];
    }
    yield [[...path, 'more'], new Map(value).set('nobody', 1)];
  } else if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) {
      for (const [at, changed] of tampered(one, [...path, i])) yield [at, value.with(i, changed)];
      yield [[...path, `less ${i}`], value.toSpliced(i, 1)];
      yield [[...path, `more ${i}`], value.toSpliced(i, 0, one)];
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      for (const [at, changed] of tampered(one, [...path, key])) yield [at, { ...value, [key]: changed }];
    }
  } else if (typeof value === 'string') yield [path, value === 'fact' ? 'derived' : `${value}x`];
  else if (typeof value === 'number') yield [path, value + 1];
  else if (typeof value === 'boolean') yield [path, !value];
  else yield [path, 'x'];
}

function proofOf(relation: string, tuple: readonly Value[]): Proof {
  const proof = solution.why(relation, tuple);
  if (proof === undefined) throw new Error('does not hold');
  return proof;
}

const derived = ['path', 'pair', 'big', 'sums', 'counts', 'alone', 'stated'];

describe.each(derived)('a proof of %s', (relation) => {
  const proofs = solution.rows(relation).map((tuple) => copyOf(proofOf(relation, tuple)));

  it('is accepted as it is, also as a copy', () => {
    expect(proofs.length).toBeGreaterThan(0);
    for (const proof of proofs) expect(check(proof)).toMatchObject({ valid: true });
  });

  it('is refused when anything in it is changed', () => {
    const unnoticed = proofs
      .slice(0, 4)
      .flatMap((proof) =>
        [...tampered(proof)]
          .filter(([, changed]) => check(changed as Proof).valid)
          .map(([path]) => path.join('.')),
      );
    expect(unnoticed).toEqual([]);
  });
});

it('what is no proof is refused, not thrown at', () => {
  const fact = proofOf('edge', ['a', 'b']);
  const path = copyOf(proofOf('path', ['a', 'b']));
  if (path.kind !== 'derived') throw new Error('is a fact');
  const odd: readonly [unknown, string][] = [
    [undefined, 'This is no proof.'],
    [null, 'This is no proof.'],
    ['edge', 'This is no proof.'],
    [{}, 'This is no proof.'],
    [{ kind: 'fact' }, 'The proof names no relation.'],
    [{ ...fact, tuple: undefined }, 'The proof has no tuple.'],
    [{ ...path, rule: undefined }, 'The proof has no rule.'],
    [{ ...path, bindings: { x: 'a' } }, 'The proof has no bindings.'],
    [{ ...path, premises: undefined }, 'The proof has no premises.'],
    [{ ...path, premises: [null] }, 'A premise is nothing.'],
    [{ ...path, premises: [{ kind: 'wish' }] }, 'A premise is of no known kind.'],
    [{ ...path, premises: [{ kind: 'absent' }] }, 'An absence has no pattern.'],
    [{ ...path, premises: [{ kind: 'aggregate' }] }, 'An aggregate has no rows.'],
    [{ ...path, premises: [{ kind: 'aggregate', from: [0] }] }, 'A row of an aggregate is nothing.'],
  ];
  expect(odd.map(([proof]) => check(proof as Proof))).toEqual(
    odd.map(([, reason]) => ({ valid: false, at: expect.any(String), reason })),
  );
});
