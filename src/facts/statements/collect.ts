/** Statements of the input to facts: what each does, and in which surroundings it runs. */

import { type ParsedStatement, parseSql, type SqlProblem } from '../../../wasm/index.js';
import type { Diagnostic, SourceText, Span } from '../../diagnostics/index.js';
import type { Catalog } from '../catalog/catalog.js';
import type { FactSink } from '../relation.js';
import { kindOf, statementFacts } from './dispatch.js';
import { readHeaders } from './headers.js';
import { longNames } from './long-names.js';
import { Namespace } from './namespace.js';
import { plpgsqlBody } from './plpgsql.js';
import { createRoutine, routineFacts } from './routines.js';
import { Session, type TransactionModel } from './session.js';
import { StatementSpans } from './spans.js';
import { as, constantText } from './tree.js';
import { typeParts } from './types.js';
import { type Input, StatementWriter } from './writer.js';

/** What surrounds the input. */
export interface StatementContext {
  /** The state that the input runs on; without it nothing is known of what the input does not create. */
  readonly before?: Catalog;
  /** Major version of the server; the newest where it is not known. */
  readonly major?: number;
  /** How the runner wraps the input; `none` sends statements one by one, as psql does. */
  readonly transactions?: TransactionModel;
  /** Role that runs it. */
  readonly role?: string;
  /** Settings of the session at the start: lock_timeout, statement_timeout, timezone, search_path. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A statement as it stands in the input. */
export interface Statement {
  readonly id: number;
  readonly kind: string;
  readonly text: string;
  readonly span: Span;
  /** The DO block in which it stands. */
  readonly inside?: number;
}

export interface CollectedStatements {
  readonly statements: readonly Statement[];
  readonly spans: StatementSpans;
  /** What could not be read as SQL. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads every statement of the files, in order, and adds its facts. */
export async function collectStatements(
  files: readonly SourceText[],
  facts: FactSink,
  context: StatementContext = {},
): Promise<CollectedStatements> {
  const collector = new Collector(facts, context);
  for (const file of files) await collector.file(file);
  return collector.finish();
}

class Collector {
  private readonly input: Input;
  private readonly statements: Statement[] = [];
  private readonly spans = new StatementSpans();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly initialPath: string | undefined;
  private readonly routines: Catalog['routines'];

  constructor(facts: FactSink, context: StatementContext) {
    const namespace = new Namespace(context.before);
    this.routines = context.before?.routines ?? [];
    this.initialPath = context.settings?.search_path;
    const session = new Session(context.settings ?? {}, context.transactions ?? 'none', namespace);
    const types = new Set(
      context.before?.tables.flatMap((table) => table.columns.map((column) => column.type)),
    );
    this.input = {
      facts,
      namespace,
      session,
      major: context.major ?? 18,
      newEnumValues: new Map(),
      defaultCalls: new Set(),
      types,
    };
    if (context.role !== undefined) facts.add('runs_as', context.role);
  }

  async file(source: SourceText): Promise<void> {
    const { session } = this.input;
    const { statements, problems } = await parseSql(source.text);
    for (const problem of problems) this.diagnostics.push(diagnosticOf(problem, source));
    session.startFile();
    for (const { key, value } of readHeaders(source.text))
      this.input.facts.add('file_says', source.file, key, value);
    for (const parsed of statements)
      await this.statement(parsed, source, source.span(parsed.start, parsed.end), undefined);
    session.endFile();
  }

  async finish(): Promise<CollectedStatements> {
    const { facts, session, namespace, types } = this.input;
    for (const { identity, name, from } of namespace.namings)
      facts.add('identity_name', identity, name, from);
    for (const type of types) typeParts(type, facts);
    await routineFacts(this.routines, this.input.defaultCalls, facts);
    for (const stmt of session.rolledBack) facts.add('stmt_rolled_back', stmt);
    for (const { statement, transaction } of session.leftOpen)
      facts.add('stmt_transaction_open', statement, transaction);
    return { statements: this.statements, spans: this.spans, diagnostics: this.diagnostics };
  }

