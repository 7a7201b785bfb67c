/**
 * The work that users feel: a catalog, 200 statements, and 305 rules that join the two. The rules are of the kinds that
 * a rule set for migrations has: a library (closures, counts, what holds at a statement), and per kind of statement what
 * it takes, when that is dangerous, and which step replaces it.
 */
import { Random } from './random.js';
import type { Fact } from './suite.js';

const statements = 200;
const kinds = Array.from({ length: 51 }, (_, i) => `kind ${i}`);
const modes = ['share', 'row', 'update', 'exclusive'];
const types = ['integer', 'bigint', 'text', 'varchar', 'numeric', 'boolean', 'date', 'jsonb'];

export const declarations = `
.type Id <: symbol
.type Step = Change { kind: symbol, relation: Id, column: symbol } | Build { relation: Id, column: symbol }
  | Validate { relation: Id, column: symbol } | Check { step: symbol, relation: Id }
.decl relation(relation: Id, schema: symbol)
.decl rows(relation: Id, rows: number)
.decl column(relation: Id, column: symbol, type: symbol, required: number)
.decl index(index: Id, relation: Id)
.decl index_column(index: Id, position: number, column: symbol)
.decl constraint(relation: Id, kind: symbol, column: symbol)
.decl reference(relation: Id, column: symbol, target: Id)
.decl stmt(stmt: number, kind: symbol)
.decl stmt_on(stmt: number, relation: Id)
.decl stmt_column(stmt: number, column: symbol)
.decl stmt_type(stmt: number, type: symbol)
.decl next(stmt: number, later: number)
.decl mode_rank(mode: symbol, rank: number)
.decl conflict(mode: symbol, other: symbol)
.decl widens(type: symbol, to: symbol)
.decl used(type: symbol)
.decl becomes(type: symbol, to: symbol)
.decl large(relation: Id)
.decl huge(relation: Id)
.decl leads_index(relation: Id, column: symbol)
.decl in_index(relation: Id, column: symbol)
.decl key(relation: Id, column: symbol)
.decl unindexed_reference(relation: Id, column: symbol)
.decl columns(relation: Id, columns: number)
.decl wide(relation: Id)
.decl indexes(relation: Id, indexes: number)
.decl referenced_by(relation: Id, times: number)
.decl central(relation: Id)
.decl needs(relation: Id, other: Id)
.decl needs_many(relation: Id)
.decl isolated(relation: Id)
.decl later(stmt: number, other: number)
.decl takes(stmt: number, relation: Id, mode: symbol)
.decl strongest(stmt: number, relation: Id, rank: number)
.decl holds(stmt: number, relation: Id, mode: symbol)
.decl held_for(relation: Id, statements: number)
.decl waits(stmt: number, relation: Id)
.decl touched(relation: Id)
.decl touched_again(stmt: number, relation: Id)
.decl shares(stmt: number, other: number)
.decl target(stmt: number, relation: Id, column: symbol, type: symbol)
.decl retypes(stmt: number, relation: Id, column: symbol)
.decl rewrites(stmt: number, relation: Id)
.decl required(relation: Id, column: symbol)
.decl hazard(rule: symbol, stmt: number, relation: Id)
.decl finding(rule: symbol, stmt: number, relation: Id, column: symbol)
.decl times(rule: symbol, times: number)
.decl step(step: Step, stmt: number)
.decl before(step: Step, other: Step)
.decl order(step: Step, other: Step)
.decl first(step: Step)
.decl worst(relation: Id, hazards: number)
.decl total(hazards: number)
.decl busy(schema: symbol, hazards: number)
`;

