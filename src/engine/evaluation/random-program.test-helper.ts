/** Random typed, stratified, terminating programs with random facts, from a seed. */
import { FactSet, term, type Value } from '../index.js';

export type RandomFact = readonly [string, readonly Value[]];

/** A rule in parts, which a test may change and put together again. */
export interface RandomClause {
  readonly heads: readonly string[];
  readonly body: readonly string[];
}

export interface RandomCase {
  readonly text: string;
  readonly facts: readonly RandomFact[];
  /** What `text` is made of: declarations and clauses. */
  readonly declarations: readonly string[];
  readonly clauses: readonly RandomClause[];
}

export function programText(declarations: readonly string[], clauses: readonly RandomClause[]): string {
  return [...declarations, ...clauses.map(clauseText)].join('\n');
}

/** Type of a variable of these programs, by its letter. */
export function typeOfVariable(name: string): string {
  const letter = name.replace(/^_/, '')[0];
  return Object.entries(letters).find(([, one]) => one === letter)?.[0] ?? 'number';
}

/** Variables in a part of a clause; those of an aggregate's own (`ln0`) are left out. */
export function variablesIn(part: string): string[] {
  return [...new Set([...part.matchAll(variable)].map(([name]) => name))].filter(
    (name) => !name.startsWith('"') && !/^l[a-z]/.test(name),
  );
}

/** What a program may use beside relations, numbers and comparisons; everything when absent. */
export interface Features {
  /** Records and branches. */
  readonly terms: boolean;
  /** Functions of texts. */
  readonly texts: boolean;
  /** Recursion through several relations, or several times in one body; and groups with `;`. */
  readonly tangles: boolean;
}

const everything: Features = { terms: true, texts: true, tangles: true };

/** A case; the same seed, size and features give the same one. */
export function randomCase(seed: number, size: number, features: Partial<Features> = {}): RandomCase {
  return new Generator(new Dice(seed), size, { ...everything, ...features }).generate();
}

export function factSet(facts: Iterable<RandomFact>): FactSet {
  const set = new FactSet();
  for (const [relation, tuple] of facts) set.add(relation, ...tuple);
  return set;
}

/** A sequence of random numbers from a seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** The next number of the sequence, below `n`. */
  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const all = [...list];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const [a, b] = [all[i] as T, all[j] as T];
      all[i] = b;
      all[j] = a;
    }
    return all;
  }
}

type Type = 'number' | 'symbol' | 'Size' | 'Name' | 'Op' | 'Pair';

interface Relation {
  readonly name: string;
  /** Rules read relations of their own layer or below, and negate or count only those below. */
  readonly layer: number;
  readonly types: readonly Type[];
}

