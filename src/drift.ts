/** Drift: how a live database differs from what is expected, object by object, and what each difference breaks. */

import {
  type Diagnostic,
  Exit,
  type Report,
  type Severity,
  type Span,
  WesleyError,
} from './diagnostics/index.js';
import { Matcher } from './drift-ignore.js';
import { compile, FactSet, type Program, solve } from './engine/index.js';
import type { Catalog } from './facts/catalog/catalog.js';
import { compareCatalogs, type FieldDifference, type ObjectDifference } from './facts/catalog/compare.js';
import { catalogFacts } from './facts/catalog/facts.js';
import { comparable } from './facts/sources/index.js';
import { packageVersion } from './paths.js';

import type { Plan } from './plan/plan.js';
import type { PlanInput } from './planning.js';
import { readLibraryFiles } from './ruleset/files.js';
import { type NamedState, readState, type StateOptions } from './states.js';

/** What a team does not call drift, and why. */
export interface Ignore {
  /**
   * Objects by id (`index:public.orders_tmp`), by name with what belongs to them (`public.audit_*`), by kind (`sequence`);
   * or `comment`, `privileges`, `owner` and other words for what is said of an object, alone or before a name.
   */
  readonly objects: string;
  readonly reason?: string;
}

/** One object that is not as it should be. */
export interface Drift {
  /** Object id: `column:public.orders.region`. */
  readonly object: string;
  readonly change: 'missing' | 'unexpected' | 'changed';
  readonly severity: Severity;
  /** What it breaks: clauses, the worst first. */
  readonly breaks: readonly string[];
  /** Of `changed`: what is said otherwise. `a` is expected, `b` is there. */
  readonly fields: readonly FieldDifference[];
  /** Where the object is written, if that is known. */
  readonly span?: Span;
}

export interface DriftResult {
  /** Where the two states were read. */
  readonly expected: string;
  readonly live: string;
  /** The worst first, then by id. */
  readonly drift: readonly Drift[];
  readonly ignored: readonly { readonly drift: Drift; readonly by: Ignore }[];
  /** What fits nothing. */
  readonly unused: readonly Ignore[];
  /** What one of the states has and nobody can compare: `subscription news`. */
  readonly notCompared: readonly string[];
  /** What reading the states had to say. */
  readonly notes: readonly Diagnostic[];
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];

/** How the live state differs from the expected one. Time is that of deriving the facts: linear in the states. */
export function findDrift(
  live: NamedState,
  expected: NamedState,
  ignores: readonly Ignore[] = [],
): DriftResult {
  const { before, after } = comparable(live, expected);
  const differences = compareCatalogs(after, before, { owners: true });
  const consequences = differences.length === 0 ? new Map() : consequencesOf(before, after);
  const matcher = new Matcher(before, after);
  const drift: Drift[] = [];
  const ignored: DriftResult['ignored'][number][] = [];
  const used = new Set<Ignore>();
  for (const difference of differences) {
    const { object, fields = [] } = difference;
    if (matcher.isOurs(object)) continue;
    const whole = ignores.find((one) => matcher.fits(one.objects, object));
    const partly = ignores.filter((one) =>
      fields.some(({ name }) => matcher.fitsField(one.objects, name, object)),
    );
    const rest = fields.filter(
      ({ name }) => !partly.some((one) => matcher.fitsField(one.objects, name, object)),
    );
    const by = whole ?? (fields.length > 0 && rest.length === 0 ? partly[0] : undefined);
    for (const one of by === undefined ? partly : [by]) used.add(one);
    const found = toDrift(difference, by === undefined ? rest : fields, consequences, expected.spans);
    if (by === undefined) drift.push(found);
    else ignored.push({ drift: found, by });
  }
  drift.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return {
    expected: expected.source,
    live: live.source,
    drift,
    ignored,
    unused: ignores.filter((one) => !used.has(one)),
    notCompared: [
      ...new Set([...before.unmodelled, ...after.unmodelled].map(({ kind, id }) => `${kind} ${id}`)),
    ],
    notes: [...live.notes, ...expected.notes],
  };
}

export interface DriftInput {
  /** Live database: a URL, key=value text, or `pglite:folder`. */
  readonly database: string;
  /** What is expected: a state as `readState` takes it. */
  readonly expect: string;
  readonly ignore?: readonly Ignore[];
  /** Also make the plan that ends the drift, with these options. */
  readonly plan?: Omit<PlanInput, 'from' | 'to' | 'migration'>;
}

