/**
 * The text of a JavaScript function that runs one ordered body: the same loops as the closures, with variables in
 * locals and tuples written in place. The text holds our own identifiers and small integers only; relations, indexes,
 * constants and closures reach it as parts of an array. What is rare (functors, terms, aggregates) stays a closure, which
 * reads variables from registers.
 */
import {
  type AbsentStep,
  type AtomStep,
  type Body,
  direction,
  type EqualStep,
  type RangeStep,
  type Step,
  type TestStep,
  variablesOf,
} from '../ir.js';
import { NONE } from '../value.js';
import type { Executor } from './execute.js';
import { Fragments, type Host, isPlain } from './fragments.js';
import type { Range } from './machine.js';
import { comparing } from './operations.js';
import { type Access, accessOf, accessTo, isWhole } from './plan.js';
import type { Relation } from './relation.js';

/** A body in order, with all that its text depends on. */
export interface OrderedBody {
  readonly body: Body;
  readonly number: number;
  readonly ordered: readonly Step[];
  /** Per step, whether it goes on after its first match. */
  readonly used: readonly boolean[];
  readonly rangeOf: (step: AtomStep | AbsentStep) => Range;
  readonly atoms: readonly AtomStep[];
  /** Builds the closures for what is not generated. */
  readonly executor: Executor;
}

export interface Code {
  /** The body of a function of `p`, the parts, that returns the function to run. */
  readonly text: string;
  readonly parts: readonly unknown[];
}

/** The code of a body; undefined when it holds a step that only closures can take. */
export function generate(host: Host, plan: OrderedBody): Code | undefined {
  if (plan.ordered.some((step) => step.kind === 'range')) return undefined;
  return new Writer(host, plan).write();
}

class Writer extends Fragments {
  constructor(
    machine: Host,
    private readonly plan: OrderedBody,
  ) {
    super(machine, plan.executor.registers);
  }

  write(): Code {
    const { plan } = this;
    const head = this.machine.relation(plan.body.head);
    const h = this.part(head);
    this.steps(0, new Set());
    const executor = this.part(plan.executor);
    const text = [
      `const ${this.parts.map((_, i) => `p${i} = p[${i}]`).join(', ')};`,
      'return () => {',
      `${executor}.refresh();`,
      ...this.extensions,
      ...this.hoisted,
      `let n = ${h}.count, before = n, full = n, found = 0, steps = ${this.host}.begin();`,
      `let D = ${h}.data;`,
      this.machine.proofs ? `const P = ${h}.proofs; let C = P.chunk, c = P.end;` : 'const c = 0;',
      'let B = D, BW = 0, BO = 0, BA = 0, BB = 0;',
      'try {',
      ...this.lines,
      '} finally {',
      `${h}.count = n;${this.machine.proofs ? ' P.filled(c);' : ''}`,
      `${this.host}.derivations += found; ${this.host}.entered(n - before);`,
      '}',
      '};',
    ];
    return { text: text.join('\n'), parts: this.parts };
  }

  private steps(i: number, bound: Set<number>): void {
    const step = this.plan.ordered[i];
    if (step === undefined) {
      this.head(bound);
      return;
    }
    const next = (): void => this.steps(i + 1, bound);
    const once = this.plan.used[i] === false;
    switch (step.kind) {
      case 'atom':
        this.atom(step, bound, once, next);
        break;
      case 'absent':
        this.absent(step, bound, next);
        break;
      case 'equal':
        this.equal(step, bound, next);
        break;
      case 'test':
        this.test(step, bound, next);
        break;
      case 'aggregate':
        this.closure(step, bound, next);
        break;
      case 'range':
      case 'never':
        break;
    }
  }

  private atom(step: AtomStep, bound: Set<number>, once: boolean, next: () => void): void {
    const relation = this.machine.relation(step.relation);
    const r = this.hoist(relation);
    const range = this.plan.rangeOf(step);
    const access = accessTo(step.args, bound, relation, this.machine.interner);
    const row = `q${this.plan.atoms.indexOf(step)}`;
    const end = range === 'old' ? `O${r}` : `L${r}`;
    const matched = (): void => {
      next();
      if (once) this.lines.push('break;');
    };
    if (range === 'delta' || (access.keys.length === 0 && access.shapes.length === 0)) {
      const start = range === 'delta' ? `O${r}` : '0';
      if (bound.size > 0) this.spend(`${end} - ${start}`);
      this.lines.push(`for (let ${row} = ${start}; ${row} < ${end}; ${row}++) {`);
      this.columns(step, r, row, bound, undefined, matched);
      this.lines.push('}');
      return;
    }
    this.keyed(access, bound, () => {
      if (isWhole(access, relation.arity)) {
        const key = this.array(access);
        this.spend('10');
        this.lines.push(`const ${row} = p${r}.find(${key});`);
        this.lines.push(`if (${row} >= 0 && ${row} < ${end}) {`);
        next();
        this.lines.push('}');
        return;
      }
      const index = this.index(relation, access);
      const x = this.part(index).slice(1);
      const at = `j${this.unique++}`;
      const bucket = this.bucket(index, access);
      this.lines.push(`let ${at} = X${x}[${bucket}];`, `const ${at}e = X${x}[${bucket} + 1];`);
      this.spend(`${at}e - ${at} + 4`);
      this.lines.push(`for (; ${at} < ${at}e; ${at}++) {`);
      this.lines.push(`const ${row} = Q${x}[${at}];`, `if (${row} >= ${end}) break;`);
      const value = index.valueColumn < 0 ? undefined : { column: index.valueColumn, text: `V${x}[${at}]` };
      this.columns(step, r, row, bound, { open: access.open, value }, matched);
      this.lines.push('}');
    });
  }

