/**
 * Which constants a column can hold. A declaration may say it (`@[values(side = ["left", "right"])]`, or `@[values = [...]]` at
 * a type); of what only rules derive, it follows from the rules: each constant that some rule can put there.
 */
import type { Body, Expression, Pattern, Step } from '../ir.js';
import type { Value } from '../value.js';
import type { AnnotationValue, TypeItem } from './ast.js';
import type { Linted } from './lints.js';
import type { Stratum } from './stratify.js';

/** Texts and numbers; undefined where anything can be. */
export type Possible = ReadonlySet<Value> | undefined;

/** More constants than this in a column are as good as anything: nobody reads such a list, and it would be slow to make. */
const most = 1000;

/** As many in all columns are followed through rules. */
const mostInAll = 200_000;

/** What the columns of a program can hold. Linear in the program. */
export class PossibleValues {
  private readonly columns = new Map<string, Possible[]>();
  /** Columns whose declaration says it. */
  private readonly said = new Map<string, readonly boolean[]>();
  /** Whether any column is limited. */
  readonly isLimited: boolean;
  /** Constants that rules were seen to put somewhere. */
  private derived = 0;

  constructor({ items, relations, strata }: Pick<Linted, 'items' | 'relations' | 'strata'>) {
    const types = new Map<string, TypeItem>();
    for (const item of items) if (item.kind === 'type') types.set(item.name, item);
    const ofTypes = new Map<string, Possible>();
    const ofType = (type: string): Possible => {
      if (!ofTypes.has(type)) ofTypes.set(type, listOfType(types, type));
      return ofTypes.get(type);
    };
    const isClosed = [...relations.values()].some(({ input }) => input);
    for (const { name, columns, annotations, input } of relations.values()) {
      const own = annotations.get('values');
      const declared = columns.map((column) => listOf(own, column.name) ?? ofType(column.type));
      const isGiven = !isClosed || input || annotations.has('open');
      this.said.set(
        name,
        declared.map((values) => values !== undefined),
      );
      this.columns.set(
        name,
        declared.map((values) => values ?? (isGiven ? undefined : new Set<Value>())),
      );
    }
    this.isLimited = [...this.columns.values()].some((columns) => columns.some((one) => one !== undefined));
    if (!this.isLimited) return;
    for (const stratum of strata) this.follow(stratum);
  }

  /** Looks at each rule, and again where what it reads can hold more than before. */
  private follow({ bodies, recursive }: Stratum): void {
    const readers = new Map<string, Body[]>();
    for (const body of recursive ? bodies : []) {
      for (const step of body.steps) {
        if (step.kind !== 'atom') continue;
        const known = readers.get(step.relation);
        if (known === undefined) readers.set(step.relation, [body]);
        else known.push(body);
      }
    }
    const waiting = new Set(bodies);
    for (const body of waiting) {
      waiting.delete(body);
      if (this.derive(body)) for (const reader of readers.get(body.head) ?? []) waiting.add(reader);
    }
  }

  of(relation: string, column: number): Possible {
    return this.columns.get(relation)?.[column];
  }

  /** Whether the declaration says what the column can hold. */
  isDeclared(relation: string, column: number): boolean {
    return this.said.get(relation)?.[column] ?? false;
  }

  /** What the variables of some steps can hold, where it is limited. */
  variables(steps: readonly Step[]): Map<number, ReadonlySet<Value>> {
    const found = new Map<number, ReadonlySet<Value>>();
    const narrow = (pattern: Pattern | Expression, values: Possible): void => {
      if (pattern.kind !== 'variable' || values === undefined) return;
      const known = found.get(pattern.index);
      found.set(pattern.index, known === undefined ? values : common(known, values));
    };
    for (const step of steps) {
      if (step.kind === 'atom')
        for (const [i, arg] of step.args.entries()) narrow(arg, this.of(step.relation, i));
      else if (step.kind === 'equal' && step.left.kind === 'variable')
        narrow(step.left, constantOf(step.right));
    }
    for (const step of steps) {
      if (step.kind !== 'equal' || step.left.kind !== 'variable' || step.right.kind !== 'variable') continue;
      const [left, right] = [found.get(step.left.index), found.get(step.right.index)];
      narrow(step.left, right);
      narrow(step.right, left);
    }
    return found;
  }

  /** Adds what a body can put into the columns of its head; whether that is new. */
  private derive({ head, headArgs, steps }: Body): boolean {
    const columns = this.columns.get(head);
    if (columns === undefined || !columns.some((values, i) => this.grows(head, i, values))) return false;
    const variables = this.variables(steps);
    for (const values of variables.values()) if (values.size === 0) return false;
    let changed = false;
    for (const [i, arg] of headArgs.entries()) {
      const values = columns[i];
      if (!this.grows(head, i, values)) continue;
      const more = arg.kind === 'variable' ? variables.get(arg.index) : constantOf(arg);
      const size = values.size;
      if (more !== undefined) for (const value of more) values.add(value);
      this.derived += values.size - size;
      if (more === undefined || values.size > most || this.derived > mostInAll) columns[i] = undefined;
      if (more === undefined || values.size > size) changed = true;
    }
    return changed;
  }

  private grows(relation: string, column: number, values: Possible): values is Set<Value> {
    return values !== undefined && !this.isDeclared(relation, column);
  }
}

function constantOf(expression: Expression): Possible {
  return expression.kind === 'constant' && typeof expression.value !== 'object'
    ? new Set([expression.value])
    : undefined;
}

function common(a: ReadonlySet<Value>, b: ReadonlySet<Value>): ReadonlySet<Value> {
  return a === b ? a : new Set([...a].filter((value) => b.has(value)));
}

/** The values that a type, or one that it is a part of, allows. */
function listOfType(types: ReadonlyMap<string, TypeItem>, name: string): Possible {
  const seen = new Set<string>();
  for (let at = types.get(name); at !== undefined && !seen.has(at.name); ) {
    seen.add(at.name);
    const values = asValues(at.meta.annotations.get('values'));
    if (values !== undefined) return values;
    const { definition } = at;
    at = definition.kind === 'subtype' ? types.get(definition.parent.name) : undefined;
  }
  return undefined;
}

function listOf(annotation: AnnotationValue | undefined, column: string): Possible {
  if (typeof annotation !== 'object' || Array.isArray(annotation)) return undefined;
  const fields = annotation as Readonly<Record<string, AnnotationValue>>;
  return Object.hasOwn(fields, column) ? asValues(fields[column]) : undefined;
}

function asValues(annotation: AnnotationValue | undefined): Possible {
  if (!Array.isArray(annotation)) return undefined;
  const list: readonly AnnotationValue[] = annotation;
  if (list.length > most) return undefined;
  return new Set(list.flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [one] : [])));
}
