/**
 * The SQL of what SDL has no word for. The planner makes it, from a state that has what types say to the whole; what it
 * would do carefully on tables with rows (indexes, constraints) is made in one statement, since these tables are new.
 */

import type { Catalog } from './facts/catalog/catalog.js';
import { compareCatalogs } from './facts/catalog/compare.js';
import { objectsOf } from './facts/catalog/objects.js';
import { packageVersion } from './paths.js';

import { makePlan } from './plan/make.js';
import type { Plan, Step } from './plan/plan.js';
import { planRules } from './planning.js';
import { type OwnPart, part, type Split, split, without } from './schema/catalog/index.js';
import type { SchemaSettings } from './schema/index.js';

export interface SqlPart {
  /** Where it stands: before the tables, after everything, or on the type of a table, by its id. */
  readonly place: string;
  /** `index`, `grants`, `function`. */
  readonly what: string;
  /** `public.orders_lower_idx` */
  readonly name: string;
  readonly statements: readonly string[];
}

/** What types say of a catalog, and the SQL for the rest, in order. */
export async function inSql(
  catalog: Catalog,
  settings: SchemaSettings,
): Promise<{ readonly core: Catalog; readonly parts: readonly SqlPart[] }> {
  return new Builder(catalog, split(catalog, settings)).build();
}

/** What every new database has. */
const newDatabase: Pick<Catalog, 'schemas' | 'extensions'> = {
  schemas: [{ name: 'public' }],
  extensions: [{ name: 'plpgsql', version: '1.0', schema: 'pg_catalog' }],
};

class Builder {
  private readonly parts: SqlPart[] = [];
  private readonly ids: Set<string>;
  private readonly whole = new Set<string>();
  /** Tables of which something is made only at the end. */
  private readonly late = new Set<string>();
  /** Steps that stand on the type of a table: its id, and theirs. */
  private readonly onTypes = new Set<string>();

  constructor(
    private readonly catalog: Catalog,
    private readonly divided: Split,
  ) {
    this.ids = new Set(groundOf(divided.said));
  }

  async build(): Promise<{ core: Catalog; parts: readonly SqlPart[] }> {
    const { said, first, own } = this.divided;
    const core = part(this.catalog, said, new Set());
    const ground = this.state();
    for (const id of first) (id.startsWith('free ') ? this.ids : this.whole).add(id);
    await this.plan(ground, this.state(), () => 'first');
    for (const id of said) this.ids.add(id);
    const pending = this.complete(own);
    if (pending.length > 0) {
      const missing = this.without(pending);
      await this.plan(this.state(), missing, (step, plan) => this.placeOf(step, plan));
      for (const one of pending) this.add('last', one);
      await this.plan(this.withAll(missing, pending), this.catalog, () => 'last');
    } else {
      await this.plan(this.state(), this.catalog, (step, plan) => this.placeOf(step, plan));
    }
    return { core, parts: this.parts };
  }

  /** Makes the parts whose needs are there; returns the others. */
  private complete(own: readonly OwnPart[]): readonly OwnPart[] {
    const order = new Map(this.catalog.tables.map(({ id }, i) => [id, i]));
    const madeBy = new Map<string, OwnPart>();
    let pending = own;
    for (;;) {
      const ready = pending.filter((one) => this.missing(one).length === 0);
      if (ready.length === 0) return pending;
      for (const one of ready) {
        const needed = this.needsOf(one).flatMap((id) => madeBy.get(id) ?? []);
        const at = order.get(one.table) ?? 0;
        const waits = needed.some(
          (other) => this.late.has(other.table) || (order.get(other.table) ?? 0) > at,
        );
        if (waits) this.late.add(one.table);
        this.add(waits ? 'last' : one.table, one);
        for (const id of one.makes) {
          this.ids.add(id);
          madeBy.set(id, one);
        }
      }
      pending = pending.filter((one) => !ready.includes(one));
    }
  }

  private needsOf(one: OwnPart): readonly string[] {
    return [one.id, ...one.makes].flatMap((id) => this.divided.needs.get(id) ?? []);
  }

  /** What an own part needs and is not there. */
  private missing(one: OwnPart): string[] {
    return this.needsOf(one).filter((id) => !one.makes.includes(id) && !this.has(id));
  }

  private has(id: string): boolean {
    return this.ids.has(id) || this.whole.has(id) || this.ids.has(`free ${id}`);
  }

  private add(place: string, one: OwnPart): void {
    if (one.statements.length === 0) return;
    const [kind = '', name = ''] = splitId(one.id);
    this.parts.push({ place, what: kind, name, statements: one.statements });
  }

  /** The state as it is by now. */
  private state(): Catalog {
    const now = part(this.catalog, this.ids, this.whole);
    const has = new Set(now.schemas.map(({ name }) => name));
    const names = new Set(now.extensions.map(({ name }) => name));
    return closed({
      ...now,
      schemas: [...now.schemas, ...newDatabase.schemas.filter(({ name }) => !has.has(name))],
      extensions: [...now.extensions, ...newDatabase.extensions.filter(({ name }) => !names.has(name))],
    });
  }

