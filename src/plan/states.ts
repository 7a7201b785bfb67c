/** The two states of a plan with quick access by name, for the step kinds. */
import { invariant } from '../diagnostics/index.js';
import type {
  Catalog,
  Column,
  Constraint,
  Index,
  OtherObject,
  Policy,
  Routine,
  Sequence,
  Table,
  Trigger,
  UserType,
  View,
} from '../facts/catalog/catalog.js';

export interface States {
  /** What is there once the declared renames are done. */
  readonly before: State;
  /** What is wanted. */
  readonly after: State;
}

/** A catalog with its lists by id. */
export class State {
  readonly catalog: Catalog;
  readonly tables: ReadonlyMap<string, Table>;
  readonly indexes: ReadonlyMap<string, Index>;
  readonly sequences: ReadonlyMap<string, Sequence>;
  readonly types: ReadonlyMap<string, UserType>;
  readonly routines: ReadonlyMap<string, Routine>;
  readonly views: ReadonlyMap<string, View>;
  /** By `table.name`, see `partId`. */
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly policies: ReadonlyMap<string, Policy>;
  /** By `kind:id`. */
  readonly others: ReadonlyMap<string, OtherObject>;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.tables = byId(catalog.tables);
    this.indexes = byId(catalog.indexes);
    this.sequences = byId(catalog.sequences);
    this.types = byId(catalog.types);
    this.routines = byId(catalog.routines);
    this.views = byId(catalog.views);
    this.triggers = new Map(catalog.triggers.map((item) => [partId(item.table, item.name), item]));
    this.policies = new Map(catalog.policies.map((item) => [partId(item.table, item.name), item]));
    this.others = new Map(catalog.others.map((item) => [`${item.kind}:${item.id}`, item]));
  }

  table(id: string): Table {
    return found(this.tables.get(id), `table ${id}`);
  }

  index(id: string): Index {
    return found(this.indexes.get(id), `index ${id}`);
  }

  column(table: string, name: string): Column {
    return found(
      this.table(table).columns.find((column) => column.name === name),
      `column ${table}.${name}`,
    );
  }

  constraint(table: string, name: string): Constraint {
    return found(
      this.table(table).constraints.find((constraint) => constraint.name === name),
      `constraint ${table}.${name}`,
    );
  }

  indexesOf(table: string): readonly Index[] {
    return this.catalog.indexes.filter((index) => index.table === table);
  }

  /** The sequence that goes with a column: of an identity, or OWNED BY. */
  sequenceOf(table: string, column: string): Sequence | undefined {
    return this.catalog.sequences.find(
      (sequence) => sequence.ownedBy?.table === table && sequence.ownedBy.column === column,
    );
  }
}

/** Key of a trigger or policy. */
export function partId(table: string, name: string): string {
  return `${table}.${name}`;
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function found<T>(item: T | undefined, what: string): T {
  invariant(item !== undefined, `the planner asked for a ${what} that its state does not have`);
  return item;
}
