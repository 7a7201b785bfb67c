/** One SQL expression that stands inside something else, as a parse tree. */
import { closingParenthesis, type Node, parseSql } from '../../../wasm/index.js';

export type { A_Const, A_Expr, BoolExpr, FuncCall, Node, TypeName } from '../../../wasm/index.js';

/**
 * Parses an expression such as that of a CHECK. Undefined when it is not exactly one. Trees are kept by their text, so that
 * reading the same schema again costs no parser.
 */
export async function parseExpression(text: string): Promise<Node | undefined> {
  const known = trees.get(text);
  if (known !== undefined) return known.node;
  const node = await parse(`SELECT (\n${text}\n)`);
  if (trees.size >= treeLimit) trees.clear();
  trees.set(text, { node });
  return node;
}

const treeLimit = 20_000;
const trees = new Map<string, { readonly node: Node | undefined }>();

async function parse(whole: string): Promise<Node | undefined> {
  if (closingParenthesis(whole, whole.indexOf('(')) !== whole.length - 1) return undefined;
  const { statements, problems } = await parseSql(whole);
  const [statement] = statements;
  const single = problems.length === 0 && statements.length === 1;
  return single && statement ? targetOf(statement.node) : undefined;
}

function targetOf(node: Node): Node | undefined {
  const targets = 'SelectStmt' in node ? node.SelectStmt.targetList : undefined;
  const target = targets?.length === 1 ? targets[0] : undefined;
  return target !== undefined && 'ResTarget' in target ? target.ResTarget.val : undefined;
}
