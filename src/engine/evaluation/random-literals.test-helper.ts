/** Random terms and literals over the relations and variables that a body has so far. */
import type { Dice } from './dice.test-helper.js';
import { Bound, letters, type Type, texts } from './random-types.test-helper.js';

/** What a program may use beside relations, numbers and comparisons; everything when absent. */
export interface Features {
  /** Records and branches. */
  readonly terms: boolean;
  /** Functions of texts. */
  readonly texts: boolean;
  /** Recursion through several relations, or several times in one body; and groups with `;`. */
  readonly tangles: boolean;
}

export interface Relation {
  readonly name: string;
  /** Rules read relations of their own layer or below, and negate or count only those below. */
  readonly layer: number;
  readonly types: readonly Type[];
}

/** Terms. */
class Terms {
  protected constructor(
    protected readonly dice: Dice,
    protected readonly features: Features,
  ) {}

  protected construct(type: 'Op' | 'Pair', argument: (type: Type) => string): string {
    const { dice } = this;
    if (type === 'Pair') return `[${argument('number')}, ${argument('Name')}]`;
    switch (dice.below(4)) {
      case 0:
        return `$G(${argument('Size')})`;
      case 1:
        return `$W(${argument('Op')}, ${argument('Pair')})`;
      default:
        return `$F(${argument('number')}, ${argument('symbol')})`;
    }
  }

  protected headTerm(type: Type, bound: Bound, recursive: boolean): string {
    const { dice } = this;
    const names = bound.of(type);
    const choice = dice.below(6);
    if ((type === 'Op' || type === 'Pair') && choice < 3) {
      // Terms of terms of the same layer would never end.
      return this.construct(type, (part) => {
        if (part === 'Op' && recursive) return this.constant('Op');
        return this.headTerm(part, bound, recursive);
      });
    }
    return names.length > 0 && choice > 0 ? dice.pick(names) : this.constant(type);
  }

  protected constant(type: Type): string {
    const { dice } = this;
    switch (type) {
      case 'number':
      case 'Size':
        return String(dice.below(4));
      case 'symbol':
      case 'Name':
        return JSON.stringify(dice.pick(texts));
      case 'Op':
        return dice.pick(['$H()', `$G(${dice.below(4)})`, `$F(${dice.below(4)}, "a")`, '$W($H(), nil)']);
      case 'Pair':
        return dice.pick(['nil', `[${dice.below(4)}, "b"]`]);
    }
  }
}

/** Literals, made of those terms. */
export class Literals extends Terms {
  private fresh = 0;

  /** An atom that binds what it names. */
  protected atom(relation: Relation, bound: Bound): string {
    const { dice } = this;
    const argument = (type: Type): string => {
      if (dice.chance(10)) return '_';
      if (dice.chance(5)) return this.constant(type);
      if (dice.chance(25) && (type === 'Op' || type === 'Pair')) return this.construct(type, argument);
      const known = bound.of(type);
      if (dice.chance(40) && known.length > 0) return dice.pick(known);
      const name = `${letters[type]}${dice.below(4)}`;
      bound.add(type, name);
      return name;
    };
    return `${relation.name}(${relation.types.map(argument).join(', ')})`;
  }

  /** An atom over what is bound already, or, in an aggregate, over variables of its own. */
  protected closed(relation: Relation, bound: Bound, local?: Bound): string {
    const { dice } = this;
    const argument = (type: Type): string => {
      const choice = dice.below(10);
      if (choice === 0) return '_';
      if (choice === 1) return this.constant(type);
      if (choice < 5 && (type === 'Op' || type === 'Pair')) return this.construct(type, argument);
      if (local !== undefined && choice < 8) {
        const name = `l${letters[type]}${dice.below(2)}`;
        local.add(type, name);
        return name;
      }
      const known = bound.of(type);
      return known.length === 0 ? '_' : dice.pick(known);
    };
    return `${relation.name}(${relation.types.map(argument).join(', ')})`;
  }

  /** A literal that tests or computes, undefined when nothing is bound that it could take. */
  protected extra(lower: readonly Relation[], bound: Bound): string | undefined {
    const { dice } = this;
    const numbers = bound.of('number');
    const symbols = bound.of('symbol');
    switch (dice.below(10)) {
      case 0:
      case 1:
        return `!${this.closed(dice.pick(lower), bound)}`;
      case 2:
        if (numbers.length === 0) return undefined;
        return `${dice.pick(numbers)} ${this.comparison()} ${dice.pick([...numbers, '1', '2'])}`;
      case 3: {
        if (numbers.length === 0) return undefined;
        if (this.features.tangles && dice.chance(20)) {
          const to = dice.pick([...numbers, '3']);
          const range = `n9 = range(${dice.pick([...numbers, '0', '-1'])}, ${to}${dice.pick(['', '', ', 2'])})`;
          bound.add('number', 'n9');
          return range;
        }
        // A name that is bound makes it a test.
        const name = `n${dice.below(5)}`;
        const text = `${name} = ${this.small(numbers)}`;
        bound.add('number', name);
        return dice.chance(20) ? `${this.small(numbers)} = ${name}, ${text}` : text;
      }
      case 4:
      case 5:
        return this.aggregate(lower, bound);
      case 6: {
        if (numbers.length === 0 || !this.features.tangles) return undefined;
        const left = `${dice.pick(numbers)} ${this.comparison()} ${dice.below(4)}`;
        const right = this.closed(dice.pick(lower), bound);
        return `${dice.pick(['', '!'])}(${left} ; ${dice.pick(['', '!'])}${right})`;
      }
      case 7:
        return this.features.tangles ? this.choice(lower, bound) : undefined;
      case 8: {
        const [type, name] = dice.pick<[Type, string]>([
          ['Op', 'o4'],
          ['Pair', 'p4'],
        ]);
        const known = bound.of(type);
        if (known.length === 0 || bound.has(name)) return undefined;
        bound.add(type, name);
        return dice.pick([`${name} = ${dice.pick(known)}`, `${dice.pick(known)} = ${name}`]);
      }
      default:
        return symbols.length === 0 ? undefined : this.textTest(symbols, bound);
    }
  }

