/** What callers in plain JavaScript hand over by mistake: always an `EngineError` that says what is wrong with it. */
import { describe, expect, it } from 'vitest';
import {
  checkProof,
  compile,
  compileGoal,
  constantsOf,
  EngineError,
  FactSet,
  type Facts,
  formatRules,
  missingDeclarations,
  open,
  proofFacts,
  proofToJson,
  renderProof,
  renderWhyNot,
  rulesAndReads,
  solve,
  type Term,
  term,
  typesOf,
  valuesOf,
  vocabularyOf,
} from './index.js';

const text = `.type Op = Add { t: symbol } | Several { parts: List }
.type List = [first: Op, rest: List]
.decl op(o: Op)
.decl edge(a: symbol, b: symbol)
.decl size(n: number)
.decl path(a: symbol, b: symbol)
path(a, b) :- edge(a, b).
path(a, c) :- path(a, b), edge(b, c).
`;
const source = { file: 'a.dl', text };
const { program } = compile([source]);
if (program === undefined) throw new Error('does not compile');
const facts = new FactSet().add('edge', 'a', 'b').add('op', term('Add', 'x'));
const solution = solve(program, facts);
const session = open(program, facts);
const proof = solution.why('path', ['a', 'b']);

/** No type at all: what a caller without TypeScript may write. */
// biome-ignore lint/suspicious/noExplicitAny: this is what the test is about
type Anything = any;
const odd = (value: unknown): Anything => value;

function refused(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return `${error.diagnostic.code} ${error.diagnostic.message}`;
  }
  return 'nothing was refused';
}

function own(relation: string, tuple: Anything): Facts {
  return { forEach: (visit) => visit(relation, tuple) };
}

function circle(): Term {
  const args: Term[] = [];
  const whole = { tag: 'Several', args };
  args.push(whole, whole);
  return whole;
}

function deep(levels: number): Term {
  let list: Term = term('nil');
  for (let i = 0; i < levels; i++) list = term('', term('Add', 'x'), list);
  return term('Several', list);
}

const strange: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  0,
  1n,
  true,
  'text',
  Symbol('s'),
  () => 1,
  [],
  [null],
  {},
  Object.create(null),
  new Date(0),
  new Map(),
  { tag: 'Add' },
  { tag: 'Add', args: [undefined] },
  { kind: 'derived' },
  circle(),
];

