/** A program and its facts for SWI-Prolog, with a memo (`:- table`) for every relation that rules derive. */
import type { CompiledProgram } from '../../../src/engine/compile.js';
import type { Fact } from '../suite.js';
import { type AggregateLiteral, inOrder, type Literal, normalize } from './normal.js';
import { atomText, factText, Inexpressible, termText } from './words.js';

/** What a file starts with. */
export const prologPrelude = `
:- style_check(-singleton), style_check(-discontiguous), style_check(-no_effect).
:- use_module(library(solution_sequences)).
w_div(A, B, R) :- B =\\= 0, R is truncate(A rdiv B).
w_rem(A, B, R) :- B =\\= 0, R is A - B * truncate(A rdiv B).
w_range(A, B, By, R) :- S is By, S =\\= 0, N is ceiling((B - A) rdiv S) - 1, between(0, N, I), R is A + I * S.
w_min([A], A).
w_min([A|As], R) :- w_min(As, B), R is min(A, B).
w_max([A], A).
w_max([A|As], R) :- w_max(As, B), R is max(A, B).
w_substr(S, F, L, R) :- string_length(S, N), A is min(max(F, 0), N), B is min(max(L, 0), N - A), sub_string(S, A, B, _, R).
w_unit(S, I, U) :- string_codes(S, Cs), ( nth0(I, Cs, C) -> U is C + 1 ; U = 0 ).
w_ord(S, R) :- w_unit(S, 0, A), w_unit(S, 1, B), w_unit(S, 2, C), R is (A * 65537 + B) * 65537 + C.
w_to_number(S, N) :- string_codes(S, Cs), ( Cs = [0'-|Ds] -> true ; Ds = Cs ), Ds \\== [],
  forall(member(D, Ds), (D >= 0'0, D =< 0'9)), number_codes(N, Cs).
w_to_string(V, S) :- ( string(V) -> S = V ; term_string(V, S) ).
w_contains(A, B) :- once(sub_string(B, _, _, _, A)).
w_show(G) :- forall(G, (writeq(G), nl)).
w_count(G) :- aggregate_all(count, G, N), write(N), nl.
`;

/**
 * The clauses of one program; `prefix` keeps the predicates of several apart. With `open`, derived relations are only
 * ever asked for all of their tuples: slower, but no question leads to ever larger questions.
 */
export function toProlog(
  program: CompiledProgram,
  facts: readonly Fact[],
  prefix: string,
  open = false,
): string {
  const rules = normalize(program);
  const derived = new Set(rules.map((rule) => rule.relation));
  const writer: Writer = { prefix, opened: open ? derived : new Set(), atoms: 0 };
  const goal = (of: Literal): string => goalText(of, writer);
  return [
    ...[...program.relations].map(([name, { columns }]) => {
      const indicator = `${prefix}${name}/${columns.length}`;
      return derived.has(name) ? `:- table ${indicator}.` : `:- dynamic ${indicator}.`;
    }),
    ...new Set(facts.map((fact) => `${factText(prefix, fact)}.`)),
    ...rules.map(({ relation, args, body }) => {
      const head = atomText(prefix, relation, args);
      return body.length === 0 ? `${head}.` : `${head} :- ${inOrder(body, []).map(goal).join(', ')}.`;
    }),
  ].join('\n');
}

/** Goals with which everything of a program is asked: `w_show(...)` or `w_count(...)`. */
export function askAll(program: CompiledProgram, how: 'w_show' | 'w_count', prefix: string): string {
  return [...program.relations]
    .map(([name, { columns }]) => {
      const args = columns.map((_, i) => ({ kind: 'variable', name: `X${i}` }) as const);
      return `:- ${how}(${atomText(prefix, name, args)}).`;
    })
    .join('\n');
}

interface Writer {
  readonly prefix: string;
  /** Relations that are asked for all of their tuples. */
  readonly opened: ReadonlySet<string>;
  /** Atoms so far, whose variables are named apart. */
  atoms: number;
}

const comparisons = { '!=': '\\==', '<': '@<', '<=': '@=<', '>': '@>', '>=': '@>=' } as const;

function goalText(of: Literal, writer: Writer): string {
  switch (of.kind) {
    case 'atom':
      return `${of.negated ? '\\+ ' : ''}${goalOf(of, writer)}`;
    case 'equal':
      return `${termText(of.left)} = ${termText(of.right)}`;
    case 'test':
      return `${termText(of.left)} ${comparisons[of.op]} ${termText(of.right)}`;
    case 'call':
      return call(of.functor, of.args.map(termText), of.result);
    case 'aggregate':
      return aggregate(of, writer);
    case 'never':
      return 'fail';
    case 'text-test':
      if (of.name === 'match') throw new Inexpressible('match');
      return `${of.negated ? '\\+ ' : ''}w_contains(${termText(of.left)}, ${termText(of.right)})`;
  }
}

function goalOf({ relation, args }: Extract<Literal, { kind: 'atom' }>, writer: Writer): string {
  if (!writer.opened.has(relation) || args.length === 0) return atomText(writer.prefix, relation, args);
  const number = ++writer.atoms;
  const all = args.map((_, i) => ({ kind: 'variable', name: `O${number}_${i}` }) as const);
  const fits = args.map((arg, i) => `O${number}_${i} = ${termText(arg)}`);
  return `(${[atomText(writer.prefix, relation, all), ...fits].join(', ')})`;
}

function aggregate({ name, result, target, bodies, rows, outer }: AggregateLiteral, writer: Writer): string {
  const goals = bodies.map((body) =>
    ['true', ...inOrder(body, outer).map((one) => goalText(one, writer))].join(', '),
  );
  const names = [...new Set(rows.flat())];
  const all = goals.map((one) => `(${one})`).join(' ; ');
  const distinct = bodies.length === 1 ? all : `distinct(k(${names.join(', ')}), (${all}))`;
  const what = name === 'count' ? 'count' : `${name}(${termText(target ?? { kind: 'wildcard' })})`;
  return `aggregate_all(${what}, (${distinct}), ${result})`;
}

function call(functor: string, args: readonly string[], result: string): string {
  const [a = '', b = '', c = ''] = args;
  switch (functor) {
    case '+':
    case '-':
    case '*':
    case '^':
      return `${result} is ${a} ${functor} ${b}`;
    case '/':
      return `w_div(${a}, ${b}, ${result})`;
    case '%':
      return `w_rem(${a}, ${b}, ${result})`;
    case 'neg':
      return `${result} is -(${a})`;
    case 'range':
      return `w_range(${a}, ${b}, ${c === '' ? `sign(${b} - ${a})` : c}, ${result})`;
    case 'min':
    case 'max':
      return `w_${functor}([${args.join(', ')}], ${result})`;
    case 'cat':
      return `atomics_to_string([${args.join(', ')}], ${result})`;
    case 'strlen':
      return `string_length(${a}, ${result})`;
    case 'substr':
      return `w_substr(${a}, ${b}, ${c}, ${result})`;
    case 'ord':
    case 'to_number':
    case 'to_string':
      return `w_${functor}(${a}, ${result})`;
    default:
      throw new Inexpressible(functor);
  }
}
