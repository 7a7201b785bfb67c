/** What a person is told when there is no plan. */
import type { Diagnostic, ProofLine } from '../diagnostics/index.js';
import { type Premise, type Solution, showFact, showValue, type Term, type Value } from '../engine/index.js';
import type { Judgement } from './judge.js';
import type { Draft } from './make.js';
import type { Plan } from './plan.js';
import type { States } from './states.js';

/** Operations that no rule can do safely, that no rule knows, and objects that no state models. */
export function refusals(solution: Solution, states: States): Diagnostic[] {
  const refused = solution.rows('refused').map(([, subject, why, fix]): Diagnostic => {
    const others = solution
      .rows('refused')
      .filter((other) => other[1] === subject && other[2] !== why)
      .map((other) => String(other[2]));
    return {
      code: 'plan/no-safe-path',
      severity: 'error',
      message: `there is no safe way to change ${plain(subject)}: ${String(why)}`,
      ...(others.length === 0 ? {} : { why: others }),
      fix: { text: String(fix) },
      subject: plain(subject),
    };
  });
  const unplanned = solution.rows('unplanned').map(([operation]): Diagnostic => {
    const what = describeOperation(operation);
    return {
      code: 'plan/not-understood',
      severity: 'error',
      message: `Wesley does not know how to do this: ${what}`,
      why: ['Nothing is skipped in silence: a plan that left it out would not lead to the wanted state.'],
      fix: { text: 'Make this change by hand, then plan again' },
      subject: what,
    };
  });
  return [...refused, ...unplanned, ...unmodelled(states)].filter(
    (one, i, all) => all.findIndex((other) => other.code === one.code && other.subject === one.subject) === i,
  );
}

/** Objects that are only listed: they cannot be compared, so a difference in what is there is all that can be seen. */
function unmodelled({ before, after }: States): Diagnostic[] {
  const known = new Set(before.catalog.unmodelled.map(({ kind, id }) => `${kind} ${id}`));
  const wanted = new Set(after.catalog.unmodelled.map(({ kind, id }) => `${kind} ${id}`));
  const changed = [
    ...[...known].filter((name) => !wanted.has(name)),
    ...[...wanted].filter((name) => !known.has(name)),
  ];
  return changed.map((name) => ({
    code: 'plan/not-modelled',
    severity: 'error',
    message: `${name} comes or goes, and Wesley does not model this kind of object`,
    fix: { text: 'Make or drop it by hand, then plan again' },
    subject: name,
  }));
}

/** Destructions that nobody named. */
export function destructionProblems(drafts: readonly Draft[], accepted: readonly string[]): Diagnostic[] {
  return drafts.flatMap(({ destroys, rendered }) =>
    destroys
      .filter((subject) => !isAccepted(subject, accepted))
      .map(
        (subject): Diagnostic => ({
          code: 'plan/destroys',
          severity: 'error',
          message: `to ${rendered.title} would destroy what it holds, and nobody asked for that`,
          fix: { text: 'Name it if it may go', code: `--unsafe=${subject}` },
          subject,
        }),
      ),
  );
}

/** A dropped and an added object that look like one that got a new name. */
export function renameHints(solution: Solution): Diagnostic[] {
  return solution.rows('possible_rename').map(([kind, from, to]): Diagnostic => {
    const [a, b] = [String(from), String(to)];
    const target = kind === 'column' ? (b.split('.').at(-1) ?? b) : b;
    return {
      code: 'plan/possible-rename',
      severity: 'warning',
      message: `${a} goes and ${b} comes: if it is the same ${String(kind)} under a new name, its rows can be kept`,
      why: ['Without a word from you it is planned as a drop and an add, which loses the rows.'],
      fix: {
        text: `Say that it is a rename, or that ${a} may be lost`,
        code: `--rename ${a}=${target}   or   --unsafe=${a}`,
      },
      subject: a,
    };
  });
}

/** Columns whose values are read in a time zone that nobody named. */
export function zoneQuestions(solution: Solution): Diagnostic[] {
  return solution.rows('assumes_zone').map(([table, column, zone]): Diagnostic => {
    const subject = `${String(table)}.${String(column)}`;
    return {
      code: 'plan/assumes-time-zone',
      severity: 'warning',
      message: `${subject} changes between a type with a time zone and one without: its values are taken as ${String(zone)}`,
      why: ['What was meant in another zone would be off by hours afterwards, and no error would say so.'],
      fix: {
        text: 'Say in which zone they are meant, or how they are turned into the new type',
        code: `--time-zone Europe/Berlin   or   --time-zone ${String(zone)}   or   --fill "${subject}=..."`,
      },
      subject,
    };
  });
}

