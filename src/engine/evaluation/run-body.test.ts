/** One body, run for rows that changed or for one head. */
import { describe, expect, it } from 'vitest';
import type { CompiledProgram } from '../compile.js';
import { compile, FactSet } from '../index.js';
import type { AbsentStep, AtomStep, Body } from '../ir.js';
import { Database } from './database.js';
import { evaluate } from './evaluate.js';
import { type BodyRunOptions, planBody } from './run-body.js';

const text = `
.decl edge(a: symbol, b: symbol)
.decl closed(a: symbol)
.decl next(a: symbol, n: number)
.decl open_pair(a: symbol, c: symbol)
open_pair(a, c) :- edge(a, b), edge(b, c), !closed(b).
next(a, n + 1) :- edge(a, _), n = count : { edge(a, _) }.
`;

class Case {
  readonly database: Database;
  readonly found: string[] = [];

  constructor() {
    const { program, diagnostics } = compile([{ file: 'rules.dl', text }]);
    expect(diagnostics).toEqual([]);
    this.database = new Database(program as CompiledProgram);
    const facts = new FactSet();
    for (const [a, b] of ['ab', 'bc', 'bd', 'cd', 'da']) facts.add('edge', a!, b!);
    this.database.load(facts.add('closed', 'c'));
    evaluate(this.database);
    for (const name of ['open_pair', 'next']) this.database.relation(name).limit = 0;
  }

  body(head: string): Body {
    return this.database.program.bodies.find((body) => body.head === head)!;
  }

  step(head: string, n: number): AtomStep | AbsentStep {
    return this.body(head).steps[n] as AtomStep | AbsentStep;
  }

  run(head: string, options: Partial<BodyRunOptions>): ReturnType<typeof planBody> {
    return planBody(this.database, this.body(head), {
      derived: (tuple, parents) => {
        this.found.push(`${this.database.values(tuple).join('')} ${parents.join('')}`);
        return undefined;
      },
      ...options,
    });
  }

  ids(...values: (string | number)[]): Int32Array {
    return Int32Array.from(values, (value) => this.database.interner.intern(value));
  }
}

describe('one body', () => {
  it('runs for the rows of any atom', () => {
    const one = new Case();
    one.run('open_pair', { changed: one.step('open_pair', 0) })({ rows: [0, 3] });
    expect(one.found.sort()).toEqual(['ac 01', 'ad 02', 'ca 34']);
    one.found.length = 0;
    const second = one.run('open_pair', { changed: one.step('open_pair', 1) });
    second({ rows: [4, 2], count: 1 });
    expect(one.found.sort()).toEqual(['ba 24', 'ca 34']);
  });

  it('reads a changed negation as what is there', () => {
    const one = new Case();
    one.run('open_pair', { changed: one.step('open_pair', 2) })({ rows: [0] });
    expect(one.found).toEqual(['bd 13']);
  });

  it('skips dead rows, but reads those it is handed', () => {
    const one = new Case();
    one.database.relation('edge').remove(4);
    const run = one.run('open_pair', { changed: one.step('open_pair', 1) });
    run({ rows: [4] });
    expect(one.found.sort()).toEqual(['ba 24', 'ca 34']);
    one.found.length = 0;
    one.database.relation('edge').remove(3);
    run({ rows: [4] });
    expect(one.found).toEqual(['ba 24']);
    one.found.length = 0;
    one.database.relation('closed').remove(0);
    one.run('open_pair', {})();
    expect(one.found.sort()).toEqual(['ac 01', 'ad 02']);
  });

  it('reads the older rows only where told', () => {
    const one = new Case();
    one.database.relation('edge').deltaStart = 2;
    const options = { changed: one.step('open_pair', 0), rangeOf: () => 'old' as const };
    one.run('open_pair', options)({ rows: [0] });
    expect(one.found).toEqual(['ac 01']);
  });

  it('finds the derivations of one head, and stops when told', () => {
    const one = new Case();
    const run = one.run('open_pair', { headGiven: true });
    run({ head: one.ids('b', 'a') });
    run({ head: one.ids('a', 'b') });
    expect(one.found).toEqual(['ba 24']);
    let count = 0;
    one.run('open_pair', { derived: () => ++count === 2 })();
    expect(count).toBe(2);
    one.found.length = 0;
    const computed = one.run('next', { headGiven: true });
    computed({ head: one.ids('b', 3) });
    computed({ head: one.ids('b', 2) });
    expect(one.found.map((found) => found.slice(0, 2))).toEqual(['b3']);
    one.database.relation('edge').remove(1);
    computed({ head: one.ids('b', 2) });
    expect(one.found.map((found) => found.slice(0, 2))).toEqual(['b3', 'b2']);
  });
});