  /** Fits the columns of a row, then goes on. */
  private columns(
    step: AtomStep,
    r: string,
    row: string,
    bound: Set<number>,
    indexed:
      | { readonly open: readonly number[]; readonly value: { column: number; text: string } | undefined }
      | undefined,
    next: () => void,
  ): void {
    const relation = this.machine.relation(step.relation);
    const read = (column: number): string =>
      indexed?.value?.column === column
        ? indexed.value.text
        : `D${r}[${relation.arity === 1 ? row : `${row} * ${relation.arity} + ${column}`}]`;
    const columns = indexed?.open ?? step.args.map((_, column) => column);
    const later: number[] = [];
    // Plain variables first: a term beside them may hold the same ones.
    for (const column of columns) {
      const arg = step.args[column]!;
      if (arg.kind === 'variable' && !bound.has(arg.index)) {
        bound.add(arg.index);
        this.lines.push(`const v${arg.index} = ${read(column)};`);
      } else if (arg.kind !== 'wildcard') later.push(column);
    }
    const settle = (i: number): void => {
      const column = later[i];
      if (column === undefined) {
        next();
        return;
      }
      const arg = step.args[column]!;
      if (arg.kind === 'term') {
        const known = this.store(variablesOf(arg), bound);
        const fresh = variablesOf(arg).filter((index) => !bound.has(index));
        const match = this.part(this.plan.executor.expressions.match(arg, bound));
        this.lines.push(`${known}if (${match}(${read(column)})) {`);
        this.load(fresh);
      } else this.lines.push(`if (${read(column)} === ${this.plain(arg)}) {`);
      settle(i + 1);
      this.lines.push('}');
    };
    settle(0);
  }

  private absent(step: AbsentStep, bound: Set<number>, next: () => void): void {
    const relation = this.machine.relation(step.relation);
    const access = accessOf(step.args, bound, this.machine.interner);
    if (access.keys.some(({ pattern }) => pattern.kind === 'term')) {
      this.closure(step, bound, next);
      return;
    }
    const r = this.hoist(relation);
    if (access.keys.length === 0 && access.shapes.length === 0) this.lines.push(`if (L${r} === 0) {`);
    else if (isWhole(access, relation.arity)) {
      this.spend('4');
      this.lines.push(`if (!p${r}.has(${this.array(access)})) {`);
    } else {
      const index = this.index(relation, access);
      this.spend('4');
      const bucket = this.bucket(index, access);
      const x = this.part(index).slice(1);
      this.lines.push(`if (X${x}[${bucket}] === X${x}[${bucket} + 1]) {`);
    }
    next();
    this.lines.push('}');
  }

  private equal(step: EqualStep, bound: Set<number>, next: () => void): void {
    const left = direction(step, bound) === 'left';
    const [value, fit] = left ? [step.left, step.right] : [step.right, step.left];
    if (!isPlain(value) || !isPlain(fit)) {
      this.closure(step, bound, next);
      return;
    }
    if (fit.kind === 'variable' && !bound.has(fit.index)) {
      bound.add(fit.index);
      this.lines.push('{', `const v${fit.index} = ${this.plain(value)};`);
    } else this.lines.push(`if (${this.plain(value)} === ${this.plain(fit)}) {`);
    next();
    this.lines.push('}');
  }

  private test(step: TestStep, bound: Set<number>, next: () => void): void {
    const { left, right, op } = step;
    const compared = op === '!=' || op === '<' || op === '<=' || op === '>' || op === '>=';
    if (!compared || !isPlain(left) || !isPlain(right)) {
      this.closure(step, bound, next);
      return;
    }
    const a = this.plain(left);
    const b = this.plain(right);
    if (op === '!=') this.lines.push(`if (${a} !== ${b}) {`);
    else {
      // Ids from 0 on are numbers and stand for themselves; the others are compared by value.
      const slow = this.part(comparing(this.machine.interner, op));
      this.lines.push(`if ((${a} | ${b}) >= 0 ? ${a} ${op} ${b} : ${slow}(${a}, ${b})) {`);
    }
    next();
    this.lines.push('}');
  }

