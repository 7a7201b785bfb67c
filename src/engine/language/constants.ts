/** The constants of clauses with the types of the places where they stand: for those who know what a type means. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { RelationInfo } from '../compile.js';
import type { Alternatives, Atom, Clause, ItemNode, Literal, TermNode } from './ast.js';
import type { Types } from './types.js';

/** A constant of a clause. */
export interface PlacedConstant {
  readonly value: string | number;
  /** The declared type of the place: of a column, of a part of a term, or of the column of the variable that it is compared with. */
  readonly type: string;
  /** The relation of that column, or the branch. */
  readonly of: string;
  readonly column: string;
  readonly span: Span;
}

/** All constants that stand in a place of a declared type, in order, also those in the clauses of components. Linear. */
export function placedConstants(
  items: readonly ItemNode[],
  relations: ReadonlyMap<string, RelationInfo>,
  types: Types,
): PlacedConstant[] {
  const clauses = items.flatMap((item) => (item.kind === 'component' ? item.items : [item]));
  return clauses.flatMap((item) => (item.kind === 'clause' ? new Walk(item, relations, types).found() : []));
}

type Place = Pick<PlacedConstant, 'type' | 'of' | 'column'>;

class Walk {
  private readonly constants: PlacedConstant[] = [];
  /** Where variables stand. */
  private readonly variables = new Map<string, Place>();
  private readonly compared: (readonly [TermNode, TermNode])[] = [];

  constructor(
    private readonly clause: Clause,
    private readonly relations: ReadonlyMap<string, RelationInfo>,
    private readonly types: Types,
  ) {}

  found(): PlacedConstant[] {
    // The columns of a body say more of a variable than those of a head, which takes anything.
    this.body(this.clause.body ?? []);
    for (const head of this.clause.heads) this.atom(head);
    for (const [left, right] of this.compared) {
      const place = left.kind === 'variable' ? this.variables.get(left.name) : undefined;
      if (place !== undefined) this.term(right, place);
    }
    return this.constants;
  }

  private body(body: Alternatives): void {
    for (const literals of body) for (const literal of literals) this.literal(literal);
  }

  private literal(literal: Literal): void {
    switch (literal.kind) {
      case 'atom':
        this.atom(literal);
        break;
      case 'compare':
        this.compared.push([literal.left, literal.right], [literal.right, literal.left]);
        this.term(literal.left, undefined);
        this.term(literal.right, undefined);
        break;
      case 'not':
        this.literal(literal.body);
        break;
      case 'group':
        this.body(literal.body);
    }
  }

  private atom({ name, args }: Atom): void {
    const columns = this.relations.get(name)?.columns ?? [];
    for (const [i, arg] of args.entries()) {
      const column = columns[i];
      this.term(arg, column && { type: column.type, of: name, column: column.name });
    }
  }

  /** A term in a place; undefined where nothing is known of it. */
  private term(node: TermNode, place: Place | undefined): void {
    if (node.kind === 'aggregate') this.body(node.body);
    else if (node.kind === 'variable') {
      if (place !== undefined && !this.variables.has(node.name)) this.variables.set(node.name, place);
    } else if (node.kind === 'constant') {
      const span = this.clause.source.span(node.start, node.end);
      if (place !== undefined) this.constants.push({ ...place, value: node.value, span });
    } else if (node.kind === 'construct') {
      const parts = this.types.branch(node.tag)?.branch.attributes ?? [];
      for (const [i, arg] of node.args.entries()) {
        const part = node.shape === 'branch' ? parts[i] : undefined;
        this.term(arg, part && { type: part.type, of: `$${node.tag}`, column: part.name });
      }
    } else if (node.kind === 'call') for (const arg of node.args) this.term(arg, undefined);
  }
}
