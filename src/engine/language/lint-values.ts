/** Constants that a column never holds: slips in words that come from a fixed set, which make a literal false, or true, for ever. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { RelationInfo } from '../compile.js';
import { didYouMean, nearest, type Reporter } from '../errors.js';
import type { Body, Expression, Step } from '../ir.js';
import { showValue, type Value } from '../value.js';
import type { Clause, Constant, Node } from './ast.js';
import { type Level, oneLine, report } from './level.js';
import type { Linted } from './lints.js';
import { PossibleValues } from './possible.js';

/** Reports each constant that is compared with a column, or stands in one, which never holds it. */
export function lintValues(program: Linted, reporter: Reporter, level: Level): void {
  for (const relation of program.relations.values()) checkValues(relation, reporter);
  const possible = new PossibleValues(program);
  if (!possible.isLimited) return;
  const lint = new ValueLint(program, possible, reporter, level);
  for (const body of program.bodies) lint.body(body);
  for (const clause of program.clauses) lint.heads(clause);
  for (const item of program.items) {
    if (item.kind !== 'component') continue;
    for (const inner of item.items) if (inner.kind === 'clause') lint.heads(inner, true);
  }
}

/** Something that is never, or always, true. */
type Verdict = 'never' | 'always';

class ValueLint {
  /** By their places; made when the first is asked for. */
  private clauses: Map<string, Clause> | undefined;

  constructor(
    private readonly program: Linted,
    private readonly possible: PossibleValues,
    private readonly reporter: Reporter,
    private readonly level: Level,
  ) {}

  body(body: Body): void {
    this.steps(body, body.steps);
  }

  /** Constants in the heads of a clause; of a test, also those of relations that only rules fill. */
  heads(clause: Clause, isTest = false): void {
    if (this.level === 'warn' && this.reporter.isFull) return;
    for (const { name, args } of clause.heads) {
      for (const [i, arg] of args.entries()) {
        if (arg.kind !== 'constant' || !(isTest || this.possible.isDeclared(name, i))) continue;
        const values = this.possible.of(name, i);
        if (values === undefined || values.size === 0 || values.has(arg.value)) continue;
        report(this.reporter, this.level, {
          code: 'dl/unknown-value',
          message: `${this.column(name, i)} is never ${shown(arg.value)}.`,
          span: clause.source.span(arg.start, arg.end),
          ...this.help(arg.value, values, this.isSaid(name, i)),
        });
      }
    }
  }

  /** `outer`: the steps around an aggregate. */
  private steps(body: Body, steps: readonly Step[], outer: readonly Step[] = []): void {
    // Conditions that contradict each other are told by another lint: here it is relations against conditions.
    const relations = [...outer, ...steps].filter((step) => !isChoice(step));
    const variables = this.possible.variables(relations);
    for (const step of steps) {
      if (step.kind === 'atom' || step.kind === 'absent') {
        for (const [i, arg] of step.args.entries()) {
          const values = this.possible.of(step.relation, i);
          const verdict = step.kind === 'atom' ? 'never' : 'always';
          const says = `${this.column(step.relation, i)} is never`;
          this.constant(body, step, arg, values, verdict, says, this.isSaid(step.relation, i));
        }
      } else if (step.kind === 'equal' || (step.kind === 'test' && step.op === '!=')) {
        const verdict = step.kind === 'equal' ? 'never' : 'always';
        this.comparison(body, step, step.left, step.right, variables, verdict);
        this.comparison(body, step, step.right, step.left, variables, verdict);
      } else if (step.kind === 'aggregate') {
        for (const inner of step.bodies) this.steps(body, inner, relations);
      }
    }
  }

  private comparison(
    body: Body,
    step: Step,
    left: Expression,
    right: Expression,
    variables: ReadonlyMap<number, ReadonlySet<Value>>,
    verdict: Verdict,
  ): void {
    if (left.kind !== 'variable' || right.kind !== 'constant') return;
    const says = `\`${body.variables[left.index] ?? '_'}\` is never`;
    this.constant(body, step, right, variables.get(left.index), verdict, says, true);
  }