  private async statement(
    parsed: ParsedStatement,
    source: SourceText,
    span: Span,
    outer: { id: number; conditional: boolean } | undefined,
  ): Promise<void> {
    const { facts, session, namespace } = this.input;
    const { node } = parsed;
    const id = this.statements.length + 1;
    namespace.statement = id;
    const kind = kindOf(node);
    const inside = outer === undefined ? {} : { inside: outer.id };
    this.statements.push({ id, kind, text: parsed.text, span, ...inside });
    this.spans.addStatement(id, span);
    const writer = new StatementWriter(this.input, id, parsed.text, parsed.at);
    facts.add('statement', id, kind, source.file);
    if (outer !== undefined) {
      writer.add('stmt_inside', outer.id);
      writer.is('conditional', outer.conditional);
    }
    namespace.searchPath =
      this.initialPath === undefined && session.get('search_path') === undefined
        ? ['public']
        : session.searchPath();
    if (!('TransactionStmt' in node)) {
      const tx = session.enter(id);
      if (tx !== undefined) writer.add('stmt_in_transaction', tx);
    }
    this.surroundings(writer);
    for (const { written, kept } of longNames(parsed.text))
      writer.add('stmt_writes_long_name', written, kept);
    this.understand(writer, node, span);
    const found = span.end - span.start === parsed.text.length;
    for (const part of writer.parts)
      this.spans.addPart(
        id,
        part.names,
        found ? source.span(span.start + part.start, span.start + part.end) : span,
      );
    const routine = as(node, 'CreateFunctionStmt');
    if (routine !== undefined) await createRoutine(writer, routine);
    const block = as(node, 'DoStmt');
    if (block !== undefined) await this.block(writer, source, span, block.args ?? []);
  }

  private understand(writer: StatementWriter, node: ParsedStatement['node'], span: Span): void {
    try {
      statementFacts(writer, node);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = 'The statement is nested too deeply to be read.';
      this.diagnostics.push({ code: 'sql/too-deep', severity: 'error', message, span });
      writer.notUnderstood('an expression that is nested too deeply');
    }
  }

  /** The statements in the body of a DO block, each a statement of its own. */
  private async block(
    writer: StatementWriter,
    source: SourceText,
    span: Span,
    options: NonNullable<Parameters<typeof as>[0]>[],
  ): Promise<void> {
    const language = options
      .map((node) => as(node, 'DefElem'))
      .find((option) => option?.defname === 'language');
    const name = constantText(language?.arg) ?? 'plpgsql';
    const body = name === 'plpgsql' ? await plpgsqlBody(writer.text) : { error: `DO in ${name}` };
    if ('error' in body) {
      writer.notUnderstood(`DO: ${body.error}`);
      return;
    }
    for (const expression of body.dynamic) writer.add('stmt_runs_dynamic_sql', expression);
    for (const { text, place, conditional } of body.statements) {
      const { statements, problems } = await parseSql(text);
      if (problems.length > 0) writer.notUnderstood(text);
      const where =
        place === undefined ? span : source.span(span.start + place.start, span.start + place.end);
      for (const parsed of statements)
        await this.statement(parsed, source, where, { id: writer.stmt, conditional });
    }
  }

  private surroundings(writer: StatementWriter): void {
    const { session } = this.input;
    writer.add('stmt_lock_timeout', session.timeout('lock_timeout'));
    writer.add('stmt_statement_timeout', session.timeout('statement_timeout'));
    const zone = session.get('timezone');
    if (zone !== undefined) writer.add('stmt_time_zone', zone);
  }
}

const severities: Readonly<Record<SqlProblem['code'], Diagnostic['severity']>> = {
  'sql/syntax': 'error',
  'sql/too-deep': 'error',
  'sql/nul-byte': 'error',
  'sql/psql-command': 'note',
  'sql/psql-variable': 'note',
  'sql/copy-data': 'note',
};

function diagnosticOf(problem: SqlProblem, source: SourceText): Diagnostic {
  return {
    code: problem.code,
    severity: severities[problem.code],
    message: problem.message,
    span: source.span(problem.start, problem.end),
  };
}
