/** From what a person names to a plan: read both states, plan from one to the other, with the rules as the only knowledge. */

import { type Diagnostic, Exit, type Suppressed, WesleyError } from './diagnostics/index.js';
import type { Limits } from './engine/index.js';
import type { Catalog } from './facts/catalog/catalog.js';
import { readSqlFiles } from './facts/sources/files.js';
import { comparable, type LoadedState, loadCandidate, Scratch } from './facts/sources/index.js';
import { collectFindings } from './findings.js';
import { forbiddenOperations } from './forbidden.js';
import { packageVersion } from './paths.js';
import { placesOf } from './pipeline.js';
import { makePlan, type PlanRules } from './plan/make.js';
import type { Plan } from './plan/plan.js';
import { applySettings, type RuleSetting } from './rule-settings.js';
import { limitsFor, within } from './ruleset/limits.js';
import { loadRuleset, type RuleFolder } from './ruleset/load.js';
import { checkParameters, tellParameters } from './ruleset/parameters.js';
import { declaredFills, type Fill, pendingRenames, type Rename, SubjectPlaces } from './schema/index.js';
import { type NamedState, readState, type StateOptions } from './states.js';

export interface PlanInput {
  /** Names of states, as `readState` takes them. */
  readonly from: string;
  readonly to?: string;
  /** Instead of `to`: SQL files that are run on the state before. */
  readonly migration?: readonly string[];
  readonly major?: number;
  /** `orders.region=area`, `orders=purchases`. */
  readonly renames?: readonly string[];
  /** Values for the rows that are there: `orders.region='unknown'`. */
  readonly fills?: readonly string[];
  /** Zone of the times that do not say theirs: `Europe/Berlin`. */
  readonly timeZone?: string;
  /** Destructions that are accepted: `orders.coupon`. */
  readonly unsafe?: readonly string[];
  readonly ruleFolders?: readonly RuleFolder[];
  /** What a team decided about rules, by id. */
  readonly severities?: ReadonlyMap<string, RuleSetting>;
  /** What one evaluation may use. */
  readonly limits?: Partial<Limits>;
}

/** Makes a plan. Throws `WesleyError` with what has no safe path. What it would destroy is said, and accepted by who applies it. */
export async function planChange(input: PlanInput, options: StateOptions = {}): Promise<Plan> {
  const scratch = new Scratch();
  try {
    const ways = { ...options, scratch, build: buildFromNothing };
    const before = await readState(input.from, { ...options, scratch });
    const after = await readTarget(input, before, ways);
    return await planStates(before, after, input);
  } finally {
    await scratch.close();
  }
}

/** Makes the plan between two states that are read already. */
export async function planStates(
  before: LoadedState & Partial<NamedState>,
  after: LoadedState & Partial<NamedState>,
  input: Omit<PlanInput, 'from' | 'to' | 'migration'> = {},
): Promise<Plan> {
  const rules = planRules(input.ruleFolders, input.severities, input.limits);
  const names = new Names(before.catalog);
  const catalogs = comparable(before, after);
  const said = carriedBy(before, after);
  const places = after.model && new SubjectPlaces(after.model);
  const fills = (input.fills ?? []).map((one) => names.fill(one));
  const making = within(() =>
    makePlan({
      before: { ...before, catalog: catalogs.before },
      after: { ...after, catalog: catalogs.after },
      major: input.major ?? before.catalog.server.major,
      statistics: before.statistics,
      renames: [...said.renames, ...(input.renames ?? []).map((one) => names.rename(one))],
      fills: [...said.fills.filter((one) => !fills.some((other) => sameColumn(one, other))), ...fills],
      notes: after.notes.filter(({ severity }) => severity === 'warning'),
      ...(places === undefined ? {} : { placeOf: (subject) => places.of(subject) }),
      ...(input.timeZone === undefined ? {} : { timeZone: knownZone(input.timeZone) }),
      accepted: (input.unsafe ?? []).map((one) => names.resolve(one)),
      mayDestroy: true,
      rules,
      version: packageVersion(),
    }),
  );
  return making.catch((error: unknown) => {
    throw error instanceof WesleyError && places !== undefined ? withPlaces(error, places) : error;
  });
}

/** What the SDL says about the way to it. */
function carriedBy(
  before: LoadedState & Partial<NamedState>,
  after: LoadedState & Partial<NamedState>,
): { readonly renames: readonly Rename[]; readonly fills: readonly Fill[] } {
  if (after.model === undefined) return { renames: [], fills: [] };
  const existing = new Map(
    before.catalog.tables.map((table) => [table.id, new Set(table.columns.map(({ name }) => name))]),
  );
  return {
    renames: pendingRenames(after.model, existing, before.model),
    fills: declaredFills(after.model),
  };
}

function sameColumn(a: Fill, b: Fill): boolean {
  return a.table === b.table && a.column === b.column;
}

/** Refusals point at the SDL that asks for what is refused. */
function withPlaces(error: WesleyError, places: SubjectPlaces): WesleyError {
  const diagnostics = error.diagnostics.map((one): Diagnostic => {
    const span = one.subject === undefined ? undefined : places.of(one.subject);
    return span === undefined || one.span !== undefined ? one : { ...one, span };
  });
  return new WesleyError(diagnostics, error.exitCode);
}