/** Errors of safety rules about the plan's own SQL that nobody accepted. */
export function unsafeProblems(
  findings: Judgement['findings'],
  accepted: readonly string[],
  renames: Plan['renames'],
): Diagnostic[] {
  return findings.flatMap(({ step, diagnostic }) => {
    if (diagnostic.severity !== 'error') return [];
    const { code, subject = '' } = diagnostic;
    if (isAccepted(subject, accepted) || renames.some(({ from }) => from === subject)) return [];
    if (step?.kind === 'RenameTable' || step?.kind === 'RenameColumn') return [];
    if (step !== undefined && step.destroys.length > 0 && code.startsWith('rule/drop-')) return [];
    return [
      {
        code: 'plan/unsafe',
        severity: 'error' as const,
        message: `${step === undefined ? 'the plan' : `step ${step.id} (${step.title})`} is unsafe: ${diagnostic.message} [${code}]`,
        why: diagnostic.why ?? [],
        fix: { text: 'Accept it if you know that it does no harm', code: `--unsafe=${subject}` },
        subject,
      },
    ];
  });
}

/** Steps that wait for each other. */
export function cycleProblem(steps: readonly Draft[], solution: Solution): Diagnostic {
  const titles = steps.map(({ rendered }) => rendered.title);
  const asked = steps.flatMap((step) =>
    steps.flatMap((next) => {
      const rule = solution.bindings('runs_before', [step.term, next.term])?.rule;
      return step === next || rule === undefined ? [] : [{ step, next, rule }];
    }),
  );
  const whys = asked.map(({ step, next, rule }) => {
    const doc = rule.doc.replace(/\s+/g, ' ').trim();
    return `${step.rendered.title} → ${next.rendered.title} (${rule.file}:${rule.span.line})${doc === '' ? '' : `: ${doc}`}`;
  });
  return {
    code: 'plan/cycle',
    severity: 'error',
    message: `the steps wait for each other in a circle: ${titles.join(' → ')}`,
    why: whys,
    proof: asked.flatMap(({ step, next }) => edgeProof(solution, step.term, next.term)),
    fix: {
      text: 'Make one of these changes in a plan of its own, or take back a rule of yours that asks for the order',
    },
  };
}

/** That one step runs before another, and what that rests on. */
function edgeProof(solution: Solution, first: Term, second: Term): ProofLine[] {
  const proof = solution.why('runs_before', [first, second]);
  if (proof?.kind !== 'derived') return [];
  const line = (premise: Premise): ProofLine[] =>
    premise.kind === 'fact' || premise.kind === 'derived'
      ? [{ depth: 1, text: showFact(premise.relation, premise.tuple) }]
      : [];
  return [{ depth: 0, text: showFact('runs_before', [first, second]) }, ...proof.premises.flatMap(line)];
}

/** The subject was named, with or without the schema `public`. */
function isAccepted(subject: string, accepted: readonly string[]): boolean {
  return accepted.some((name) => name === subject || `public.${name}` === subject);
}

/** `public.orders.total` of `column:public.orders.total`. */
function plain(subject: Value | undefined): string {
  const text = String(subject);
  const at = text.indexOf(':');
  return at === -1 ? text : `${text.slice(0, at)} ${text.slice(at + 1)}`;
}

/** `change type public.orders.region` of `$ChangeType("public.orders", "region")`, `rename table public.a to public.b`. */
export function describeOperation(operation: Value | undefined): string {
  if (typeof operation !== 'object') return String(operation);
  const { tag, args }: Term = operation;
  const words = tag.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  const names = args.map((arg) => (typeof arg === 'string' ? arg : showValue(arg)));
  const to = tag.startsWith('Rename') ? names.pop() : undefined;
  return `${words} ${names.join(names.some((name, at) => at > 0 && name.includes('.')) ? ' ' : '.')}${to === undefined ? '' : ` to ${to}`}`;
}
