/**
 * From two states to a plan. Rules derive operations, steps and their order; here they are only collected, sorted,
 * rendered, and judged by the same rules.
 */
import { type Diagnostic, Exit, invariant, type Span, WesleyError } from '../diagnostics/index.js';
import {
  FactSet,
  type Limits,
  type Program,
  type Solution,
  showValue,
  solve,
  type Term,
  type Value,
} from '../engine/index.js';
import type { Catalog, TableStatistics } from '../facts/catalog/catalog.js';
import { hashCatalog } from '../facts/catalog/compare.js';
import { catalogFacts, serverFacts, statisticsFacts } from '../facts/catalog/facts.js';
import type { CollectedStatements } from '../facts/statements/index.js';
import { typeParts } from '../facts/statements/types.js';
import { planFormat, sealed } from './artifact.js';
import { customReasons, customStepProblems } from './custom.js';
import { judge, judgeUndos } from './judge.js';
import { stepKinds } from './kinds/index.js';
import { type RenderContext, type RenderedStep, timeouts } from './kinds/kind.js';
import { phases, sortSteps } from './order.js';
import type { Phase, Plan, Step } from './plan.js';
import {
  cycleProblem,
  destructionProblems,
  refusals,
  renameHints,
  unsafeProblems,
  zoneQuestions,
} from './problems.js';
import { withRenames } from './renames.js';
import { State, type States } from './states.js';

/** What Wesley knows, as the planner needs it. */
export interface PlanRules {
  /** rules/lib, rules/plan and everything that reports findings, compiled together. */
  readonly program: Program;
  /** What one evaluation may use. */
  readonly limits?: Partial<Limits>;
  /** The findings of a solution in words. */
  findings(solution: Solution, statements: CollectedStatements): readonly Diagnostic[];
  /** Operations of the plan that rules do not allow, in words. */
  forbidden?(solution: Solution): readonly Diagnostic[];
  /** Adds what the rules are told besides the states. */
  tell?(facts: FactSet): void;
}

export interface PlanState {
  readonly catalog: Catalog;
  /** Where it was read from, for people. */
  readonly source: string;
}

export interface PlanRequest {
  readonly before: PlanState;
  readonly after: PlanState;
  /** Major version of the server that the plan will run on; that of the state before when absent. */
  readonly major?: number;
  readonly statistics?: readonly TableStatistics[];
  readonly renames?: Plan['renames'];
  /** Values for the rows that are there, of new columns: `public.orders`, `region`, `'unknown'`. */
  readonly fills?: readonly {
    readonly table: string;
    readonly column: string;
    readonly expression: string;
  }[];
  /** Zone of the times that do not say theirs: `Europe/Berlin`. UTC, with a warning, when absent. */
  readonly timeZone?: string;
  /** Destructions, and other hazards, that the user names: `public.orders.total`. */
  readonly accepted?: readonly string[];
  /** A destruction that nobody named is a warning in the plan, for whoever applies it to accept; else it is refused. */
  readonly mayDestroy?: boolean;
  /** What was said when the states were read. */
  readonly notes?: readonly Diagnostic[];
  /** Where the state after is written, by what a step or a message is about. */
  readonly placeOf?: (subject: string) => Span | undefined;
  readonly rules: PlanRules;
  /** Version of Wesley. */
  readonly version: string;
}

