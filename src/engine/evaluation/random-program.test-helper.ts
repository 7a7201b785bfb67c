/** Random typed, stratified, terminating programs with random facts, from a seed. */
import { FactSet, type Value } from '../index.js';
import { Dice } from './dice.test-helper.js';
import { type Features, Literals, type Relation } from './random-literals.test-helper.js';
import { Bound, declarations, letters, randomValue, type Type } from './random-types.test-helper.js';

export { Dice, type Features, randomValue };

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

class Generator extends Literals {
  private readonly relations: Relation[] = [];

  constructor(
    dice: Dice,
    private readonly size: number,
    features: Features,
  ) {
    super(dice, features);
  }

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
