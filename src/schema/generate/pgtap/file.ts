/** A file of tests: what it needs, its tests in order, one transaction that leaves nothing behind. */

export class TestFile {
  private readonly setup: string[] = [];
  private readonly tests: string[] = [];

  /** A statement before the tests, without its semicolon. */
  prepare(statement: string): void {
    this.setup.push(`${statement};`);
  }

  /** A call of pgTAP that is one test. */
  test(call: string): void {
    this.tests.push(`SELECT ${call};`);
  }

  /** Lines between tests for a reader. */
  section(title: string): void {
    this.tests.push('', `-- ${title.replaceAll('\n', ' ')}`);
  }

  get size(): number {
    return this.tests.filter((line) => line.startsWith('SELECT ')).length;
  }

  get text(): string {
    const lines = [
      'BEGIN;',
      `SELECT plan(${this.size});`,
      ...(this.setup.length === 0 ? [] : ['', ...this.setup]),
      ...this.tests,
      '',
      'SELECT * FROM finish();',
      'ROLLBACK;',
    ];
    return `${lines.join('\n')}\n`;
  }
}