/**
 * Makes the plan from `before` to `after`. Throws `WesleyError` when something has no safe path, would destroy what the
 * user did not name, or is found unsafe by the rules.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { before, after, statistics = [], renames = [], accepted = [], rules } = request;
  const major = request.major ?? before.catalog.server.major;
  const states: States = {
    before: new State(withRenames(before.catalog, renames)),
    after: new State(after.catalog),
  };
  const solution = solve(rules.program, planFacts(request, states, major), { limits: rules.limits ?? {} });
  const hints = renameHints(solution);
  const forbidden = rules.forbidden?.(solution) ?? [];
  const refused = [...refusals(solution, states), ...forbidden.filter(isError)];
  if (refused.length > 0) throw new WesleyError([...refused, ...hints], Exit.no);
  const broken = await customStepProblems(solution, major);
  if (broken.length > 0) throw new WesleyError(broken, Exit.config);

  const drafts = draftSteps(solution, states, major);
  const doomed = destructionProblems(drafts, accepted);
  const stopping = doomed.filter(
    ({ subject }) => request.mayDestroy !== true || hints.some((hint) => hint.subject === subject),
  );
  if (stopping.length > 0) throw new WesleyError([...stopping, ...hints], Exit.declined);

  const { steps, edges } = sorted(drafts, solution);
  const judgement = await judge(steps, before.catalog, major, statistics, rules);
  const undos = await judgeUndos(steps, after.catalog, major, statistics, rules);
  const findings = [...judgement.findings, ...undos];
  const unsafe = unsafeProblems(findings, accepted, renames);
  if (unsafe.length > 0) throw new WesleyError(unsafe, Exit.no);
  return sealed({
    format: planFormat,
    wesley: request.version,
    server: { major },
    before: { hash: hashCatalog(before.catalog), ...before },
    after: { hash: hashCatalog(after.catalog), ...after },
    steps: judgement.steps.map((step) => placed(step, request.placeOf)),
    edges,
    findings: [
      ...(request.notes ?? []),
      ...hints,
      ...zoneQuestions(solution),
      ...forbidden,
      ...doomed.map((one): Diagnostic => ({ ...one, severity: 'warning' })),
      ...findings.map(({ diagnostic }) => withoutProof(diagnostic)),
    ],
    accepted: [...accepted].sort(),
    renames: [...renames],
  });
}

/** A step with the place that asks for it. */
function placed(step: Step, placeOf: PlanRequest['placeOf']): Step {
  const source = placeOf?.(step.subject);
  return source === undefined ? step : { ...step, source };
}