/** Names of the variables of each type begin with its letter; those of subtypes fit too. */
const letters: Readonly<Record<Type, string>> = {
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

const declarations = `.type Size <: number
.type Name <: symbol
.type Op = F { n: number, s: symbol } | G { o: Size } | H {} | W { op: Op, pair: Pair }
.type Pair = [a: number, b: Name]`;

const texts = ['a', 'b', 'ab', ''];

/** The bound variables of a body, by type. */
class Bound {
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

class Generator {
  private readonly relations: Relation[] = [];
  private fresh = 0;

  constructor(
    private readonly dice: Dice,
    private readonly size: number,
    private readonly features: Features,
  ) {}

  generate(): RandomCase {
    const { dice, features } = this;
    const lines = [declarations];
    const clauses: RandomClause[] = [];
    const bases = 2 + dice.below(2);
    const derived = 2 + dice.below(this.size);
    const types: Type[] = ['number', 'number', 'symbol', 'Size', 'Name'];
    if (features.terms) types.push('Op', 'Op', 'Pair');
    for (let i = 0; i < bases + derived; i++) {
      const columns = Array.from({ length: 1 + dice.below(3) }, () => dice.pick(types));
      // Two relations share a layer, so that they may recur through each other.
      const layer = i < bases ? 0 : 1 + (features.tangles ? (i - bases) >> 1 : i - bases);
      this.relations.push({ name: `r${i}`, layer, types: columns });
    }
    for (const { name, types: columns } of this.relations)
      lines.push(`.decl ${name}(${columns.map((type, i) => `c${i}: ${type}`).join(', ')})`);
    for (const relation of this.relations.slice(bases)) {
      const count = 1 + dice.below(3);
      for (let i = 0; i < count; i++) clauses.push(this.clause(relation));
    }
    if (dice.chance(30)) clauses.push(this.factClause(dice.pick(this.relations)));
    const facts = this.relations.flatMap((relation) => {
      const count = relation.layer === 0 ? 2 + dice.below(12) : dice.below(3);
      return Array.from(
        { length: count },
        (): RandomFact => [relation.name, relation.types.map((type) => randomValue(type, dice))],
      );
    });
    return { text: programText(lines, clauses), facts, declarations: lines, clauses };
  }

  private factClause({ name, types }: Relation): RandomClause {
    return { heads: [`${name}(${types.map((type) => this.constant(type)).join(', ')})`], body: [] };
  }

  private clause(head: Relation): RandomClause {
    const { dice, features } = this;
    const bound = new Bound();
    const body: string[] = [];
    const below = this.relations.filter(({ layer }) => layer <= head.layer);
    const lower = this.relations.filter(({ layer }) => layer < head.layer);
    let recursive = false;
    const count = 1 + dice.below(3);
    for (let i = 0; i < count; i++) {
      const same = below.filter(({ layer }) => layer === head.layer);
      const choices: readonly Relation[] =
        recursive && !features.tangles ? lower : dice.chance(30) ? same : below;
      const relation = dice.pick(choices);
      recursive ||= relation.layer === head.layer;
      body.push(this.atom(relation, bound));
    }
    const extras = dice.below(3);
    for (let i = 0; i < extras; i++) {
      const extra = this.extra(lower, bound);
      if (extra !== undefined) body.splice(dice.below(body.length + 1), 0, extra);
    }
    const heads = [this.head(head, bound, recursive)];
    const sister = this.relations.find((other) => other.layer === head.layer && other !== head);
    if (sister !== undefined && features.tangles && dice.chance(10))
      heads.push(this.head(sister, bound, recursive));
    return { heads, body };
  }

  private head({ name, types }: Relation, bound: Bound, recursive: boolean): string {
    return `${name}(${types.map((type) => this.headTerm(type, bound, recursive)).join(', ')})`;
  }

  /** An atom that binds what it names. */
  private atom(relation: Relation, bound: Bound): string {
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
  private closed(relation: Relation, bound: Bound, local?: Bound): string {
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

  private construct(type: 'Op' | 'Pair', argument: (type: Type) => string): string {
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

  /** A literal that tests or computes, undefined when nothing is bound that it could take. */
  private extra(lower: readonly Relation[], bound: Bound): string | undefined {
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

  private comparison(): string {
    return this.dice.pick(['<', '<=', '!=', '=', '>', '>=']);
  }

  /** A group whose alternatives bind the same variable. */
  private choice(lower: readonly Relation[], bound: Bound): string {
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
  private small(numbers: readonly string[]): string {
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

  private aggregate(lower: readonly Relation[], bound: Bound): string | undefined {
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

  private textTest(symbols: readonly string[], bound: Bound): string {
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

  private headTerm(type: Type, bound: Bound, recursive: boolean): string {
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

  private constant(type: Type): string {
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

const variable = /"[^"]*"|\b[a-z]{1,2}\d+\b(?!\()/g;

function clauseText({ heads, body }: RandomClause): string {
  if (body.length === 0) return `${heads.join(', ')}.`;
  return withoutSingletons(`@[allow_cross_product]\n${heads.join(', ')} :-\n  ${body.join(',\n  ')}.`);
}

/** Variables that stand once get the name that says so. */
function withoutSingletons(clause: string): string {
  const counts = new Map<string, number>();
  for (const [name] of clause.matchAll(variable)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return clause.replace(variable, (name) =>
    name.startsWith('"') || counts.get(name) !== 1 ? name : `_${name}`,
  );
}
