/** SQL fragments that stand inside something else (a directive, an option): exactly one expression, or one type. */
import { closingParenthesis, type Node, parseSql } from '../../../wasm/index.js';

/** What is wrong with a fragment; `offset` is UTF-16 in the fragment. */
export interface FragmentProblem {
  readonly message: string;
  readonly offset: number;
}

const wrappers = {
  expression: { before: 'SELECT (\n', after: '\n)' },
  type: { before: 'SELECT NULL::\n', after: '\n' },
  query: { before: '', after: '' },
  sql: { before: '', after: '' },
} as const;

/**
 * Judges a fragment by parsing it where it would stand. `undefined` when it is what it should be: nothing can be smuggled
 * in behind an expression (`n > 0); DROP TABLE t; --`), because the statement around it must come back as it was meant.
 */
export async function checkFragment(
  text: string,
  kind: keyof typeof wrappers,
): Promise<FragmentProblem | undefined> {
  const key = `${kind} ${text}`;
  const known = answers.get(key);
  if (known !== undefined) return known.problem;
  const problem = await judge(text, kind);
  if (answers.size >= answerLimit) answers.clear();
  answers.set(key, { problem });
  return problem;
}

/** The same schema is read again and again while it is edited. */
const answers = new Map<string, { readonly problem: FragmentProblem | undefined }>();
const answerLimit = 20_000;

async function judge(text: string, kind: keyof typeof wrappers): Promise<FragmentProblem | undefined> {
  const { before, after } = wrappers[kind];
  const whole = before + text + after;
  const close = kind === 'expression' ? closingParenthesis(whole, before.indexOf('(')) : -1;
  if (close !== -1 && close < whole.length - 1) {
    return { message: 'this parenthesis closes nothing in the expression', offset: close - before.length };
  }
  const { statements, problems } = await parseSql(whole);
  const problem = problems[0];
  if (problem) {
    const offset = Math.min(Math.max(problem.start - before.length, 0), Math.max(text.length - 1, 0));
    return { message: problem.message, offset };
  }
  if (kind === 'sql') return undefined;
  const [statement] = statements;
  if (kind === 'query') {
    if (statements.length === 1 && statement && isQuery(statement.node)) return undefined;
    return { message: 'this is not one SELECT', offset: text.length - text.trimStart().length };
  }
  const target = statement && statements.length === 1 ? onlyTarget(statement.node) : undefined;
  if (target && (kind === 'expression' ? !isImplicitRow(target) : isBareCast(target))) return undefined;
  const message = kind === 'expression' ? 'this is more than one expression' : 'this is more than a type';
  return { message, offset: text.length - text.trimStart().length };
}

/** The one value of a SELECT that has nothing else: no FROM, no set operation, no second column. */
function onlyTarget(node: Node): Node | undefined {
  if (!('SelectStmt' in node)) return undefined;
  const { targetList, limitOption: _limit, op: _op, ...rest } = node.SelectStmt;
  if (Object.keys(rest).length > 0 || targetList?.length !== 1) return undefined;
  const target = targetList[0];
  return target && 'ResTarget' in target && target.ResTarget.name === undefined
    ? target.ResTarget.val
    : undefined;
}

function isImplicitRow(node: Node): boolean {
  return 'RowExpr' in node && node.RowExpr.row_format === 'COERCE_IMPLICIT_CAST';
}

function isBareCast(node: Node): boolean {
  const argument = 'TypeCast' in node ? node.TypeCast.arg : undefined;
  return argument !== undefined && 'A_Const' in argument && argument.A_Const.isnull === true;
}

/** A SELECT or VALUES that makes nothing. */
function isQuery(node: Node): boolean {
  return 'SelectStmt' in node && node.SelectStmt.intoClause === undefined;
}