function planFacts(request: PlanRequest, states: States, major: number): FactSet {
  const facts = new FactSet();
  serverFacts(major, facts);
  catalogFacts(states.before.catalog, 'before', facts);
  catalogFacts(states.after.catalog, 'after', facts);
  const columns = [states.before, states.after]
    .flatMap((state) => state.catalog.tables)
    .flatMap((table) => table.columns);
  for (const type of new Set(columns.map((column) => column.type))) typeParts(type, facts);
  const renamed = new Map(
    (request.renames ?? []).filter(({ kind }) => kind === 'table').map(({ from, to }) => [from, to]),
  );
  const statistics = (request.statistics ?? []).map((one) => ({
    ...one,
    table: renamed.get(one.table) ?? one.table,
  }));
  statisticsFacts(statistics, facts);
  request.rules.tell?.(facts);
  for (const { kind, from, to } of request.renames ?? []) facts.add('declared_rename', kind, from, to);
  if (request.timeZone !== undefined) facts.add('declared_time_zone', request.timeZone);
  for (const { table, column, expression } of request.fills ?? []) {
    facts.add('declared_fill', table, column, expression);
  }
  return facts;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** A step before it has a place. */
export interface Draft {
  readonly term: Term;
  readonly rendered: RenderedStep;
  readonly phase: Phase;
  readonly destroys: readonly string[];
  readonly assumes: readonly { readonly table: string; readonly maxBytes: number }[];
  readonly why: readonly string[];
}

function draftSteps(solution: Solution, states: States, major: number): Draft[] {
  const context: RenderContext = {
    states,
    major,
    rows: (relation) => solution.rows(relation),
    has: (relation, ...values) => solution.has(relation, values),
    probe: (step) => renderStep(step, context).probe,
  };
  const needless = new Set(solution.rows('needless').map(([step]) => key(step)));
  const phasesOf = group(solution.rows('step_phase'));
  const destroyed = group(solution.rows('destroys'));
  const assumed = group(solution.rows('step_assumes'));
  return solution.rows('step').flatMap(([value]) => {
    const id = key(value);
    if (needless.has(id)) return [];
    invariant(typeof value === 'object', `${id} is no step`);
    const wished = (phasesOf.get(id) ?? []).map(([, phase]) => phases.indexOf(phase as Phase));
    return [
      {
        term: value,
        rendered: renderStep(value, context),
        phase: phases[Math.max(0, ...wished)] ?? 'expand',
        destroys: (destroyed.get(id) ?? []).map(([, subject]) => String(subject)),
        assumes: (assumed.get(id) ?? []).map(([, table, bytes]) => ({
          table: String(table),
          maxBytes: Number(bytes),
        })),
        why: value.tag === 'Custom' ? customReasons(solution, value) : reasons(solution, value),
      },
    ];
  });
}

function renderStep(step: Value, context: RenderContext): RenderedStep {
  invariant(typeof step === 'object', `${showValue(step)} is no step`);
  const kind = stepKinds.get(step.tag);
  invariant(kind !== undefined, `no step kind renders ${showValue(step)}`);
  return kind.render(step.args.map(String), context);
}

/** The documentation of the rules that made the step. */
function reasons(solution: Solution, step: Value): string[] {
  const docs = solution
    .rows('step_for')
    .filter(([made]) => key(made) === key(step))
    .map((row) => {
      const rule = solution.bindings('step_for', row)?.rule;
      const [, folder] = /rules\/plan\/([^/]+)\//.exec(rule?.file ?? '') ?? [];
      const doc = rule?.doc.replace(/\s+/g, ' ').trim() ?? '';
      return doc === '' ? (folder ?? '') : `${doc}${folder === undefined ? '' : ` (${folder})`}`;
    });
  return [...new Set(docs)].filter((doc) => doc !== '');
}

function sorted(
  drafts: readonly Draft[],
  solution: Solution,
): { readonly steps: readonly Step[]; readonly edges: Plan['edges'] } {
  const positions = new Map(drafts.map(({ term }, at) => [key(term), at]));
  const pairs = (relation: string): [number, number][] =>
    solution.rows(relation).flatMap(([first, second]): [number, number][] => {
      const a = positions.get(key(first));
      const b = positions.get(key(second));
      return a === undefined || b === undefined || a === b ? [] : [[a, b]];
    });
  const edges = pairs('runs_before');
  const items = drafts.map(({ phase, rendered, term }) => ({
    phase,
    key: `${rendered.subject} ${key(term)}`,
  }));
  const order = sortSteps(items, edges, pairs('shares_transaction'));
  if ('cycle' in order)
    throw new WesleyError(
      cycleProblem(
        order.cycle.flatMap((at) => drafts[at] ?? []),
        solution,
      ),
      Exit.no,
    );

  const flat = order.flat();
  const digits = Math.max(2, String(flat.length).length);
  const idOf = new Map(flat.map((at, place) => [at, `S${String(place + 1).padStart(digits, '0')}`]));
  const steps = order.flatMap((segment, number) =>
    segment.flatMap((at) => {
      const draft = drafts[at];
      return draft === undefined ? [] : [toStep(draft, idOf.get(at) ?? '', number + 1)];
    }),
  );
  const ids = (pair: readonly [number, number]): [string, string] => [
    idOf.get(pair[0]) ?? '',
    idOf.get(pair[1]) ?? '',
  ];
  const chained = turns(flat, drafts, solution);
  const all = [...edges, ...chained]
    .map(ids)
    .sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
  return { steps, edges: all.filter(([a, b], i) => a !== all[i - 1]?.[0] || b !== all[i - 1]?.[1]) };
}

/** Steps that need the same thing follow each other in the order of the plan. */
function turns(order: readonly number[], drafts: readonly Draft[], solution: Solution): [number, number][] {
  const resources = group(solution.rows('takes_turns'));
  const last = new Map<string, number>();
  const edges: [number, number][] = [];
  for (const at of order) {
    const draft = drafts[at];
    if (draft === undefined) continue;
    for (const [, resource] of resources.get(key(draft.term)) ?? []) {
      const previous = last.get(String(resource));
      if (previous !== undefined) edges.push([previous, at]);
      last.set(String(resource), at);
    }
  }
  return edges;
}

function toStep({ term, rendered, phase, destroys, assumes, why }: Draft, id: string, segment: number): Step {
  return {
    id,
    kind: term.tag,
    subject: rendered.subject,
    title: rendered.title,
    phase,
    segment,
    transactional: rendered.transactional ?? true,
    sql: rendered.sql,
    locks: [],
    scans: [],
    rewrites: [],
    timeouts: rendered.timeouts ?? timeouts.short,
    probe: rendered.probe,
    repair: rendered.repair ?? [],
    undo: rendered.undo,
    ...(rendered.backfill === undefined ? {} : { backfill: rendered.backfill }),
    destroys,
    ...(assumes.length === 0 ? {} : { assumes }),
    why,
  };
}

function withoutProof(diagnostic: Diagnostic): Diagnostic {
  const { proof: _, ...rest } = diagnostic;
  return rest;
}

/** Rows by their first value. */
function group(rows: readonly (readonly Value[])[]): Map<string, (readonly Value[])[]> {
  const groups = new Map<string, (readonly Value[])[]>();
  for (const row of rows) {
    const id = key(row[0]);
    const list = groups.get(id);
    if (list === undefined) groups.set(id, [row]);
    else list.push(row);
  }
  return groups;
}

function key(value: Value | undefined): string {
  return value === undefined ? '' : showValue(value);
}
