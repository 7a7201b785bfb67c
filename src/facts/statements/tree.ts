/** Small readers of the parser's tree. */
import type { A_Const, Node, RangeVar } from '../../../wasm/index.js';
import { truncateName } from './identifier.js';
import type { WrittenName } from './namespace.js';

/** Names of the node types: `SelectStmt`, `RangeVar`, ... */
export type NodeKey = Node extends infer N ? (N extends unknown ? keyof N : never) : never;
export type NodeOf<K extends NodeKey> = Extract<Node, Record<K, unknown>>[K];

/** The node if it is of that type. */
export function as<K extends NodeKey>(node: Node | undefined, key: K): NodeOf<K> | undefined {
  return node !== undefined && key in node ? (node as unknown as Record<K, NodeOf<K>>)[key] : undefined;
}

/** Type name and content of a node. */
export function entry(node: Node): { key: string; value: object } {
  const [[key, value] = ['', {}]] = Object.entries(node) as [string, object][];
  return { key, value };
}

/** Texts of a list of String nodes. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => as(node, 'String')?.sval ?? '');
}

/** A qualified name from a list of String nodes; a database name in front is left out. */
export function writtenName(parts: readonly string[]): WrittenName {
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  return schema === undefined ? { name } : { schema, name };
}

export function rangeName(range: RangeVar | undefined): WrittenName {
  const name = range?.relname ?? '';
  return range?.schemaname === undefined ? { name } : { schema: range.schemaname, name };
}

/** Text of a string constant, also below a cast. */
export function stringConstant(node: Node | undefined): string | undefined {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return stringConstant(cast.arg);
  return as(node, 'A_Const')?.sval?.sval ?? (as(node, 'A_Const')?.sval === undefined ? undefined : '');
}

/** A constant as text: `5s`, `0`, `true`. */
export function constantText(node: Node | undefined): string | undefined {
  const constant: A_Const | undefined = as(node, 'A_Const');
  if (constant !== undefined) {
    if (constant.isnull === true) return 'null';
    if (constant.sval !== undefined) return constant.sval.sval ?? '';
    if (constant.ival !== undefined) return String(constant.ival.ival ?? 0);
    if (constant.fval !== undefined) return constant.fval.fval ?? '0';
    if (constant.boolval !== undefined) return String(constant.boolval.boolval ?? false);
  }
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return constantText(cast.arg);
  const text = as(node, 'String')?.sval ?? as(node, 'Float')?.fval;
  if (text !== undefined) return text;
  const number = as(node, 'Integer');
  if (number !== undefined) return String(number.ival ?? 0);
  const type = as(node, 'TypeName');
  return type === undefined ? undefined : strings(type.names).at(-1);
}

export function isNullConstant(node: Node | undefined): boolean {
  const cast = as(node, 'TypeCast');
  return cast !== undefined ? isNullConstant(cast.arg) : as(node, 'A_Const')?.isnull === true;
}

/** Visits every node below a value, itself included; `visit` says false to leave its children out. */
export function walk(value: unknown, visit: (key: string, value: object) => boolean): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const isNode = key.charCodeAt(0) >= 65 && key.charCodeAt(0) <= 90 && !Array.isArray(child);
    if (isNode && !visit(key, child)) continue;
    walk(child, visit);
  }
}

/** Functions that an expression calls, by their last name; SQL value functions by their keyword. */
export function calledFunctions(node: unknown): string[] {
  const found = new Set<string>();
  walk(node, (key, value) => {
    if (key === 'FuncCall' && 'funcname' in value) found.add(strings(value.funcname as Node[]).at(-1) ?? '');
    if (key === 'SQLValueFunction' && 'op' in value)
      found.add(
        String(value.op)
          .replace(/^SVFOP_/, '')
          .replace(/_N$/, '')
          .toLowerCase(),
      );
    return true;
  });
  return [...found];
}

/** Columns that an expression over one table reads, in order, each once. */
export function readColumns(node: unknown): string[] {
  const found = new Set<string>();
  walk(node, (key, value) => {
    if (key === 'ColumnRef' && 'fields' in value) {
      const name = strings(value.fields as Node[]).at(-1);
      if (name !== undefined && name !== '') found.add(truncateName(name));
    }
    return true;
  });
  return [...found];
}

/** Columns that are not null wherever the expression is true or null: `c IS NOT NULL` in its conjunction. */
export function provenNotNull(node: Node | undefined): string[] {
  const and = as(node, 'BoolExpr');
  if (and?.boolop === 'AND_EXPR') return (and.args ?? []).flatMap(provenNotNull);
  const test = as(node, 'NullTest');
  if (test?.nulltesttype !== 'IS_NOT_NULL' || as(test.arg, 'ColumnRef') === undefined) return [];
  return readColumns(test.arg);
}

/** Columns compared with a constant by `=` in the conjunction of a condition. */
export function keyColumns(node: Node | undefined): string[] {
  const and = as(node, 'BoolExpr');
  if (and?.boolop === 'AND_EXPR') return (and.args ?? []).flatMap(keyColumns);
  const expression = as(node, 'A_Expr');
  if (expression?.kind !== 'AEXPR_OP' || strings(expression.name).at(-1) !== '=') return [];
  for (const [side, other] of [
    [expression.lexpr, expression.rexpr],
    [expression.rexpr, expression.lexpr],
  ])
    if (as(side, 'ColumnRef') !== undefined && readColumns(other).length === 0) return readColumns(side);
  return [];
}

/** `OBJECT_MATVIEW` as the words of the command: `materialized view`. */
export function objectWord(type: string | undefined): string {
  const word = (type ?? '').replace(/^OBJECT_/, '').toLowerCase();
  return special[word] ?? word.replaceAll('_', ' ');
}

const special: Readonly<Record<string, string>> = {
  matview: 'materialized view',
  tabconstraint: 'constraint',
  domconstraint: 'domain constraint',
  statistic_ext: 'statistics',
  fdw: 'foreign data wrapper',
  foreign_server: 'server',
  opclass: 'operator class',
  opfamily: 'operator family',
  tsconfiguration: 'text search configuration',
  tsdictionary: 'text search dictionary',
  tsparser: 'text search parser',
  tstemplate: 'text search template',
  largeobject: 'large object',
  defacl: 'default privileges',
  parameter_acl: 'parameter',
};