const library = `
large(T) :- rows(T, N), N > 100000.
huge(T) :- rows(T, N), N > 10000000.
leads_index(T, C) :- index(I, T), index_column(I, 1, C).
in_index(T, C) :- index(I, T), index_column(I, _, C).
key(T, C) :- constraint(T, "primary", C).
key(T, C) :- constraint(T, "unique", C).
unindexed_reference(T, C) :- reference(T, C, _), !leads_index(T, C).
columns(T, N) :- relation(T, _), N = count : { column(T, _, _, _) }.
wide(T) :- columns(T, N), N >= 18.
indexes(T, N) :- relation(T, _), N = count : { index(_, T) }.
referenced_by(T, N) :- relation(T, _), N = count : { reference(_, _, T) }.
central(T) :- referenced_by(T, N), N > 4.
needs(T, U) :- reference(T, _, U).
needs(T, V) :- needs(T, U), reference(U, _, V).
needs_many(T) :- touched(T), N = count : { needs(T, _) }, N > 20.
isolated(T) :- relation(T, _), !reference(T, _, _).
later(S, R) :- next(S, R).
later(S, U) :- later(S, R), next(R, U).
target(S, T, C, Y) :- stmt_on(S, T), stmt_column(S, C), column(T, C, Y, _).
retypes(S, T, C) :- target(S, T, C, Old), stmt_type(S, New), becomes(Old, New).
rewrites(S, T) :- retypes(S, T, _).
rewrites(S, U) :- rewrites(S, T), reference(U, C, T), stmt_column(S, C).
used(Y) :- column(_, _, Y, _).
becomes(A, B) :- stmt_type(_, B), used(A), A != B, !widens(A, B).
strongest(S, T, N) :- takes(S, T, _), N = max K : { takes(S, T, M), mode_rank(M, K) }.
holds(S, T, M) :- takes(S, T, M).
holds(R, T, M) :- holds(S, T, M), next(S, R).
held_for(T, N) :- touched(T), N = count : { holds(_, T, "exclusive") }.
waits(S, T) :- holds(S, T, A), takes(S, T, B), conflict(A, B).
touched(T) :- stmt_on(_, T).
touched(U) :- touched(T), reference(T, _, U).
touched_again(R, T) :- waits(S, T), later(S, R), stmt_on(R, T).
shares(S, R) :- stmt_on(S, T), stmt_on(R, U), S < R, needs(T, U).
required(T, C) :- column(T, C, _, 1), !key(T, C).
takes(S, U, "share") :- rewrites(S, T), reference(T, _, U).
order(A, B) :- before(A, B).
order(A, C) :- order(A, B), before(B, C).
first(A) :- step(A, _), !before(_, A).
worst(T, N) :- hazard(_, _, T), N = count : { hazard(_, _, T) }.
total(N) :- N = count : { hazard(_, _, _) }.
busy(Z, N) :- relation(_, Z), N = sum K : { worst(T, K), relation(T, Z) }.
step($Build(T, C), S) :- target(S, T, C, _), unindexed_reference(T, C).
step($Validate(T, C), S) :- retypes(S, T, C), required(T, C).
step($Check("wide", T), S) :- stmt_on(S, T), wide(T).
step($Check("held", T), S) :- stmt_on(S, T), held_for(T, N), N > 3.
step($Check("isolated", T), S) :- stmt_on(S, T), isolated(T), indexes(T, N), N < 4.
before($Build(T, C), $Change(K, T, C)) :- step($Build(T, C), S), step($Change(K, T, C), S).
before($Change(K, T, C), $Validate(T, C)) :- step($Change(K, T, C), S), step($Validate(T, C), S).
hazard("shared", S, T) :- shares(S, R), stmt_on(S, T), stmt_on(R, U), central(U), needs_many(T).
hazard("strong", S, T) :- strongest(S, T, 4), !rewrites(S, T), large(T), in_index(T, C), stmt_column(S, C).
`;

/** What is true of one kind of statement. */
function rulesOf(kind: string, i: number): string {
  const condition = [
    `!leads_index(T, C)`,
    `required(T, C)`,
    `large(T), !key(T, C)`,
    `central(T)`,
    `retypes(S, T, C), !huge(T)`,
  ][i % 5];
  return `
takes(S, T, "${modes[i % modes.length]}") :- stmt(S, "${kind}"), stmt_on(S, T).
hazard("${kind}", S, T) :- stmt(S, "${kind}"), stmt_on(S, T), ${i % 2 === 0 ? 'large(T)' : 'rows(T, N), N > 5000'}, !wide(T).
finding("${kind}", S, T, C) :- stmt(S, "${kind}"), target(S, T, C, _), ${condition}.
step($Change("${kind}", T, C), S) :- finding("${kind}", S, T, C), rows(T, N), N > 1000.
times("${kind}", N) :- stmt(_, "${kind}"), N = count : { hazard("${kind}", _, _) }.
`;
}

export const rules = library + kinds.map(rulesOf).join('');

/** Facts of this many relations with 8 to 21 columns, and of the statements. */
export function facts(relations: number): Fact[] {
  const random = new Random(1);
  const list: Fact[] = [...fixed()];
  const widths: number[] = [];
  for (let i = 0; i < relations; i++) {
    const name = nameOf(i);
    const width = 8 + random.below(14);
    widths.push(width);
    list.push(['relation', [name, `schema_${i % 10}`]], ['rows', [name, 10 ** random.below(9)]]);
    for (let c = 0; c < width; c++) {
      list.push(['column', [name, `c${c}`, random.pick(types), random.below(2)]]);
    }
    for (let k = 0; k < 3; k++) {
      const index = `${name}_idx${k}`;
      list.push(['index', [index, name]], ['index_column', [index, 1, `c${random.below(width)}`]]);
    }
    list.push(['constraint', [name, 'primary', 'c0']]);
    list.push(['constraint', [name, random.pick(['check', 'unique']), `c${random.below(width)}`]]);
    for (let k = 1; i > 0 && k <= 2; k++) list.push(['reference', [name, `c${k}`, nameOf(random.below(i))]]);
  }
  for (let s = 1; s <= statements; s++) {
    const on = random.below(relations);
    list.push(...statement(s, random.pick(kinds), nameOf(on), `c${random.below(widths[on] ?? 8)}`));
    if (s % 5 === 0) list.push(['stmt_type', [s, random.pick(types)]]);
    if (s % 4 !== 0) list.push(['next', [s, s + 1]]);
  }
  return list;
}

/** The facts of a statement that changes one column. */
export function statement(stmt: number, kind: string, relation: string, column: string): Fact[] {
  return [
    ['stmt', [stmt, kind]],
    ['stmt_on', [stmt, relation]],
    ['stmt_column', [stmt, column]],
  ];
}

function nameOf(i: number): string {
  return `public.relation_${i}`;
}

function* fixed(): Iterable<Fact> {
  for (const [i, mode] of modes.entries()) {
    yield ['mode_rank', [mode, i + 1]];
    for (const other of modes.slice(modes.length - 1 - i)) yield ['conflict', [mode, other]];
  }
  yield ['widens', ['integer', 'bigint']];
  yield ['widens', ['varchar', 'text']];
}
