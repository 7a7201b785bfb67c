/**
 * Changes of a random program that must not change what it derives: literals that add nothing, other names, other
 * orders, rules split in two, facts given twice; and rules evaluated one by one over what the whole has derived.
 */
import { expect, it } from 'vitest';
import { compile, type Program, type Solution, showFact, solve } from '../index.js';
import {
  Dice,
  factSet,
  programText,
  type RandomCase,
  type RandomClause,
  type RandomFact,
  randomCase,
  typeOfVariable,
  variablesIn,
} from './random-program.test-helper.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const runs = Number(process.env.ENGINE_RUNS ?? 120);

interface Given {
  readonly random: RandomCase;
  readonly dice: Dice;
  readonly program: Program;
  readonly solution: Solution;
  /** Everything that the program derives, as text. */
  readonly derived: readonly string[];
}

function compiled(text: string): Program {
  const { program, diagnostics } = compile([{ file: 'random.dl', text }]);
  if (program === undefined) throw new Error(`${diagnostics.map((one) => one.message).join('\n')}\n${text}`);
  return program;
}

function shown(names: Iterable<string>, solution: Solution): string[] {
  return [...names].flatMap((name) => solution.rows(name).map((tuple) => showFact(name, tuple)));
}

function check(examine: (given: Given) => void): void {
  for (let i = 0; i < runs; i++) {
    const random = randomCase((seed + i * 7919) | 0, 1 + (i % 6));
    const program = compiled(random.text);
    const solution = solve(program, factSet(random.facts));
    const derived = shown(program.relations.keys(), solution);
    try {
      examine({ random, dice: new Dice(seed + i), program, solution, derived });
    } catch (error) {
      const facts = random.facts.map(([relation, tuple]) => showFact(relation, tuple));
      throw new Error(`${(error as Error).message}\n${random.text}\n${facts.join('\n')}`);
    }
  }
}

/** The changed program derives the same. */
function checkChange(
  change: (clauses: readonly RandomClause[], dice: Dice) => readonly RandomClause[],
): void {
  check(({ random, dice, program, derived }) => {
    const text = programText(random.declarations, change(random.clauses, dice));
    const solution = solve(compiled(text), factSet(random.facts));
    expect(shown(program.relations.keys(), solution), text).toEqual(derived);
  });
}

