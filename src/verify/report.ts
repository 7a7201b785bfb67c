/** What a rehearsal found: one line per promise that was tested, and what it could not test. */

export interface VerifyCheck {
  /** `executes`, `locks as predicted`, ...: the promise. */
  readonly name: string;
  readonly ok: boolean;
  /** Sentences; empty when there is nothing to say. */
  readonly details: readonly string[];
}

export interface VerifyReport {
  readonly ok: boolean;
  /** Id of the plan that was rehearsed. */
  readonly plan: string;
  readonly checks: readonly VerifyCheck[];
  /** Sentences: what this rehearsal does not prove. */
  readonly notProven: readonly string[];
  readonly rows: { readonly tables: number; readonly rows: number };
}

/** Collects problems per promise while the rehearsal runs; a promise without problems holds. */
export class Findings {
  private readonly problems = new Map<string, string[]>();
  private readonly notes = new Map<string, string>();
  private readonly unproven: string[] = [];

  /** Names a promise that will be tested, with what to say when it holds. */
  promise(name: string, note = ''): void {
    if (!this.problems.has(name)) this.problems.set(name, []);
    this.notes.set(name, note);
  }

  problem(name: string, detail: string): void {
    this.promise(name, this.notes.get(name) ?? '');
    this.problems.get(name)?.push(detail);
  }

  notProven(sentence: string): void {
    if (!this.unproven.includes(sentence)) this.unproven.push(sentence);
  }

  report(plan: string, rows: VerifyReport['rows']): VerifyReport {
    const checks = [...this.problems].map(([name, problems]) => {
      const note = this.notes.get(name) ?? '';
      const details = problems.length > 0 ? problems : note === '' ? [] : [note];
      return { name, ok: problems.length === 0, details };
    });
    return { ok: checks.every((check) => check.ok), plan, checks, notProven: this.unproven, rows };
  }
}
