/** The variables of a clause, numbered while it is read: what looks at the clause later needs no names to tell them apart. */
import type { Variable } from './ast.js';

/** Numbers from 0 on, in order of appearance. */
export class Numbering {
  private names: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** The place of each variable that was named once so far. */
  private readonly once: (Variable | undefined)[] = [];

  /** Begins with another clause. */
  restart(): void {
    if (this.names.length === 0) return;
    this.names = [];
    this.once.length = 0;
    this.numbers.clear();
  }

  /** The node of a variable. */
  variable(name: string, start: number, end: number): Variable {
    const known = this.numbers.get(name);
    if (known !== undefined) {
      this.once[known] = undefined;
      return { kind: 'variable', name, number: known, start, end };
    }
    const node: Variable = { kind: 'variable', name, number: this.names.length, start, end };
    this.numbers.set(name, node.number);
    this.names.push(name);
    this.once.push(node);
    return node;
  }

  /** The names so far, by number. */
  get variables(): readonly string[] {
    return this.names;
  }

  /** Variables that are named once so far. */
  singles(): readonly Variable[] {
    return this.once.filter((node) => node !== undefined);
  }
}