const isAtom = (literal: string): boolean => /^r\d+\(/.test(literal);

/** The atom with `_` in place of all its arguments, or as it is. */
function weaker(atom: string, dice: Dice, random: RandomCase): string {
  if (dice.chance(30)) return atom;
  const name = atom.slice(0, atom.indexOf('('));
  const declared = random.declarations.find((line) => line.startsWith(`.decl ${name}(`)) ?? '';
  return `${name}(${declared
    .split(',')
    .map(() => '_')
    .join(', ')})`;
}

it(`a literal that says less than another adds nothing (seed ${seed})`, () => {
  check(({ random, dice, program, derived }) => {
    const clauses = random.clauses.map(({ heads, body }) => {
      const atoms = body.filter(isAtom);
      if (atoms.length === 0) return { heads, body };
      return { heads, body: dice.shuffled([...body, weaker(dice.pick(atoms), dice, random)]) };
    });
    const solution = solve(compiled(programText(random.declarations, clauses)), factSet(random.facts));
    expect(shown(program.relations.keys(), solution)).toEqual(derived);
  });
});

it(`the order of literals is of no matter (seed ${seed})`, () => {
  checkChange((clauses, dice) =>
    clauses.map(({ heads, body }) => ({ heads: dice.shuffled(heads), body: dice.shuffled(body) })),
  );
});

it(`the order and repetition of rules are of no matter (seed ${seed})`, () => {
  checkChange((clauses, dice) => dice.shuffled([...clauses, ...clauses.slice(0, 2)]));
});

it(`names are of no matter (seed ${seed})`, () => {
  check(({ random, derived }) => {
    // Later relations come first in the order of names, and variables look like others.
    const renamed = random.text
      .replace(/\br(\d+)\(/g, (_, number) => `z${99 - Number(number)}_relation(`)
      .replace(/\b(_?)([a-z]{1,2}\d+)\b(?!\()/g, (_, once, name) => `${once}X${name}_y`);
    const program = compiled(renamed);
    const facts = random.facts.map(
      ([name, tuple]): RandomFact => [`z${99 - Number(name.slice(1))}_relation`, tuple],
    );
    const solution = solve(program, factSet(facts));
    const back = shown(program.relations.keys(), solution).map((fact) =>
      fact.replace(/^z(\d+)_relation/, (_, number) => `r${99 - Number(number)}`),
    );
    expect(back).toEqual(derived);
  });
});

it(`a rule may be split in two (seed ${seed})`, () => {
  let compared = 0;
  check(({ random, dice, program, derived }) => {
    // A variable of a subtype is one only where something that stays, or something that moves, says so.
    for (const base of [{}, { Size: 'number', Name: 'symbol' }] as Record<string, string>[]) {
      const split = compile([{ file: 'random.dl', text: splitInTwo(random, dice, base) }]).program;
      if (split === undefined) continue;
      compared++;
      expect(shown(program.relations.keys(), solve(split, factSet(random.facts)))).toEqual(derived);
    }
  });
  expect(compared).toBeGreaterThan(runs);
});

/** Moves some atoms of each body to a relation of their own; `base` replaces types of its columns. */
function splitInTwo(random: RandomCase, dice: Dice, base: Record<string, string>): string {
  const helpers: string[] = [];
  const clauses = random.clauses.flatMap(({ heads, body }, i): RandomClause[] => {
    const atoms = body.filter(isAtom);
    if (atoms.length < 2) return [{ heads, body }];
    const moved = dice.shuffled(atoms).slice(0, 1 + dice.below(atoms.length - 1));
    const names = [...new Set(moved.flatMap(variablesIn))];
    if (names.length === 0) return [{ heads, body }];
    const columns = names.map((name) => `${name}: ${base[typeOfVariable(name)] ?? typeOfVariable(name)}`);
    helpers.push(`.decl helper${i}(${columns.join(', ')})`);
    const helper = `helper${i}(${names.join(', ')})`;
    const rest = body.filter((literal) => !moved.includes(literal));
    return [
      { heads, body: [...rest, helper] },
      { heads: [helper], body: moved },
    ];
  });
  return programText([...random.declarations, ...helpers], clauses);
}

it(`the order and repetition of facts are of no matter, however values are numbered (seed ${seed})`, () => {
  check(({ random, dice, program, derived }) => {
    const facts = dice.shuffled([...random.facts, ...random.facts.slice(0, 3)]);
    const again = solve(program, factSet(facts));
    expect(shown(program.relations.keys(), again)).toEqual(derived);
    // A relation that nothing reads gives numbers to all values first, the last ones first.
    const unread = `${random.text}\n.decl unread(a: number, b: symbol, c: Op, d: Pair)`;
    const values = [...solve(program, factSet(random.facts)).rows('r0')].flat();
    const texts = [...values.filter((value) => typeof value === 'string').reverse(), 'ab', 'b', 'a', ''];
    const first = texts.map(
      (text): RandomFact => ['unread', [-3, text, { tag: 'H', args: [] }, { tag: 'nil', args: [] }]],
    );
    const numbered = solve(compiled(unread), factSet([...first, ...facts]));
    expect(shown(program.relations.keys(), numbered)).toEqual(derived);
  });
});

it(`each rule alone, over all that the whole derives, gives its part of it (seed ${seed})`, () => {
  check(({ random, program, solution, derived }) => {
    const all = [...program.relations.keys()].flatMap((name) =>
      solution.rows(name).map((tuple): RandomFact => [name, tuple]),
    );
    const found = new Set(random.facts.map(([name, tuple]) => showFact(name, tuple)));
    for (const { heads, body } of random.clauses) {
      for (const head of heads) {
        const name = head.slice(0, head.indexOf('('));
        const line = random.declarations.find((one) => one.startsWith(`.decl ${name}(`)) ?? '';
        const text = programText(
          [...random.declarations, line.replace(`.decl ${name}(`, '.decl alone(')],
          [{ heads: [head.replace(name, 'alone')], body }],
        );
        for (const tuple of solve(compiled(text), factSet(all)).rows('alone'))
          found.add(showFact(name, tuple));
      }
    }
    expect([...found].sort()).toEqual([...derived].sort());
  });
});