  protected comparison(): string {
    return this.dice.pick(['<', '<=', '!=', '=', '>', '>=']);
  }

  /** A group whose alternatives bind the same variable. */
  protected choice(lower: readonly Relation[], bound: Bound): string {
    const { dice } = this;
    const able = lower.filter(({ types }) => types.includes('number'));
    const name = `n${5 + dice.below(2)}`;
    const option = (): string => {
      if (able.length === 0 || dice.chance(40)) return `${name} = ${dice.below(4)}`;
      const { name: relation, types } = dice.pick(able);
      const at = types.indexOf('number');
      const args = types.map((type, i) => (i === at ? name : dice.pick(['_', ...bound.of(type)])));
      return `${relation}(${args.join(', ')})`;
    };
    const text = `(${option()} ; ${option()}${dice.chance(30) ? `, ${name} != 1` : ''})`;
    bound.add('number', name);
    return text;
  }

  /** A computation of numbers whose result stays small, so that recursion ends. */
  protected small(numbers: readonly string[]): string {
    const { dice } = this;
    const a = dice.pick(numbers);
    const b = dice.pick([...numbers, String(dice.below(4))]);
    return dice.pick([
      `(${a} + ${dice.below(3)}) % 4`,
      `(${a} * ${b}) % 5`,
      `(${a} - ${b}) % 3`,
      `(${a} / ${b}) % 4`,
      `min(${a}, ${b}, 3)`,
      `-(${a} % 3)`,
      `max(${a} % 4, ${b} % 3)`,
      `(${a} * ${a}) ^ 2 % 7`,
    ]);
  }

  protected aggregate(lower: readonly Relation[], bound: Bound): string | undefined {
    const { dice } = this;
    const name = `a${++this.fresh}`;
    if (dice.chance(40)) {
      const bodies = Array.from({ length: this.features.tangles && dice.chance(30) ? 2 : 1 }, () =>
        this.closed(dice.pick(lower), bound, new Bound()),
      );
      const text = `count : { ${bodies.join(' ; ')} }`;
      if (dice.chance(25)) return `${text} ${this.comparison()} ${dice.below(3)}`;
      bound.add('number', name);
      return dice.chance(20) ? `${name} = 1 + ${text}` : `${name} = ${text}`;
    }
    const able = lower.filter(({ types }) => types.includes('number') || types.includes('Size'));
    if (able.length === 0) return undefined;
    const local = new Bound();
    const body = this.closed(dice.pick(able), bound, local);
    const values = local.of('number');
    if (values.length === 0) return undefined;
    const value = dice.pick(values);
    const target = dice.pick([value, value, `${value} * 2`, `(${value} - 1)`]);
    const test = dice.chance(40) ? `, ${value} < ${dice.pick(['2', '9', ...bound.of('number')])}` : '';
    const absent = dice.chance(20) ? `, !${this.closed(dice.pick(lower), local)}` : '';
    bound.add('number', name);
    return `${name} = ${dice.pick(['sum', 'min', 'max'])} ${target} : { ${body}${test}${absent} }`;
  }

  protected textTest(symbols: readonly string[], bound: Bound): string {
    const { dice } = this;
    const [a, b] = [dice.pick(symbols), dice.pick(symbols)];
    if (!this.features.texts) return `${a} ${this.comparison()} ${dice.pick([b, '"ab"'])}`;
    const number = `n${7 + dice.below(2)}`;
    const symbol = `s${4 + dice.below(2)}`;
    const bind = dice.below(10);
    if (bind < 2) {
      bound.add('number', number);
      return `${number} = ${dice.pick([`strlen(${a})`, `to_number(to_string(strlen(${a})))`, `ord(${a}) % 5`])}`;
    }
    if (bind < 4) {
      bound.add('symbol', symbol);
      return `${symbol} = ${dice.pick([`substr(cat(${a}, ${b}), 0, 2)`, `substr(${a}, 1, 5)`])}`;
    }
    return dice.pick([
      `${a} < ${b}`,
      `contains("a", ${a})`,
      `!contains(${a}, ${b})`,
      `cat(${a}, "x") != ${b}`,
      `strlen(${a}) = 1`,
      `!(to_number(${a}) = 1)`,
    ]);
  }
}