/** Reads both states and says how the live one differs; with the plan that makes it what is expected, where that is asked for. */
export async function readDrift(
  input: DriftInput,
  options: StateOptions = {},
): Promise<{ readonly result: DriftResult; readonly plan?: Plan }> {
  const live = await readState(input.database, options);
  const expected = await readState(input.expect, options);
  const result = findDrift(live, expected, input.ignore);
  if (input.plan === undefined || result.drift.length === 0) return { result };
  const { planStates } = await import('./planning.js');
  return { result, plan: await planStates(live, expected, input.plan) };
}

/** What is not as it should be, as a report in the formats of all reports. */
export function reportOf({ expected, live, drift, ignored, notCompared }: DriftResult): Report {
  return {
    version: packageVersion(),
    findings: drift.map(toDiagnostic),
    suppressed: ignored.map((one) => ({
      finding: toDiagnostic(one.drift),
      reason: one.by.reason ?? `--ignore ${one.by.objects}`,
      by: 'config',
    })),
    rules: [],
    inputs: [],
    basis: [
      `${live} is compared with ${expected}`,
      ...(notCompared.length === 0 ? [] : [`not compared: ${notCompared.join(', ')}`]),
    ],
  };
}

/** `column public.orders.region`. */
export function nameOf({ object }: Pick<Drift, 'object'>): string {
  return object.replace(':', ' ');
}

const words = {
  missing: 'is missing',
  unexpected: 'is there and nobody expects it',
  changed: 'is not as expected',
} as const;

/** `is missing`, or what is there instead of what. */
export function sentenceOf(drift: Drift): string {
  const said = drift.fields.map(
    ({ name, a, b }) => `${name} is ${b ?? 'not set'}, expected ${a ?? 'not set'}`,
  );
  return [words[drift.change], ...said].join('; ').replace(';', said.length === 0 ? '' : ':');
}

function toDiagnostic(drift: Drift): Diagnostic {
  return {
    code: `drift/${drift.change}`,
    severity: drift.severity,
    message: `${nameOf(drift)} ${sentenceOf(drift)}`,
    why: drift.breaks.map((clause) => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`),
    subject: drift.object.slice(drift.object.indexOf(':') + 1),
    ...(drift.span === undefined ? {} : { span: drift.span }),
  };
}

/** What a difference breaks, by object. */
type Consequences = ReadonlyMap<string, readonly Consequence[]>;

interface Consequence {
  readonly aspect: string;
  readonly severity: Severity;
  readonly clause: string;
}

let known: Program | undefined;

/** Only what leads to `drift_breaks`: this answer is wanted fast, and no rule of a team takes part in it. */
function driftRules(): Program {
  const sources = readLibraryFiles();
  const goals = ['drift_breaks'];
  const { program, diagnostics } = compile(sources, { goals, lint: 'off', isTrusted: () => true });
  if (program === undefined) throw new WesleyError(diagnostics, Exit.bug);
  return program;
}

function consequencesOf(before: Catalog, after: Catalog): Consequences {
  known ??= driftRules();
  const facts = new FactSet();
  catalogFacts(before, 'before', facts);
  catalogFacts(after, 'after', facts);
  const found = new Map<string, Consequence[]>();
  for (const [object, aspect, severity, clause] of solve(known, facts).rows('drift_breaks')) {
    const one = { aspect: String(aspect), severity: severity as Severity, clause: String(clause) };
    const list = found.get(String(object));
    if (list === undefined) found.set(String(object), [one]);
    else list.push(one);
  }
  return found;
}

/** A difference without the fields that are ignored. */
function toDrift(
  { object, change }: ObjectDifference,
  fields: readonly FieldDifference[],
  consequences: Consequences,
  spans: NamedState['spans'],
): Drift {
  const names = new Set(fields.map(({ name }) => name));
  const isTold = (aspect: string): boolean =>
    change !== 'different' ||
    (aspects.has(aspect) ? names.has(aspect) : [...names].some((one) => !aspects.has(one)));
  const all = (consequences.get(object) ?? []).filter(({ aspect }) => isTold(aspect));
  const worst = severities.find((severity) => all.some((one) => one.severity === severity)) ?? 'warning';
  const told = all.filter((one) => one.severity === worst).map(({ clause }) => clause);
  const span = spans?.get(object.replaceAll('"', ''));
  return {
    object,
    change: change === 'different' ? 'changed' : change,
    severity: worst,
    breaks: [...new Set(told)].sort(),
    fields,
    ...(span === undefined ? {} : { span }),
  };
}

/** What is said of an object besides its definition. */
const aspects: ReadonlySet<string> = new Set(['comment', 'privileges', 'owner']);