  /** The whole without the parts and what needs them. */
  private without(pending: readonly OwnPart[]): Catalog {
    const gone = new Set(pending.flatMap((one) => [one.id, ...one.makes]));
    for (let size = -1; size !== gone.size; ) {
      size = gone.size;
      for (const [id, needs] of this.divided.needs) {
        if (!this.has(id) && needs.some((on) => gone.has(on))) gone.add(id);
      }
    }
    return closed(without(this.catalog, gone));
  }

  /** The state with the parts, and without what needs them. */
  private withAll(state: Catalog, pending: readonly OwnPart[]): Catalog {
    const back = new Set(pending.flatMap((one) => [one.id, ...one.makes]));
    const here = new Set(objectsOf(state).map(({ id }) => id));
    const gone = objectsOf(this.catalog).flatMap(({ id }) => (here.has(id) || back.has(id) ? [] : [id]));
    return closed(without(this.catalog, new Set(gone)));
  }

  private async plan(
    before: Catalog,
    after: Catalog,
    place: (step: Step, plan: Plan) => string,
  ): Promise<void> {
    if (compareCatalogs(before, closed(after), { owners: true }).length === 0) return;
    const rules = planRules();
    const plan = await makePlan({
      before: { catalog: before, source: 'what is there' },
      after: { catalog: { ...closed(after), unmodelled: [] }, source: 'what shall be there' },
      major: this.catalog.server.major,
      mayDestroy: true,
      rules: { ...rules, findings: () => [] },
      version: packageVersion(),
    });
    for (const step of plan.steps) {
      this.parts.push({
        place: place(step, plan),
        what: kindOf(step, this.catalog),
        name: step.subject,
        statements: step.sql,
      });
    }
  }

  /** On the type of its table where nothing else of the plan must come before, else at the end. */
  private placeOf(step: Step, plan: Plan): string {
    const table = this.tableOf(step.subject);
    if (table === undefined || this.late.has(table)) return 'last';
    const before = plan.edges.filter(([, second]) => second === step.id).map(([id]) => id);
    if (!before.every((id) => this.onTypes.has(`${table} ${id}`))) return 'last';
    this.onTypes.add(`${table} ${step.id}`);
    return table;
  }

  /** The table that a type says, of a subject that is one, or a part of one. */
  private tableOf(subject: string): string | undefined {
    const index = this.catalog.indexes.find(({ id }) => id === subject)?.table;
    const of = index ?? subject;
    return this.catalog.tables.find(
      ({ id }) => this.divided.said.has(`table:${id}`) && (of === id || of.startsWith(`${id}.`)),
    )?.id;
  }
}

/** Made before anything else: enums that types say, and the schemas of what they say. */
function groundOf(said: ReadonlySet<string>): string[] {
  return ['extension:plpgsql', ...[...said].filter((id) => /^(schema|type):/.test(id))];
}

/** Without dependencies of what is not there. */
function closed(catalog: Catalog): Catalog {
  const ids = new Set(objectsOf(catalog).map(({ id }) => id));
  return {
    ...catalog,
    dependencies: catalog.dependencies.filter(({ object, on }) => ids.has(object) && ids.has(on)),
  };
}

function splitId(id: string): [string, string] {
  const at = id.indexOf(':');
  return [id.slice(0, at), id.slice(at + 1)];
}

const wholeKinds: readonly string[] = [
  'schema',
  'extension',
  'sequence',
  'domain',
  'enum type',
  'composite type',
  'range type',
  'function',
  'procedure',
  'aggregate',
  'window',
  'view',
  'materialized view',
  'trigger',
  'policy',
];

const kinds: Readonly<Record<string, string>> = {
  CreateIndex: 'index',
  AddConstraint: 'constraint',
  AddConstraintNotValid: 'constraint',
  CreateTable: 'table',
  AttachPartition: 'partition',
  SetGrants: 'grants',
  SetComment: 'comment',
  SetOwner: 'owner',
};

/** What a step makes: `view`, `range type`, a kind of the others. */
function kindOf({ kind, title, subject }: Step, catalog: Catalog): string {
  const isSubject = ({ id }: { readonly id: string }): boolean => id === subject;
  const altered =
    kind !== 'AlterObject'
      ? undefined
      : (catalog.views.find(isSubject)?.kind ?? (catalog.sequences.some(isSubject) ? 'sequence' : undefined));
  const known = kinds[kind] ?? altered;
  if (known !== undefined) return known;
  if (kind !== 'CreateObject') return 'setting';
  const words = new Set([...wholeKinds, ...catalog.others.map((one) => one.kind)]);
  const fitting = [...words].filter((word) => title.startsWith(`create ${word} `));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? 'object';
}
