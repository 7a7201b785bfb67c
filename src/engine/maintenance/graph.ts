/** A program as what must be looked at again when a relation changes: its uses, by body and stratum. */
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import type { AbsentStep, AggregateStep, AtomStep, Body, Step } from '../ir.js';

/** A relation, and who reads it. */
export interface RelationNode {
  readonly name: string;
  readonly relation: Relation;
  /** Place in `Graph.relations`. */
  readonly index: number;
  /** Place of the stratum that derives it; -1 when no rule does. */
  stratum: number;
  /** Bodies that derive it. */
  readonly bodies: BodyNode[];
  readonly uses: Use[];
}

export interface BodyNode {
  /** Place among the bodies of the program. */
  readonly number: number;
  readonly body: Body;
  readonly head: RelationNode;
  /** The positive atoms, whose rows are the parents of a proof, and their relations. */
  readonly atoms: readonly AtomStep[];
  readonly parents: readonly RelationNode[];
  readonly stratum: number;
}

/** One place where a body reads a relation. */
export type Use =
  | { readonly kind: 'atom'; readonly body: BodyNode; readonly step: AtomStep }
  | { readonly kind: 'absent'; readonly body: BodyNode; readonly step: AbsentStep }
  | {
      readonly kind: 'aggregate';
      readonly body: BodyNode;
      readonly aggregate: AggregateStep;
      /** The alternative inside the aggregate, and its atom. */
      readonly inner: readonly Step[];
      readonly step: AtomStep | AbsentStep;
    };

export interface StratumNode {
  /** Place in `Graph.strata`. */
  readonly place: number;
  readonly recursive: boolean;
  readonly relations: readonly RelationNode[];
  readonly bodies: readonly BodyNode[];
}

export interface Graph {
  readonly relations: readonly RelationNode[];
  readonly byName: ReadonlyMap<string, RelationNode>;
  readonly bodies: readonly BodyNode[];
  /** Each after those that it reads. */
  readonly strata: readonly StratumNode[];
}

/** The graph of the program of a database. O(size of the program). */
export function graphOf(database: Database): Graph {
  const { program } = database;
  const byName = new Map<string, RelationNode>();
  for (const name of program.relations.keys()) {
    const relation = database.relation(name);
    byName.set(name, { name, relation, index: byName.size, stratum: -1, bodies: [], uses: [] });
  }
  const node = (name: string): RelationNode => byName.get(name)!;
  const numbers = new Map(program.bodies.map((body, number) => [body, number]));
  const bodies: BodyNode[] = new Array(program.bodies.length);
  const strata = program.strata.map((stratum, place) => {
    const relations = stratum.relations.map(node);
    for (const relation of relations) relation.stratum = place;
    const own = stratum.bodies.map((body): BodyNode => {
      const atoms = body.steps.filter((step) => step.kind === 'atom');
      const parents = atoms.map((atom) => node(atom.relation));
      return { number: numbers.get(body)!, body, head: node(body.head), atoms, parents, stratum: place };
    });
    for (const body of own) {
      bodies[body.number] = body;
      body.head.bodies.push(body);
      enterUses(body, node);
    }
    return { place, recursive: stratum.recursive, relations, bodies: own };
  });
  return { relations: [...byName.values()], byName, bodies, strata };
}

function enterUses(body: BodyNode, node: (name: string) => RelationNode): void {
  for (const step of body.body.steps) {
    if (step.kind === 'atom') node(step.relation).uses.push({ kind: 'atom', body, step });
    else if (step.kind === 'absent') node(step.relation).uses.push({ kind: 'absent', body, step });
    else if (step.kind === 'aggregate') {
      for (const inner of step.bodies) {
        for (const part of inner) {
          if (part.kind !== 'atom' && part.kind !== 'absent') continue;
          node(part.relation).uses.push({ kind: 'aggregate', body, aggregate: step, inner, step: part });
        }
      }
    }
  }
}
