/** The static SQL in a plpgsql body, in order, with where it stands and whether it is sure to run. */
import { parsePlpgsql, splitStatements } from '../../../wasm/index.js';

export interface BodyStatement {
  readonly text: string;
  /** Offsets in the statement that holds the body. */
  readonly place?: { readonly start: number; readonly end: number };
  /** Stands in an IF, a loop or an exception handler. */
  readonly conditional: boolean;
}

export interface Body {
  readonly statements: readonly BodyStatement[];
  /** Expressions of EXECUTE that are not constants. */
  readonly dynamic: readonly string[];
}

/** Body of a DO or CREATE FUNCTION statement; a message where it cannot be read. */
export async function plpgsqlBody(statement: string): Promise<Body | { error: string }> {
  const parsed = await parsePlpgsql(statement);
  if ('error' in parsed) return parsed;
  const statements: BodyStatement[] = [];
  const dynamic: string[] = [];
  let from = 0;
  const add = (text: string, conditional: boolean): void => {
    // the parser writes SELECT in front of an expression and for PERFORM
    const written = statement.includes(text) ? text : text.replace(/^SELECT /, '');
    const start = statement.indexOf(written, from);
    if (start !== -1) from = start + written.length;
    const place = start === -1 ? {} : { place: { start, end: from } };
    statements.push({ text, ...place, conditional });
  };
  const visit = (value: unknown, conditional: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, conditional);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'datums') continue;
      if (key === 'PLpgSQL_stmt_dynexecute' || key === 'PLpgSQL_stmt_dynfors') {
        const expression = queryText(property(child, 'query'));
        const constant = constantString(expression);
        if (constant === undefined) dynamic.push(expression);
        else for (const piece of splitStatements(constant)) add(piece.text, conditional);
        visit(property(child, 'body'), true);
        continue;
      }
      if (key === 'PLpgSQL_expr') {
        const query = queryText({ PLpgSQL_expr: child });
        if (property(child, 'parseMode') === 0) {
          add(query, conditional);
          continue;
        }
        const value = property(child, 'parseMode') === 2 ? query : query.replace(/^[^=]*=/, '');
        if (/\bselect\b|\w\s*\(/i.test(value)) add(`SELECT ${value}`, conditional);
        continue;
      }
      visit(child, conditional || branches.has(key));
    }
  };
  visit(parsed.tree, false);
  return { statements, dynamic };
}

/** Parts of plpgsql statements that may be left out. */
const branches: ReadonlySet<string> = new Set([
  'then_body',
  'elsif_list',
  'else_body',
  'case_when_list',
  'else_stmts',
  'body_loop',
  'exceptions',
  'PLpgSQL_stmt_loop',
  'PLpgSQL_stmt_while',
  'PLpgSQL_stmt_fori',
  'PLpgSQL_stmt_fors',
  'PLpgSQL_stmt_forc',
  'PLpgSQL_stmt_foreach_a',
]);

function queryText(node: unknown): string {
  const query = property(property(node, 'PLpgSQL_expr'), 'query');
  return typeof query === 'string' ? query : '';
}

function property(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined;
}

/** Value of an expression that is just one string constant. */
function constantString(expression: string): string | undefined {
  const plain = /^\s*'((?:[^']|'')*)'\s*$/.exec(expression)?.[1];
  if (plain !== undefined) return plain.replaceAll("''", "'");
  return /^\s*(\$\w*\$)([\s\S]*)\1\s*$/.exec(expression)?.[2];
}
