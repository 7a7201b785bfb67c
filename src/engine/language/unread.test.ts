/** What is not read because no goal needs it changes nothing of what is. */
import { describe, expect, it } from 'vitest';
import { compile, formatRules, type Program, type Source, solve } from '../index.js';
import { sample } from './sample.test-helper.js';

const isTrusted = (): boolean => true;

function source(text: string): Source[] {
  return [{ file: 'test.dl', text }];
}

/** What a program says of its rules and relations. */
function described(program: Program | undefined): unknown {
  return [program?.rules, program?.relations, program?.components];
}

function compareFor(goals: readonly string[], text: string): Program {
  const whole = compile(source(text), { goals });
  const patient = compile(source(text), { goals, isTrusted });
  expect(whole.program).toBeDefined();
  expect(described(patient.program)).toEqual(described(whole.program));
  return patient.program!;
}

describe('A trusted file', () => {
  it('gives the same rules to each goal', () => {
    const { relations } = compile(source(sample)).program!;
    for (const goal of relations.keys()) compareFor([goal], sample);
    compareFor([...relations.keys()], sample);
    compareFor([], sample);
  });

  it('may be laid out in any way', () => {
    for (const width of [20, 100, 10_000]) {
      compareFor(['text', 'step'], formatRules({ file: 'test.dl', text: sample }, { width }).text!);
    }
    compareFor(['text', 'total'], sample.replaceAll('\n', '\r\n'));
  });

  it('ends its clauses where they end', () => {
    const text = `.comp C { .decl r(x: number) } .init c = C .decl a(x: number) .decl b(x: number)
a(1).a(2).b(3). c.r(1).c.r(2). a(X) :- c.r(X).b(X) :- a(X), X < 1 , !c.r(X).a(X), b(X) :- c.r(X), X != 2.
/// Of three.
b(X) :- // b(9) :- a(9).
  c.r(X), "a.b" != "). a(7)." /* a(8). */ .
/// Last.
@[note = ["x.", 1.5]] a(X) :- @![inner = "y. "] b(X), X = 3.`;
    const program = compareFor(['a'], text);
    expect(solve(program, { forEach: () => undefined }).rows('a')).toEqual([[1], [2], [3]]);
    compareFor(['b'], text);
    compareFor(['c.r'], text);
  });

  it('is asked for nothing but what the goals need', () => {
    const text = `.decl a(x: number) .decl b(x: number)
a(1).
b(X) :- a(X X).
b(X) :- c(X).`;
    expect(compile(source(text), { goals: ['a'], isTrusted }).diagnostics).toEqual([]);
    const { program, diagnostics } = compile(source(text), { goals: ['b'], isTrusted });
    expect(program).toBeUndefined();
    expect(diagnostics.map(({ code, span }) => [code, span?.line, span?.column])).toEqual([
      ['dl/syntax', 3, 13],
      ['dl/unknown-relation', 4, 9],
    ]);
  });

  it('tells a mistake each time that it is read', () => {
    const given = source('.decl a(x: number) .decl b(x: number)\na(1).\nb(X) :- a(X X).');
    expect(compile(given, { goals: ['a'], isTrusted }).diagnostics).toEqual([]);
    for (const options of [{}, { goals: ['b'] }, { goals: ['b'], isTrusted }]) {
      expect(compile(given, options).diagnostics.map(({ code }) => code)).toEqual(['dl/syntax']);
    }
  });

  it('can be read whole later, and added to', () => {
    const given = source(sample);
    const part = compile(given, { goals: ['inside'], isTrusted, lint: 'off' });
    const whole = compile(given, { lint: 'off' });
    expect(described(whole.program)).toEqual(described(compile(source(sample), { lint: 'off' }).program));
    const more = { file: 'more.dl', text: '.decl more(n: number) more(n) :- step(n), n > 1.' };
    const options = { goals: ['more'], lint: 'off' } as const;
    const added = compile([...given, more], { ...options, onto: part.program! });
    expect(described(added.program)).toEqual(described(compile([...source(sample), more], options).program));
  });

  it('reports what cannot be passed over at once', () => {
    const text = '.decl a(x: number)\na(1)\n.decl b(x: number)\nb(1) :- a(1)';
    const codes = (goals: string[]): string[] =>
      compile(source(text), { goals, isTrusted }).diagnostics.map(({ code }) => code);
    expect(codes([])).toEqual(['dl/syntax', 'dl/syntax']);
  });
});
