/** Facts of CREATE FUNCTION and PROCEDURE: properties, and what the body uses where it can be read. */
import { type ParsedStatement, parseSql } from '../../../wasm/index.js';
import type { Routine } from '../catalog/catalog.js';
import type { FactSink } from '../relation.js';
import type { WrittenName } from './namespace.js';
import { plpgsqlBody } from './plpgsql.js';
import { as, calledFunctions, type NodeOf, rangeName, strings, walk, writtenName } from './tree.js';
import type { StatementWriter } from './writer.js';

export async function createRoutine(
  writer: StatementWriter,
  statement: NodeOf<'CreateFunctionStmt'>,
): Promise<void> {
  const { name, ...written } = writtenName(strings(statement.funcname));
  const routine = writer.namespace.created({ ...written, name });
  const options = new Map<string, NodeOf<'DefElem'>>();
  let setsPath = false;
  for (const node of statement.options ?? []) {
    const option = as(node, 'DefElem');
    if (option?.defname === undefined) continue;
    options.set(option.defname, option);
    if (option.defname === 'set' && as(option.arg, 'VariableSetStmt')?.name === 'search_path')
      setsPath = true;
  }
  const text = (option: string): string => as(options.get(option)?.arg, 'String')?.sval ?? '';
  const language = text('language').toLowerCase() || 'sql';
  const is = (property: string, holds: boolean | undefined): void => {
    if (holds) writer.add('stmt_routine_is', routine, property);
  };
  writer.add('stmt_creates_routine', routine, name, language, text('volatility') || 'volatile');
  writer.add('stmt_creates_object', statement.is_procedure ? 'procedure' : 'function', routine);
  writer.is('or replace', statement.replace);
  is('procedure', statement.is_procedure);
  is('security definer', isTrue(options.get('security')));
  is('strict', isTrue(options.get('strict')));
  is('sets search_path', setsPath);
  writer.namespace.add('routine', routine, 'routine');
  const [body] = strings(as(options.get('as')?.arg, 'List')?.items);
  if (language === 'plpgsql') await plpgsqlFacts(writer, routine, is);
  else if (language === 'sql') await sqlFacts(writer, routine, body, statement.sql_body, is);
}

async function plpgsqlFacts(
  writer: StatementWriter,
  routine: string,
  is: (property: string, holds: boolean) => void,
): Promise<void> {
  const body = await plpgsqlBody(writer.text);
  if ('error' in body) {
    is('body not understood', true);
    return;
  }
  is('runs dynamic sql', body.dynamic.length > 0);
  for (const { text } of body.statements)
    for (const { node } of (await parseSql(text)).statements)
      usesOf(writer, routine, node, (written) => writer.namespace.relation(written));
}

async function sqlFacts(
  writer: StatementWriter,
  routine: string,
  body: string | undefined,
  parsedBody: unknown,
  is: (property: string, holds: boolean) => void,
): Promise<void> {
  // PostgreSQL analyzes the body of a LANGUAGE sql routine when it is made, so it names the relations
  const resolve = (written: WrittenName): string => writer.named(written);
  if (body === undefined) {
    usesOf(writer, routine, parsedBody, resolve);
    return;
  }
  const { statements, problems } = await parseSql(body);
  is('body not understood', problems.length > 0);
  is('simple', isSimple(statements));
  for (const { node } of statements) {
    usesOf(writer, routine, node, resolve);
    for (const called of calledFunctions(node)) writer.add('stmt_routine_calls', routine, called);
  }
}

/** Facts of LANGUAGE sql routines of a catalog with one of these names. */
export async function routineFacts(
  routines: readonly Routine[],
  names: ReadonlySet<string>,
  facts: FactSink,
): Promise<void> {
  for (const { id, name, language, definition } of routines) {
    if (language !== 'sql' || !names.has(name)) continue;
    const [create] = (await parseSql(definition)).statements;
    const { options } = as(create?.node, 'CreateFunctionStmt') ?? {};
    const text = (options ?? [])
      .map((node) => as(node, 'DefElem'))
      .find((option) => option?.defname === 'as');
    const [body] = strings(as(text?.arg, 'List')?.items);
    if (body === undefined) continue;
    const { statements } = await parseSql(body);
    if (isSimple(statements)) facts.add('routine_is', id, 'simple');
    for (const { node } of statements)
      for (const called of calledFunctions(node)) facts.add('routine_calls', id, called);
  }
}

/** One SELECT of one expression, without FROM: such a function is inlined. */
function isSimple(statements: readonly ParsedStatement[]): boolean {
  const select = statements.length === 1 ? as(statements[0]?.node, 'SelectStmt') : undefined;
  return select !== undefined && select.fromClause === undefined && select.targetList?.length === 1;
}

/** What static SQL in a body reads, writes and changes; temporary tables and variables resolve to nothing known. */
function usesOf(
  writer: StatementWriter,
  routine: string,
  node: unknown,
  resolve: (written: WrittenName) => string,
): void {
  const uses = (range: unknown, how: string): void => {
    if (typeof range !== 'object' || range === null || !('relname' in range)) return;
    writer.add('stmt_routine_uses', routine, resolve(rangeName(range as NodeOf<'RangeVar'>)), how);
  };
  walk(node, (key, value) => {
    if (key === 'RangeVar') uses(value, 'read');
    else if ('relation' in value)
      uses(value.relation, /^(?:Insert|Update|Delete|Merge)Stmt$/.test(key) ? 'write' : 'ddl');
    return true;
  });
}

function isTrue(option: NodeOf<'DefElem'> | undefined): boolean {
  return option !== undefined && as(option.arg, 'Boolean')?.boolval === true;
}