describe('whatever is handed over', () => {
  const calls: Readonly<Record<string, (value: Anything) => unknown>> = {
    sources: (value) => compile(value),
    'a source': (value) => compile([value]),
    'a text': (value) => compile([{ file: 'a.dl', text: value }]),
    'options of compile': (value) => compile([source], value),
    'a goal': (value) => compileGoal([source], program, value),
    'a program of a goal': (value) => compileGoal([source], value, 'path(a, b)'),
    'a file to format': (value) => formatRules(value),
    'a text without declarations': (value) => missingDeclarations(value, program),
    'a program that is described': (value) => [
      rulesAndReads(value),
      vocabularyOf(value),
      valuesOf(value),
      constantsOf(value, () => true),
    ],
    'sources with types': (value) => typesOf(value),
    'a program': (value) => solve(value, facts),
    facts: (value) => solve(program, value),
    'a relation of a fact': (value) => solve(program, new FactSet().add(value, 'a', 'b')),
    'a value of a fact': (value) => solve(program, new FactSet().add('edge', value, 'b')),
    'a term of a fact': (value) => solve(program, new FactSet().add('op', value)),
    'a fact of a source': (value) => new FactSet().addFrom({ file: 'a' }, 'op', value),
    'a tuple of own facts': (value) => solve(program, own('edge', value)),
    'options of solve': (value) => solve(program, facts, value),
    limits: (value) => solve(program, facts, { limits: value }),
    'a limit': (value) => solve(program, facts, { limits: { rounds: value, tuples: value } }),
    'kind of code': (value) => solve(program, facts, { code: value }),
    'an opening': (value) => open(program, value),
    'a session': (value) => open(program, facts, value),
    'an edit': (value) => session.update(value),
    'facts of an edit': (value) => session.update({ insert: value, delete: value }),
    replacement: (value) => open(program, facts).replace(value),
    'a relation': (value) => [solution.rows(value)],
    'a tuple': (value) => [solution.has('path', value), solution.why('path', value)],
    'a value': (value) => [solution.has('op', [value]), solution.bindings('op', [value])],
    'a naive question': (value) => solve(program, facts, { evaluator: 'naive' }).has('op', [value]),
    'a pattern': (value) => solution.whyNot('path', value),
    'a value of a pattern': (value) => solution.whyNot('path', ['a', value]),
    'options of whyNot': (value) => solution.whyNot('path', ['a', 'z'], value),
    'options of proofs': (value) => solution.proofs('path', ['a', 'b'], value),
    'a proof to check': (value) => checkProof(program, facts, value),
    'a program of a proof': (value) => proof && checkProof(value, facts, proof),
    'a proof to render': (value) => [renderProof(value), proofToJson(value), proofFacts(value)],
    'an absence to render': (value) => renderWhyNot(value),
    'options of rendering': (value) => proof && renderProof(proof, value),
  };

  it.each(Object.entries(calls))('as %s is taken or refused', (_, call) => {
    for (const value of strange) {
      try {
        call(value);
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
        expect((error as EngineError).diagnostic.message).toMatch(/^\S.{10,}\.$/);
      }
    }
  });

  it('leaves a session as it was', () => {
    expect(session.rows('path')).toEqual([['a', 'b']]);
    expect(session.update({ insert: new FactSet().add('edge', 'b', 'c') }).inserted.get('path')).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
  });
});

it.each<[string, () => unknown, string]>([
  ['no program', () => solve(odd(undefined), facts), 'A program: an object is needed, not undefined.'],
  ['a compilation', () => solve(odd(compile([source])), facts), 'This is no program that `compile` made.'],
  [
    'a list of facts',
    () => solve(program, odd([['edge', 'a', 'b']])),
    'The facts cannot be asked one by one.',
  ],
  ['facts for an edit', () => session.update(odd(facts)), '`update` was given facts, not an edit.'],
  ['a slip in an edit', () => session.update(odd({ inserts: facts })), '`inserts` is not known in the edit.'],
  [
    'a slip in options',
    () => solve(program, facts, odd({ proof: false })),
    '`proof` is not known in the options of `solve`.',
  ],
  [
    'a limit of nobody',
    () => solve(program, facts, { limits: odd({ ms: 5 }) }),
    '`ms` is not known in the limits.',
  ],
  [
    'a limit that limits nothing',
    () => solve(program, facts, { limits: { tuples: Number.NaN } }),
    '`tuples` of the limits is a number from 0 on, not NaN.',
  ],
  [
    'an unknown kind of code',
    () => solve(program, facts, { code: odd('fast') }),
    '`code` of the options of `solve` is one of `auto`, `closures`, `generated`, not "fast".',
  ],
  ['no tuple', () => solution.has('edge', odd('ab')), 'A tuple of `edge` is a list of values, not "ab".'],
  ['no proof', () => renderProof(odd(undefined)), 'A proof is needed, not undefined.'],
])('%s: dl/argument', (_, call, message) => {
  expect(refused(call)).toBe(`dl/argument ${message}`);
});

