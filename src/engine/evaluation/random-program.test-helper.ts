/** Random typed, stratified, terminating programs with random facts, from a seed. */
import { FactSet, term, type Value } from '../index.js';

type Type = 'number' | 'symbol' | 'Op';
interface Relation {
  readonly name: string;
  readonly layer: number;
  readonly types: readonly Type[];
}

export interface RandomCase {
  readonly text: string;
  readonly facts: readonly (readonly [string, readonly Value[]])[];
}

/** A case; the same seed and size give the same one. */
export function randomCase(seed: number, size: number): RandomCase {
  return new Generator(seed, size).generate();
}

export function factSet(facts: RandomCase['facts']): FactSet {
  const set = new FactSet();
  for (const [relation, tuple] of facts) set.add(relation, ...tuple);
  return set;
}

class Generator {
  private readonly relations: Relation[] = [];
  private state: number;

  constructor(
    seed: number,
    private readonly size: number,
  ) {
    this.state = seed;
  }

  generate(): RandomCase {
    const lines = ['.type Op = F { n: number, s: symbol } | G { o: number } | H {}'];
    const bases = 2 + this.below(2);
    const derived = 2 + this.below(this.size);
    for (let i = 0; i < bases + derived; i++) {
      const types = Array.from({ length: 1 + this.below(3) }, () =>
        this.pick<Type>(['number', 'number', 'symbol', 'Op']),
      );
      // Two relations share a layer, so that they may recur through each other.
      this.relations.push({ name: `r${i}`, layer: i < bases ? 0 : 1 + ((i - bases) >> 1), types });
    }
    for (const { name, types } of this.relations) {
      lines.push(`.decl ${name}(${types.map((type, i) => `c${i}: ${type}`).join(', ')})`);
    }
    for (const relation of this.relations.slice(bases)) {
      const count = 1 + this.below(3);
      for (let i = 0; i < count; i++) lines.push(this.rule(relation));
    }
    const facts: [string, Value[]][] = [];
    for (const relation of this.relations) {
      const count = relation.layer === 0 ? this.below(8) : this.below(2);
      for (let i = 0; i < count; i++)
        facts.push([relation.name, relation.types.map((type) => this.value(type))]);
    }
    return { text: lines.join('\n'), facts };
  }

  private rule(head: Relation): string {
    const bound = new Map<Type, Set<string>>([
      ['number', new Set()],
      ['symbol', new Set()],
      ['Op', new Set()],
    ]);
    const body: string[] = [];
    const below = this.relations.filter((relation) => relation.layer <= head.layer);
    const count = 1 + this.below(3);
    for (let i = 0; i < count; i++) body.push(this.atom(this.pick(below), bound, bound));
    const extras = this.below(4);
    for (let i = 0; i < extras; i++) {
      const extra = this.extra(head, bound);
      if (extra !== undefined) body.splice(this.below(body.length + 1), 0, extra);
    }
    const args = head.types.map((type) => this.headTerm(type, bound));
    return `${head.name}(${args.join(', ')}) :- ${body.join(', ')}.`;
  }

  /** An atom over variables; new ones go to `bind`. */
  private atom(
    relation: Relation,
    known: Map<Type, Set<string>>,
    bind: Map<Type, Set<string>> | undefined,
    local = '',
  ): string {
    const argument = (type: Type): string => {
      const choice = this.below(10);
      if (choice === 0) return '_';
      if (choice === 1) return this.constant(type);
      if (type === 'Op' && choice < 6) {
        if (choice === 2) return `$G(${argument('number')})`;
        return `$F(${argument('number')}, ${argument('symbol')})`;
      }
      if (bind === undefined && local === '') {
        const names = [...known.get(type)!];
        return names.length === 0 ? '_' : this.pick(names);
      }
      const name = `${local}${type[0]!.toLowerCase()}${this.below(3)}`;
      bind?.get(type)?.add(name);
      return name;
    };
    return `${relation.name}(${relation.types.map(argument).join(', ')})`;
  }

  private extra(head: Relation, bound: Map<Type, Set<string>>): string | undefined {
    const lower = this.relations.filter((relation) => relation.layer < head.layer);
    const numbers = [...bound.get('number')!];
    const symbols = [...bound.get('symbol')!];
    switch (this.below(8)) {
      case 0:
      case 1:
        return `!${this.atom(this.pick(lower), bound, undefined)}`;
      case 2:
        if (numbers.length === 0) return undefined;
        return `${this.pick(numbers)} ${this.pick(['<', '<=', '!=', '=', '>', '>='])} ${this.pick([...numbers, '1', '2'])}`;
      case 3: {
        if (numbers.length === 0) return undefined;
        const name = `n${this.below(4)}`;
        const text = `${name} = (${this.pick(numbers)} + ${this.below(3)}) % 4`;
        bound.get('number')!.add(name);
        return text;
      }
      case 4: {
        const relation = this.pick(lower);
        const inner = this.atom(relation, bound, undefined, this.pick(['', 'l']));
        const name = `a${this.below(3)}`;
        if (bound.get('number')!.has(name)) return undefined;
        bound.get('number')!.add(name);
        return `${name} = count : { ${inner} }`;
      }
      case 5: {
        const relation = lower.find(({ types }) => types.includes('number'));
        if (relation === undefined) return undefined;
        const at = relation.types.indexOf('number');
        const args = relation.types.map((type, i) =>
          i === at ? 'v' : this.pick(['_', ...[...bound.get(type)!]]),
        );
        const name = `b${this.below(3)}`;
        if (bound.get('number')!.has(name)) return undefined;
        bound.get('number')!.add(name);
        return `${name} = ${this.pick(['sum', 'min', 'max'])} v : { ${relation.name}(${args.join(', ')}), v < 9 }`;
      }
      case 6: {
        if (numbers.length === 0) return undefined;
        const left = `${this.pick(numbers)} = ${this.below(4)}`;
        const right = this.atom(this.pick(lower), bound, undefined);
        return `${this.pick(['', '!'])}(${left} ; ${this.pick(['', '!'])}${right})`;
      }
      default: {
        if (symbols.length === 0) return undefined;
        const [a, b] = [this.pick(symbols), this.pick(symbols)];
        return this.pick([
          `${a} < ${b}`,
          `contains("a", ${a})`,
          `match("[ab]+", ${a})`,
          `cat(${a}, "x") != ${b}`,
          `strlen(${a}) = 1`,
        ]);
      }
    }
  }

  private headTerm(type: Type, bound: Map<Type, Set<string>>): string {
    const names = [...bound.get(type)!];
    const choice = this.below(6);
    if (type === 'Op' && choice < 3) {
      return choice === 0
        ? `$G(${this.headTerm('number', bound)})`
        : `$F(${this.headTerm('number', bound)}, ${this.headTerm('symbol', bound)})`;
    }
    return names.length > 0 && choice > 0 ? this.pick(names) : this.constant(type);
  }

  private constant(type: Type): string {
    if (type === 'number') return String(this.below(4));
    if (type === 'symbol') return this.pick(['"a"', '"b"', '"ab"']);
    return this.pick(['$H()', `$G(${this.below(4)})`, `$F(${this.below(4)}, "a")`]);
  }

  private value(type: Type): Value {
    if (type === 'number') return this.below(4);
    if (type === 'symbol') return this.pick(['a', 'b', 'ab']);
    return this.pick([
      term('H'),
      term('G', this.below(4)),
      term('F', this.below(4), this.pick(['a', 'b', 'ab'])),
    ]);
  }

  private pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** The next number of the sequence (mulberry32), below `n`. */
  private below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }
}