/** A zone that there is, so that a slip is no surprise in the middle of a run. */
function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new WesleyError(
      {
        code: 'plan/unknown-time-zone',
        severity: 'error',
        message: `there is no time zone "${zone}"`,
        fix: { text: 'name it as the tz database does', code: '--time-zone Europe/Berlin' },
      },
      Exit.usage,
    );
  }
}

/** The statements of the plan from nothing to a state: how a state is built again. */
export async function buildFromNothing(catalog: Catalog): Promise<readonly string[]> {
  const nothing = await emptyState();
  const plan = await makePlan({
    before: { catalog: nothing, source: 'nothing' },
    // What no plan can make is missing in the copy, and said by who needs it.
    after: { catalog: { ...catalog, unmodelled: [] }, source: 'the state' },
    major: catalog.server.major,
    rules: planRules(),
    version: packageVersion(),
  });
  return plan.steps.flatMap((step) => step.sql);
}

/** What Wesley knows, as the planner needs it. */
export function planRules(
  ruleFolders: readonly RuleFolder[] = [],
  severities: ReadonlyMap<string, RuleSetting> = new Map(),
  limits: Partial<Limits> = {},
): PlanRules {
  const ruleset = loadRuleset(ruleFolders);
  checkParameters(ruleset.parameters, ruleFolders);
  const decided = (found: readonly Diagnostic[]): Diagnostic[] => {
    const { findings, suppressed } = applySettings(found, severities, ruleset);
    return [...findings, ...suppressed.map(asNote)];
  };
  return {
    program: ruleset.program,
    limits: limitsFor(ruleFolders, limits),
    findings: (solution, statements) =>
      decided(collectFindings(ruleset, solution, placesOf(statements), 'plan')),
    forbidden: (solution) => decided(forbiddenOperations(ruleset, solution)),
    tell: (facts) => tellParameters(ruleFolders, facts),
  };
}

/** What the configuration accepts stays in the plan, with the reason. */
function asNote({ finding, reason }: Suppressed): Diagnostic {
  const why = [...(finding.why ?? []), `Accepted by the configuration: ${reason}`];
  return { ...finding, severity: 'note', why };
}

let nothing: Promise<Catalog> | undefined;

function emptyState(): Promise<Catalog> {
  nothing ??= readState('nothing').then((state) => state.catalog);
  return nothing;
}

async function readTarget(
  input: PlanInput,
  before: NamedState,
  options: StateOptions & { build: typeof buildFromNothing },
): Promise<LoadedState & Partial<NamedState>> {
  if (input.to !== undefined) return readState(input.to, options);
  const cwd = options.cwd ?? process.cwd();
  const files = (input.migration ?? []).flatMap((path) => readSqlFiles(path, cwd).files);
  return loadCandidate(before, files, options);
}

/** Finds what a person means by a name in the state before: `orders`, `orders.region`, `shop.orders.region`. */
export class Names {
  private readonly tables: ReadonlyMap<string, string>;

  constructor(catalog: Catalog) {
    const tables = new Map<string, string>();
    for (const { id, schema, name } of catalog.tables) {
      tables.set(id, id);
      tables.set(`${schema}.${name}`, id);
      if (schema === 'public') tables.set(name, id);
    }
    this.tables = tables;
  }

  /** The full name of a table or column; what is unknown stays as it is. */
  resolve(name: string): string {
    const table = this.tables.get(name);
    if (table !== undefined) return table;
    const { table: owner, column } = this.column(name) ?? {};
    if (owner !== undefined) return `${owner}.${column}`;
    return name.includes('.') ? name : `public.${name}`;
  }

  rename(text: string): Plan['renames'][number] {
    const { name, value } = split(text, '--rename', 'orders.region=area');
    const table = this.tables.get(name);
    if (table !== undefined) {
      const schema = table.slice(0, table.lastIndexOf('.'));
      return { kind: 'table', from: table, to: value.includes('.') ? value : `${schema}.${value}` };
    }
    const found = this.column(name);
    if (found === undefined) throw unknown(name, '--rename');
    const column = value.includes('.') ? value.slice(value.lastIndexOf('.') + 1) : value;
    return { kind: 'column', from: `${found.table}.${found.column}`, to: `${found.table}.${column}` };
  }

  fill(text: string): { table: string; column: string; expression: string } {
    const { name, value } = split(text, '--fill', "orders.region='unknown'");
    const found = this.column(name);
    if (found === undefined) throw unknown(name, '--fill');
    return { ...found, expression: value };
  }

  private column(name: string): { table: string; column: string } | undefined {
    const dot = name.lastIndexOf('.');
    const table = dot === -1 ? undefined : this.tables.get(name.slice(0, dot));
    return table === undefined ? undefined : { table, column: name.slice(dot + 1) };
  }
}

function split(text: string, flag: string, example: string): { name: string; value: string } {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return { name: text.slice(0, at), value: text.slice(at + 1) };
  throw new WesleyError(
    {
      code: 'cli/bad-value',
      severity: 'error',
      message: `${flag} ${text}: an equal sign between the old name and what it becomes is missing`,
      fix: { text: 'write it so', code: `${flag} ${example}` },
    },
    Exit.usage,
  );
}

function unknown(name: string, flag: string): WesleyError {
  return new WesleyError(
    {
      code: 'plan/unknown-name',
      severity: 'error',
      message: `${flag} ${name}: the state before has no such table or column`,
    },
    Exit.usage,
  );
}
