/** Facts of CREATE FUNCTION and PROCEDURE: properties, and what the body uses where it can be read. */
import { parseSql } from '../../../wasm/index.js';
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
    for (const { node } of (await parseSql(text)).statements) usesOf(writer, routine, node);
}

async function sqlFacts(
  writer: StatementWriter,
  routine: string,
  body: string | undefined,
  parsedBody: unknown,
  is: (property: string, holds: boolean) => void,
): Promise<void> {
  if (body === undefined) {
    usesOf(writer, routine, parsedBody);
    return;
  }
  const { statements, problems } = await parseSql(body);
  is('body not understood', problems.length > 0);
  const select = statements.length === 1 ? as(statements[0]?.node, 'SelectStmt') : undefined;
  is('simple', select !== undefined && select.fromClause === undefined && select.targetList?.length === 1);
  for (const { node } of statements) {
    usesOf(writer, routine, node);
    for (const called of calledFunctions(node)) writer.add('stmt_routine_calls', routine, called);
  }
}

/** What static SQL in a body reads, writes and changes; temporary tables and variables resolve to nothing known. */
function usesOf(writer: StatementWriter, routine: string, node: unknown): void {
  const uses = (range: unknown, how: string): void => {
    if (typeof range !== 'object' || range === null || !('relname' in range)) return;
    writer.add(
      'stmt_routine_uses',
      routine,
      writer.namespace.relation(rangeName(range as NodeOf<'RangeVar'>)),
      how,
    );
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
