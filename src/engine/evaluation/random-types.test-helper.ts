/** The types of random programs: their variables, their values, and what of them is bound in a body. */
import { term, type Value } from '../index.js';
import type { Dice } from './dice.test-helper.js';

export type Type = 'number' | 'symbol' | 'Size' | 'Name' | 'Op' | 'Pair';

/** Names of the variables of each type begin with its letter; those of subtypes fit too. */
export const letters: Readonly<Record<Type, string>> = {
  number: 'n',
  symbol: 's',
  Size: 'z',
  Name: 'm',
  Op: 'o',
  Pair: 'p',
};
const fitting: Readonly<Record<Type, readonly Type[]>> = {
  number: ['number', 'Size'],
  symbol: ['symbol', 'Name'],
  Size: ['Size'],
  Name: ['Name'],
  Op: ['Op'],
  Pair: ['Pair'],
};

export const declarations = `.type Size <: number
.type Name <: symbol
.type Op = F { n: number, s: symbol } | G { o: Size } | H {} | W { op: Op, pair: Pair }
.type Pair = [a: number, b: Name]`;

export const texts = ['a', 'b', 'ab', ''];

/** The bound variables of a body, by type. */
export class Bound {
  private readonly names = new Map<Type, Set<string>>();

  add(type: Type, name: string): void {
    const known = this.names.get(type);
    if (known === undefined) this.names.set(type, new Set([name]));
    else known.add(name);
  }

  of(type: Type): string[] {
    return fitting[type].flatMap((one) => [...(this.names.get(one) ?? [])]);
  }

  has(name: string): boolean {
    return [...this.names.values()].some((names) => names.has(name));
  }
}

/** A value of a type of these programs. */
export function randomValue(type: string, dice: Dice, depth = 2): Value {
  switch (type) {
    case 'number':
      return dice.chance(5) ? -dice.below(3) - 1 : dice.below(4);
    case 'Size':
      return dice.below(4);
    case 'Op':
      return dice.pick([
        term('H'),
        term('G', dice.below(4)),
        term('F', dice.below(4), dice.pick(texts)),
        ...(depth > 0 ? [term('W', randomValue('Op', dice, depth - 1), randomValue('Pair', dice))] : []),
      ]);
    case 'Pair':
      return dice.pick([term('nil'), term('', dice.below(4), dice.pick(texts))]);
    default:
      return dice.pick(texts);
  }
}
