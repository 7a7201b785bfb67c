/** Where statements and their parts stand in the input. */
import type { Span } from '../../diagnostics/index.js';

export class StatementSpans {
  private readonly statements = new Map<number, Span>();
  private readonly parts = new Map<number, { names: readonly string[]; span: Span }[]>();

  addStatement(stmt: number, span: Span): void {
    this.statements.set(stmt, span);
  }

  addPart(stmt: number, names: readonly string[], span: Span): void {
    const list = this.parts.get(stmt);
    if (list === undefined) this.parts.set(stmt, [{ names, span }]);
    else list.push({ names, span });
  }

  /** The whole statement, without its semicolon. */
  statementSpan(stmt: number): Span | undefined {
    return this.statements.get(stmt);
  }

  /**
   * The part of a statement that is about most of these names (table, column, constraint, index, action): the shortest
   * of them, the first of equals. The whole statement where no part is about more than its table.
   */
  spanOf(stmt: number, ...names: string[]): Span | undefined {
    let best: Span | undefined;
    let most = 1;
    for (const part of this.parts.get(stmt) ?? []) {
      const shared = part.names.filter((name) => name !== '' && names.includes(name)).length;
      if (shared < most) continue;
      const isShorter = best !== undefined && part.span.end - part.span.start < best.end - best.start;
      if (shared > most || best === undefined || isShorter) best = part.span;
      most = shared;
    }
    return (most > 1 ? best : undefined) ?? this.statements.get(stmt);
  }
}