  /** A step that a closure decides. */
  private closure(step: Exclude<Step, AtomStep | RangeStep>, bound: Set<number>, next: () => void): void {
    const all = [...new Set(step.variables)];
    const known = this.store(all, bound);
    const fresh = all.filter((index) => !bound.has(index));
    const decide = this.part(this.plan.executor.decide(step, bound));
    for (const index of fresh) bound.add(index);
    this.spend('10');
    this.lines.push(`${known}if (${decide}()) {`);
    this.load(fresh);
    next();
    this.lines.push('}');
  }

  private head(bound: ReadonlySet<number>): void {
    const { body, executor, atoms, number } = this.plan;
    const values: string[] = [];
    let open = 0;
    for (const [i, arg] of body.headArgs.entries()) {
      if (isPlain(arg)) {
        values.push(this.plain(arg));
        continue;
      }
      const compute = this.part(executor.expression(arg));
      this.spend('10');
      this.lines.push(`${this.store(variablesOf(arg), bound)}const h${i} = ${compute}();`);
      this.lines.push(`if (h${i} !== ${NONE}) {`);
      values.push(`h${i}`);
      open++;
    }
    this.lines.push('found++;');
    const head = this.machine.relation(body.head);
    if (head.arity === 2) this.insertPair(head, values as [string, string], number, atoms.length);
    else this.insert(head, values, number, atoms.length);
    for (; open > 0; open--) this.lines.push('}');
  }

  /**
   * Bits say whether a pair is new. The first pair of a run takes the other way, which is rare later: code that never ran
   * when the JIT compiled the rest would make it compile everything again.
   */
  private insertPair(
    head: Relation,
    [a, b]: readonly [string, string],
    number: number,
    parents: number,
  ): void {
    const h = this.part(head);
    const pairs = this.part(head.pairs);
    const tuple = this.part(new Int32Array(2));
    const rows = this.part(new Int32Array(parents));
    this.lines.push(
      `const i = ${a} ^ BA, k = ${b} ^ BB;`,
      'if (i >>> 0 < BW && k >>> 5 < BO) {',
      'const w = i * BO + (k >>> 5), m = 1 << k, o = B[w];',
      'if ((o & m) === 0) {',
      ...this.makeRoom(head, number, parents),
      'B[w] = o | m;',
      `D[n * 2] = ${a}; D[n * 2 + 1] = ${b};`,
      ...this.prove(parents),
      'n++;',
      '}',
      '} else {',
      `${tuple}[0] = ${a}; ${tuple}[1] = ${b};`,
      ...Array.from({ length: this.machine.proofs ? parents : 0 }, (_, i) => `${rows}[${i}] = q${i};`),
      `${h}.count = n;`,
      `${this.host}.add(${h}, n - before, c, ${tuple}, ${this.part(number)}, ${rows});`,
      `n = before = full = ${h}.count;`,
      this.enter(h),
      `B = ${pairs}.bits; BW = ${pairs}.width; BO = ${pairs}.words; BA = ${pairs}.signA; BB = ${pairs}.signB;`,
      '}',
    );
  }

  private insert(head: Relation, values: readonly string[], number: number, parents: number): void {
    const h = this.part(head);
    const tuple = this.part(new Int32Array(head.arity));
    this.lines.push(
      ...values.map((value, i) => `${tuple}[${i}] = ${value};`),
      ...this.makeRoom(head, number, parents),
      `${h}.count = n;`,
      `if (${h}.insert(${tuple}) >= 0) {`,
      ...this.prove(parents),
      'n++;',
      '}',
    );
  }

  private makeRoom(head: Relation, number: number, parents: number): string[] {
    const h = this.part(head);
    return [
      'if (n === full) {',
      `${h}.count = n;`,
      `full = n + ${this.rare}.room(${h}, n - before, c, ${this.part(number)}, ${parents}); before = n;`,
      this.enter(h),
      '}',
    ];
  }

  /** Reads where to write. */
  private enter(h: string): string {
    return `D = ${h}.data;${this.machine.proofs ? ' C = P.chunk; c = P.end;' : ''}`;
  }

  private prove(parents: number): string[] {
    if (!this.machine.proofs) return [];
    const rows = Array.from({ length: parents }, (_, i) => `C[c + ${i}] = q${i};`);
    return [...rows, `c += ${Math.max(1, parents)};`];
  }

  /** Computes those parts of a key that are terms; goes on when all of them exist. */
  private keyed(access: Access, bound: ReadonlySet<number>, next: () => void): void {
    let open = 0;
    for (const { pattern } of access.keys) {
      if (pattern.kind !== 'term') continue;
      const name = `t${this.unique++}`;
      const lookup = this.part(this.plan.executor.expressions.lookup(pattern));
      this.terms.set(pattern, name);
      this.lines.push(`${this.store(variablesOf(pattern), bound)}const ${name} = ${lookup}();`);
      this.lines.push(`if (${name} !== ${NONE}) {`);
      open++;
    }
    next();
    for (; open > 0; open--) this.lines.push('}');
  }
}
