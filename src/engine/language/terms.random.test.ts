/**
 * Terms of every type in every place: each program is refused, or every value that it derives is of the type of its column.
 * WESLEY_FUZZ=100000 runs more cases, WESLEY_FUZZ_SEED=7 others. A failure names its case.
 */
import { expect, it } from 'vitest';
import { compile, EngineError, FactSet, solve } from '../index.js';
import { Random } from './random.test-helper.js';

const cases = Number(process.env.WESLEY_FUZZ ?? 10_000);
const seed = Number(process.env.WESLEY_FUZZ_SEED ?? 1);

/** What stands in terms, of every type. */
const terms = [
  'x',
  'y',
  'z',
  '_',
  '1',
  '2.5',
  '"a"',
  'nil',
  '[1, "b"]',
  '[x, y]',
  '[1, z]',
  '[1, nil]',
  '$Far(1)',
  '$Near("a", 2)',
  'unknown',
];
const operators = ['+', '-', '*', '/', '%', '^', 'band', 'bor', 'bxor', 'bshl', 'bshr'];
const calls = ['cat', 'strlen', 'substr', 'to_string', 'to_number', 'to_float', 'ord', 'min', 'max', 'range'];
const functions = ['lower', 'replace', 'quoted', 'split_part', 'index_of', 'matches'];
const declared = `.functor lower(s: symbol): symbol .functor replace(s: symbol, a: symbol, b: symbol): symbol
.functor quoted(s: symbol, mark: symbol): symbol .functor split_part(s: symbol, a: symbol, n: number): symbol
.functor index_of(s: symbol, a: symbol): number .functor matches(s: symbol, a: symbol): number
.type Pair = [n: number, s: symbol] .type List = [n: number, more: List]
.type Place = Far { n: number } | Near { s: symbol, n: number }
.decl i(x: number) .decl s(x: symbol) .decl f(x: float) .decl r(x: Pair) .decl t(x: Place)
i(1). i(-2). s("a"). s("b,a"). f(0.5). r([1, "b"]). t($Far(1)). t($Near("a", 2)).
`;

function term(random: Random, depth = 0): string {
  const inner = (): string => term(random, depth + 1);
  const list = (most: number): string =>
    Array.from({ length: 1 + random.below(most) }, () => inner()).join(', ');
  switch (depth > 2 ? 0 : random.below(9)) {
    case 1:
      return `(${inner()} ${random.pick(operators)} ${inner()})`;
    case 2:
      return `${random.pick(calls)}(${list(3)})`;
    case 3:
      return `@${random.pick(functions)}(${list(3)})`;
    case 4:
      return `(${random.pick(['sum', 'min', 'max'])} ${inner()} : { ${literal(random, depth + 1)} })`;
    case 5:
      return random.pick([`[${list(2)}]`, `$Far(${inner()})`, `$Near(${list(2)})`, `-${inner()}`]);
    default:
      return random.pick(terms);
  }
}

function literal(random: Random, depth = 0): string {
  const inner = (): string => term(random, depth);
  switch (random.below(5)) {
    case 0:
      return `${random.pick(['', '!'])}${random.pick(['i', 's', 'f', 'r', 't'])}(${inner()})`;
    case 1:
      return `${random.pick(['match', 'contains'])}(${inner()}, ${inner()})`;
    case 2:
      return `${inner()} ${random.pick(['<', '<=', '>', '!='])} ${inner()}`;
    default:
      return `${random.pick(['x', 'y', 'z', inner()])} = ${inner()}`;
  }
}

it(`terms of every type in every place are refused or have a value (${cases} cases, seed ${seed})`, () => {
  let accepted = 0;
  for (let n = 0; n < cases; n++) {
    const random = new Random(seed * 3_000_003 + n);
    const names = ['i', 's', 'f', 'r', 't'];
    const sources = ['x', 'y', 'z'].slice(random.below(4)).map((name) => `${random.pick(names)}(${name})`);
    const body = [...sources, ...Array.from({ length: 1 + random.below(2) }, () => literal(random))];
    const type = random.pick(['number', 'symbol', 'float', 'Pair', 'List', 'Place']);
    const text = `${declared}.decl out(x: ${type})\nout(${term(random)}) :- ${body.join(', ')}.\n`;
    try {
      const { codes, values } = outcome(text);
      if (codes.some((code) => /^dl\/(type|arity|syntax|unknown|ungrounded|unbound)/.test(code))) continue;
      accepted++;
      const wanted = { number: 'number', float: 'number', symbol: 'string' }[type] ?? 'object';
      for (const value of values) if (typeof value !== wanted) throw new Error(`${typeof value} in ${type}`);
    } catch (error) {
      throw new Error(`case ${n} of seed ${seed}: ${text}\n${(error as Error).stack}`);
    }
  }
  expect(accepted).toBeGreaterThan(cases / 200);
}, 600_000);

/** What is said of a program, and the values in its relation `out`, the same in each way to evaluate it. */
function outcome(text: string): { readonly codes: string[]; readonly values: readonly unknown[] } {
  const { program, diagnostics } = compile([{ file: 'prelude.dl', text }]);
  const codes = diagnostics.map(({ code }) => code);
  if (program === undefined) return { codes, values: [] };
  const values = (['closures', 'generated'] as const).map((code): readonly unknown[] => {
    try {
      const limits = { tuples: 2000, rounds: 50, milliseconds: 500 };
      return solve(program, new FactSet(), { code, limits })
        .rows('out')
        .map(([value]) => value);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return [];
    }
  });
  expect(values[1]).toEqual(values[0]);
  return { codes, values: values[0] ?? [] };
}
