/** Pieces of generated text: names for what it refers to, lookups in indexes, and the traffic with registers. */
import type { Expression, Pattern } from '../ir.js';
import type { Interner } from '../value.js';
import type { Access } from './plan.js';
import type { Index, Relation } from './relation.js';

/** What generated code calls while it runs. */
export interface Host {
  readonly interner: Interner;
  relation(name: string): Relation;
  derivations: number;
  readonly proofs: boolean;
  /** Starts a run; returns like `spent`. */
  begin(): number;
  /** Watches the clock; returns how many steps may be taken until the next call. */
  spent(): number;
  /**
   * Counts new tuples of a relation, whose proofs fill a chunk up to `end`, and makes room for more by a body with so many
   * parents; returns how many may be entered until the next call.
   */
  room(relation: Relation, fresh: number, end: number, body: number, parents: number): number;
  /** Counts like `room`, then enters one more tuple by the general way. */
  add(
    relation: Relation,
    fresh: number,
    end: number,
    tuple: Int32Array,
    body: number,
    parents: Int32Array,
  ): void;
  /** Counts new tuples. */
  entered(fresh: number): void;
}

/** What generated code calls now and then. */
type Rare = Pick<Host, 'spent' | 'room'>;

/** Collects the lines of a function and the parts that they name. */
export class Fragments {
  protected readonly parts: unknown[] = [];
  protected readonly lines: string[] = [];
  /** Run before anything is read. */
  protected readonly extensions: string[] = [];
  /** Locals for arrays and limits. */
  protected readonly hoisted: string[] = [];
  /** Names of the terms of keys, which are computed before the key is used. */
  protected readonly terms = new Map<Pattern, string>();
  protected readonly host: string;
  protected readonly rare: string;
  protected readonly registers: string;
  protected unique = 0;
  private readonly names = new Map<unknown, string>();

  constructor(
    protected readonly machine: Host,
    registers: Int32Array,
  ) {
    this.host = this.part(machine);
    this.rare = this.part(apart(machine));
    this.registers = this.part(registers);
  }

  /** Puts a key into an array; the name of that. */
  protected array(access: Access): string {
    const name = this.part(new Int32Array(access.keys.length));
    for (const [i, { pattern }] of access.keys.entries())
      this.lines.push(`${name}[${i}] = ${this.key(pattern)};`);
    return name;
  }

  /** Finds the bucket of a key; the name of the variable that holds where its bounds are. */
  protected bucket(index: Index, access: Access): string {
    const x = this.part(index).slice(1);
    const name = `b${this.unique++}`;
    const [first] = access.keys;
    if (index.single && first !== undefined) {
      const key = this.key(first.pattern);
      const place = `${key} ^ S${x}`;
      this.lines.push(
        `const ${name} = (W${x} === 0 ? p${x}.bucketOf(${key}) : (${place}) >>> 0 < W${x} ? (${place}) + 1 : 0) << 1;`,
      );
    } else {
      const order = this.part(Int32Array.from(access.keys, (_, i) => i));
      this.lines.push(`const ${name} = p${x}.bucket(${this.array(access)}, ${order}) << 1;`);
    }
    return name;
  }

  protected key(pattern: Pattern): string {
    return this.terms.get(pattern) ?? this.plain(pattern);
  }

  protected plain(pattern: Expression): string {
    if (pattern.kind === 'variable') return `v${pattern.index}`;
    if (pattern.kind !== 'constant') throw new Error('internal error: not a plain pattern');
    return this.part(this.machine.interner.intern(pattern.value), true);
  }

  /** Puts variables into the registers that closures read. */
  protected store(variables: readonly number[], bound: ReadonlySet<number>): string {
    const known = [...new Set(variables)].filter((index) => bound.has(index));
    return known.map((index) => `${this.registers}[${index}] = v${index}; `).join('');
  }

  protected load(variables: readonly number[]): void {
    for (const index of new Set(variables)) this.lines.push(`const v${index} = ${this.registers}[${index}];`);
  }

  protected spend(steps: string): void {
    this.lines.push(`if ((steps -= ${steps}) < 0) steps = ${this.rare}.spent();`);
  }

  protected index(relation: Relation, access: Access): Index {
    const index = relation.index(
      access.keys.map((key) => key.place),
      access.shapes,
    );
    if (!this.names.has(index)) {
      const name = this.part(index);
      const x = name.slice(1);
      this.extensions.push(`${name}.extend(${this.part(relation)}.limit);`);
      this.hoisted.push(
        `const X${x} = ${name}.bounds, Q${x} = ${name}.rows, V${x} = ${name}.values, W${x} = ${name}.width, S${x} = ${name}.sign;`,
      );
    }
    return index;
  }

  /** Names a relation's array and limits; gives the number in these names. */
  protected hoist(relation: Relation): string {
    const name = this.part(relation);
    const r = name.slice(1);
    const line = `const D${r} = ${name}.data, L${r} = ${name}.limit, O${r} = ${name}.deltaStart;`;
    if (!this.hoisted.includes(line)) this.hoisted.push(line);
    return r;
  }

  /** The name of a part. Numbers are parts of their own: equal texts then serve bodies with other constants. */
  protected part(value: unknown, fresh = typeof value === 'number'): string {
    const known = fresh ? undefined : this.names.get(value);
    if (known !== undefined) return known;
    const name = `p${this.parts.push(value) - 1}`;
    if (!fresh) this.names.set(value, name);
    return name;
  }
}

export function isPlain(
  expression: Expression,
): expression is Extract<Pattern, { kind: 'variable' | 'constant' }> {
  return expression.kind === 'variable' || expression.kind === 'constant';
}

/** The JIT does not copy into its code what is called through a proxy: with rare calls in it, it would take long to make. */
function apart(host: Host): Rare {
  return {
    spent: new Proxy(host.spent.bind(host), {}),
    room: new Proxy(host.room.bind(host), {}),
  };
}