  private constant(
    body: Body,
    step: Step,
    arg: Expression,
    values: ReadonlySet<Value> | undefined,
    verdict: Verdict,
    says: string,
    isSaid: boolean,
  ): void {
    if (arg.kind !== 'constant' || typeof arg.value === 'object') return;
    if (this.level === 'warn' && this.reporter.isFull) return;
    // What can hold nothing at all is told where that begins.
    if (values === undefined || values.size === 0 || values.has(arg.value)) return;
    const { start, end } = this.placeOf(body, step, arg.value);
    const means = verdict === 'never' ? 'This rule can never fire' : 'This always holds';
    report(this.reporter, this.level, {
      code: verdict === 'never' ? 'dl/never' : 'dl/always',
      message: `${means}: ${says} ${shown(arg.value)}.`,
      span: body.source.span(start, end),
      ...this.help(arg.value, values, isSaid),
    });
  }

  private help(value: Value, values: ReadonlySet<Value>, isSaid: boolean) {
    const texts = [...new Set([...values].map(showValue))].sort();
    const near = nearest(showValue(value), texts);
    const list = texts.slice(0, listed).join(', ');
    const more = texts.length > listed ? ` and ${texts.length - listed} more` : '';
    return {
      why: [`${isSaid ? 'It is one of' : 'Its rules give'} ${oneLine(list, 300)}${more}.`],
      ...(near !== undefined && { fix: { text: `Did you mean \`${near}\`?`, code: near } }),
    };
  }

  private column(relation: string, at: number): string {
    return `\`${this.program.relations.get(relation)?.columns[at]?.name ?? ''}\` of \`${relation}\``;
  }

  private isSaid(relation: string, column: number): boolean {
    return this.possible.isDeclared(relation, column);
  }

  /** The constant in the literal; the literal where it is not found. */
  private placeOf({ rule, source }: Body, { origin }: Step, value: Value): Node {
    const whole = origin ?? rule.span;
    this.clauses ??= new Map(this.program.clauses.map((one) => [keyOf(one.source.file, one.start), one]));
    const { body = [] } = this.clauses.get(keyOf(source.file, rule.span.start)) ?? {};
    const isIt = (node: Constant): boolean =>
      node.value === value && whole.start <= node.start && node.end <= whole.end;
    return constantsOf(body).find(isIt) ?? whole;
  }
}

/** All constants in a part of a clause. */
function constantsOf(node: unknown, into: Constant[] = []): Constant[] {
  if (typeof node !== 'object' || node === null) return into;
  if (isConstant(node)) into.push(node);
  else for (const part of Array.isArray(node) ? node : Object.values(node)) constantsOf(part, into);
  return into;
}

function isConstant(node: object): node is Constant {
  return 'kind' in node && node.kind === 'constant';
}

/** Whether `@[values(column = [...])]` at a relation can be read. */
function checkValues(
  { name, columns, annotations, annotationSpans, span }: RelationInfo,
  reporter: Reporter,
): void {
  const said = annotations.get('values');
  if (said === undefined) return;
  const at = (key: string): Span => annotationSpans.get(key) ?? span;
  if (typeof said !== 'object' || Array.isArray(said)) {
    const code = `@[values(${columns[0]?.name ?? 'column'} = ["a", "b"])]`;
    reporter.error('dl/bad-annotation', '`@[values]` names columns, each with a list.', at('values'), {
      fix: { text: 'Write it so', code },
    });
    return;
  }
  const known = columns.map((column) => column.name);
  for (const [column, list] of Object.entries(said)) {
    const place = at(`values.${column}`);
    if (!known.includes(column)) {
      const message = `\`${name}\` has no column \`${column}\`.`;
      reporter.error('dl/unknown-annotation', message, place, didYouMean(column, known));
    } else if (
      !Array.isArray(list) ||
      !list.every((one) => typeof one === 'string' || typeof one === 'number')
    ) {
      const message = `\`${column}\` of \`@[values]\` is a list of texts or numbers, such as ["a", "b"].`;
      reporter.error('dl/bad-annotation', message, place);
    }
  }
}

/** A variable is one constant. */
function isChoice(step: Step): boolean {
  return step.kind === 'equal' && (step.left.kind === 'constant' || step.right.kind === 'constant');
}

/** Values that are named before the rest is counted. */
const listed = 12;

function keyOf(file: string, start: number): string {
  return `${start} ${file}`;
}

function shown(value: Value): string {
  return oneLine(showValue(value));
}