it.each<[string, () => unknown, string]>([
  ['null', () => solution.has('edge', ['a', odd(null)]), 'A tuple of `edge` has null, which is no value.'],
  ['a BigInt', () => solution.why('size', [odd(1n)]), 'A tuple of `size` has 1, which is no value.'],
  [
    'a part of a term',
    () => solution.has('op', [term('Add', odd({}))]),
    'A tuple of `op` has an object, which is no value.',
  ],
  [
    'a value of another type',
    () => solution.whyNot('edge', ['a', 7]),
    '`edge("a", 7)` does not fit its column `b`: symbol is a text.',
  ],
  [
    'a term that holds itself',
    () => solve(program, new FactSet().add('op', circle())),
    'A term in a tuple of `op` is nested more than 1000 deep, or holds itself.',
  ],
  [
    'a term that is too deep',
    () => session.update({ insert: new FactSet().add('op', deep(100_000)) }),
    'A term in a tuple of `op` is nested more than 1000 deep, or holds itself.',
  ],
])('%s: dl/fact-type', (_, call, message) => {
  expect(refused(call)).toBe(`dl/fact-type ${message}`);
});

it('a term may be nested 1000 deep', () => {
  const long = solve(program, new FactSet().add('op', deep(998)));
  expect(long.has('op', [deep(998)])).toBe(true);
  expect(long.has('op', [deep(997)])).toBe(false);
  expect(long.rows('op')).toHaveLength(1);
});

it('an option that is undefined is one that was left out', () => {
  const options = odd({ limits: { tuples: undefined }, proofs: undefined, code: undefined });
  const endless = compile([{ file: 'b.dl', text: '.decl n(a: number) n(0). n(a + 1) :- n(a).' }]).program;
  expect(solve(program, facts, options).rows('path')).toEqual([['a', 'b']]);
  expect(
    refused(() => endless && solve(endless, new FactSet(), { limits: { rounds: 10, ...options.limits } })),
  ).toMatch(/^dl\/limit-rounds /);
});

describe.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then'])('the name %s', (name) => {
  const rules = `.type ${name} = ${name} { ${name}: symbol, n: number }
.type R${name} = [${name}: symbol]
@[${name} = "x"]
.decl ${name}(${name}: ${name}, k: number)
.decl part(${name}: symbol, n: number)
.decl taken(r: R${name})
.decl out(${name}: symbol, c: number)
part(${name}, N) :- ${name}($${name}(${name}, _), N).
out(${name}, N) :- part(${name}, _), N = count : { part(${name}, _) }, !taken([${name}]).
`;
  const compiled = compile([{ file: name, text: rules }]).program;
  if (compiled === undefined) throw new Error('does not compile');
  const named = new FactSet()
    .add(name, term(name, '__proto__', 1), 3)
    .addFrom({ file: name }, 'taken', term('', 'constructor'));

  it('is a name like others', () => {
    for (const options of [{ code: 'closures' }, { code: 'generated' }, { evaluator: 'naive' }] as const) {
      const solved = solve(compiled, named, options);
      expect(solved.rows('out')).toEqual([['__proto__', 1]]);
      expect(solved.bindings('out', ['__proto__', 1])?.values.get(name)).toBe('__proto__');
      const why = solved.why('out', ['__proto__', 1]);
      if (why === undefined) throw new Error('no proof');
      expect(checkProof(compiled, named, why)).toEqual({ valid: true, tuples: 3 });
      const [first] = JSON.parse(JSON.stringify(proofToJson(why))).steps;
      expect(Object.entries(first.bindings)).toContainEqual([name, '__proto__']);
      expect(renderWhyNot(solved.whyNot('out', ['constructor', undefined]))).toContain(`part(${name}, N)`);
    }
    const edited = open(compiled, named);
    edited.update({ delete: new FactSet().add(name, term(name, '__proto__', 1), 3) });
    expect(edited.rows('out')).toEqual([]);
    expect(new FactSet().add('a', 1)).not.toHaveProperty('polluted');
  });

  it('is unknown where it is not declared', () => {
    const { diagnostics } = compile([{ file: name, text: `.decl a(x: number) a(x) :- x = ${name}(1).` }]);
    expect(diagnostics.map(({ code }) => code)).toContain('dl/unknown-functor');
    expect(refused(() => solution.rows(name))).toMatch(/^dl\/unknown-relation /);
    expect(refused(() => solve(program, new FactSet().add(name, 1)))).toMatch(/^dl\/unknown-relation /);
  });
});
