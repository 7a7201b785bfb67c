/** One entry per kind of statement: its words, and the facts that it gives. */
import type { Node } from '../../../wasm/index.js';
import { alterTable } from './alter-table.js';
import { createTable, createTableAs, tableFromQuery } from './create-table.js';
import { defaultPrivileges, grant, grantRole } from './grants.js';
import { cluster, createIndex, reindex, vacuum } from './indexes.js';
import { comment, drop, rename, setOwner, setSchema } from './objects.js';
import { queryFacts } from './queries.js';
import * as objects from './schema-objects.js';
import { as, constantText, entry, type NodeKey, type NodeOf, objectWord, walk } from './tree.js';
import type { StatementWriter } from './writer.js';

interface Handler<K extends NodeKey> {
  /** Words of the command; a function where they depend on the statement. */
  readonly kind: string | ((node: NodeOf<K>) => string);
  /** Absent: nothing of it matters to relations. */
  readonly facts?: (writer: StatementWriter, node: NodeOf<K>) => void;
}

type Handlers = { readonly [K in NodeKey]?: Handler<K> };

/** Words of the command of a statement: `alter table`. */
export function kindOf(node: Node): string {
  const { key, value } = entry(node);
  const handler = handlerOf(key);
  if (handler === undefined)
    return key
      .replace(/Stmt$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
  return typeof handler.kind === 'string' ? handler.kind : handler.kind(value);
}

/** Writes the facts of a statement. */
export function statementFacts(writer: StatementWriter, node: Node): void {
  const { key, value } = entry(node);
  const handler = handlerOf(key);
  if (handler === undefined) writer.notUnderstood(kindOf(node).toUpperCase());
  else handler.facts?.(writer, value);
  enumValues(writer, node);
}

interface AnyHandler {
  readonly kind: string | ((node: object) => string);
  readonly facts?: (writer: StatementWriter, node: object) => void;
}

function handlerOf(key: string): AnyHandler | undefined {
  return Object.hasOwn(handlers, key) ? (handlers as Readonly<Record<string, AnyHandler>>)[key] : undefined;
}

/** String constants equal to a value that an earlier statement adds to an enum. */
function enumValues(writer: StatementWriter, node: Node): void {
  const { newEnumValues } = writer.input;
  if (newEnumValues.size === 0 || 'AlterEnumStmt' in node) return;
  walk(node, (key, value) => {
    if (key !== 'A_Const') return true;
    const text = (value as NodeOf<'A_Const'>).sval?.sval;
    const type = text === undefined ? undefined : newEnumValues.get(text);
    if (text !== undefined && type !== undefined) writer.add('stmt_uses_enum_value', type, text);
    return true;
  });
}

const query =
  (wrap: (value: object) => Node) =>
  (writer: StatementWriter, value: object): void =>
    queryFacts(writer, wrap(value), true);

const transactions: Readonly<Record<string, string>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback to',
  TRANS_STMT_PREPARE: 'prepare',
  TRANS_STMT_COMMIT_PREPARED: 'commit prepared',
  TRANS_STMT_ROLLBACK_PREPARED: 'rollback prepared',
};

const lockModes = [
  '',
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
];

function creates(kind: string, object?: string): { kind: string; facts?: (writer: StatementWriter) => void } {
  return object === undefined
    ? { kind: `create ${kind}` }
    : { kind: `create ${kind}`, facts: (writer) => writer.add('stmt_creates_object', kind, object) };
}

const partOfRelation: ReadonlySet<string> = new Set([
  'OBJECT_COLUMN',
  'OBJECT_ATTRIBUTE',
  'OBJECT_TABCONSTRAINT',
]);

const handlers: Handlers = {
  AlterTableStmt: {
    kind: (node) => `alter ${objectWord(node.objtype)}`,
    facts: alterTable,
  },
  CreateStmt: { kind: 'create table', facts: (writer, node) => createTable(writer, node) },
  CreateForeignTableStmt: {
    kind: 'create foreign table',
    facts: (writer, node) => createTable(writer, node.base ?? {}, 'foreign table'),
  },
  CreateTableAsStmt: {
    kind: (node) => (node.objtype === 'OBJECT_MATVIEW' ? 'create materialized view' : 'create table as'),
    facts: createTableAs,
  },
  IndexStmt: { kind: 'create index', facts: createIndex },
  ReindexStmt: { kind: 'reindex', facts: reindex },
  ClusterStmt: { kind: 'cluster', facts: cluster },
  VacuumStmt: { kind: (node) => (node.is_vacuumcmd ? 'vacuum' : 'analyze'), facts: vacuum },
  DropStmt: { kind: (node) => `drop ${objectWord(node.removeType)}`, facts: drop },
  RenameStmt: {
    kind: ({ renameType = '', relationType }) =>
      renameType === 'OBJECT_DOMCONSTRAINT'
        ? 'alter domain'
        : `alter ${objectWord(partOfRelation.has(renameType) ? relationType : renameType)}`,
    facts: rename,
  },
  AlterObjectSchemaStmt: { kind: (node) => `alter ${objectWord(node.objectType)}`, facts: setSchema },
  AlterOwnerStmt: { kind: (node) => `alter ${objectWord(node.objectType)}`, facts: setOwner },
  AlterObjectDependsStmt: {
    kind: (node) => `alter ${objectWord(node.objectType)}`,
    facts(writer, node) {
      if (node.relation !== undefined)
        writer.add(
          'stmt_alters_table',
          writer.relation(node.relation),
          'depends on extension',
          node.extname?.sval ?? '',
        );
    },
  },
  CommentStmt: { kind: 'comment', facts: comment },
  SecLabelStmt: { kind: 'security label' },
  GrantStmt: { kind: (node) => (node.is_grant ? 'grant' : 'revoke'), facts: grant },
  GrantRoleStmt: { kind: (node) => (node.is_grant ? 'grant role' : 'revoke role'), facts: grantRole },
  AlterDefaultPrivilegesStmt: { kind: 'alter default privileges', facts: defaultPrivileges },
  ViewStmt: { kind: 'create view', facts: objects.createView },
  RefreshMatViewStmt: { kind: 'refresh materialized view', facts: objects.refresh },
  CreateSeqStmt: { kind: 'create sequence', facts: objects.createSequence },
  AlterSeqStmt: { kind: 'alter sequence', facts: objects.alterSequence },
  CreateEnumStmt: { kind: 'create type', facts: objects.createEnum },
  CreateRangeStmt: { kind: 'create type', facts: objects.createRange },
  CompositeTypeStmt: { kind: 'create type', facts: objects.createComposite },
  DefineStmt: {
    kind: (node) => `create ${objectWord(node.kind)}`,
    facts: (writer, node) => objects.define(writer, node, objectWord(node.kind)),
  },
  AlterEnumStmt: { kind: 'alter type', facts: objects.alterEnum },
  CreateDomainStmt: { kind: 'create domain', facts: objects.createDomain },
  AlterDomainStmt: { kind: 'alter domain', facts: objects.alterDomain },
  CreateTrigStmt: { kind: 'create trigger', facts: objects.createTrigger },
  CreatePolicyStmt: { kind: 'create policy', facts: objects.createPolicy },
  AlterPolicyStmt: { kind: 'alter policy', facts: objects.alterPolicy },
  RuleStmt: { kind: 'create rule', facts: objects.createRule },
  CreateStatsStmt: { kind: 'create statistics', facts: objects.createStatistics },
  AlterStatsStmt: { kind: 'alter statistics' },
  CreatePublicationStmt: { kind: 'create publication', facts: objects.createPublication },
  AlterPublicationStmt: { kind: 'alter publication', facts: objects.alterPublication },
  CreateExtensionStmt: { kind: 'create extension', facts: objects.createExtension },
  AlterExtensionStmt: { kind: 'alter extension' },
  AlterExtensionContentsStmt: { kind: 'alter extension' },
  CreateSchemaStmt: {
    kind: 'create schema',
    facts(writer, node) {
      const schema = node.schemaname ?? node.authrole?.rolename ?? '';
      objects.createSchema(writer, schema, node.if_not_exists);
      const path = writer.namespace.searchPath;
      writer.namespace.searchPath = [schema, ...path];
      for (const element of node.schemaElts ?? []) statementFacts(writer, element);
      writer.namespace.searchPath = path;
    },
  },
  CreateFunctionStmt: { kind: (node) => (node.is_procedure ? 'create procedure' : 'create function') },
  AlterFunctionStmt: { kind: 'alter function' },
  DoStmt: { kind: 'do' },
  CallStmt: {
    kind: 'call',
    facts: (writer, node) => queryFacts(writer, node.funccall && { FuncCall: node.funccall }, true),
  },
  SelectStmt: {
    kind: (node) => (node.intoClause === undefined ? 'select' : 'create table as'),
    facts(writer, node) {
      if (node.intoClause !== undefined) tableFromQuery(writer, node.intoClause);
      queryFacts(writer, { SelectStmt: node }, true);
    },
  },
  InsertStmt: { kind: 'insert', facts: query((node) => ({ InsertStmt: node })) },
  UpdateStmt: { kind: 'update', facts: query((node) => ({ UpdateStmt: node })) },
  DeleteStmt: { kind: 'delete', facts: query((node) => ({ DeleteStmt: node })) },
  MergeStmt: { kind: 'merge', facts: query((node) => ({ MergeStmt: node })) },
  CopyStmt: {
    kind: 'copy',
    facts(writer, node) {
      if (node.relation === undefined) queryFacts(writer, node.query, true);
      else {
        const relation = writer.relation(node.relation);
        writer.add('stmt_copies', relation, node.is_from ? 'from' : 'to');
        if (node.is_from) writer.add('stmt_writes_relation', relation, 'copy', 'unfiltered');
      }
    },
  },
  TruncateStmt: {
    kind: 'truncate',
    facts(writer, node) {
      writer.is('restart identity', node.restart_seqs);
      writer.is('cascade', node.behavior === 'DROP_CASCADE');
      for (const each of node.relations ?? []) {
        const range = as(each, 'RangeVar');
        writer.is('only', range?.inh !== true);
        writer.add('stmt_truncates', writer.relation(range));
      }
    },
  },
  LockStmt: {
    kind: 'lock',
    facts(writer, node) {
      writer.is('nowait', node.nowait);
      for (const each of node.relations ?? []) {
        const range = as(each, 'RangeVar');
        writer.is('only', range?.inh !== true);
        writer.add(
          'stmt_locks_relation',
          writer.relation(range),
          lockModes[node.mode ?? 8] ?? 'AccessExclusive',
        );
      }
    },
  },
  TransactionStmt: {
    kind: (node) => transactions[node.kind ?? ''] ?? 'transaction',
    facts: (writer, node) => transaction(writer, node),
  },
  VariableSetStmt: {
    kind: (node) => (node.kind?.startsWith('VAR_RESET') ? 'reset' : 'set'),
    facts: setVariable,
  },
  ConstraintsSetStmt: { kind: 'set constraints' },
  ExplainStmt: {
    kind: 'explain',
    facts(writer, node) {
      const runs = (node.options ?? []).some((option) => {
        const { defname, arg } = as(option, 'DefElem') ?? {};
        return defname === 'analyze' && !/^(?:false|off|0)$/.test(constantText(arg) ?? 'true');
      });
      writer.is('explained', !runs);
      if (node.query !== undefined && (runs || isQuery(node.query))) statementFacts(writer, node.query);
    },
  },
  DropOwnedStmt: {
    kind: 'drop owned',
    facts(writer, node) {
      for (const role of node.roles ?? [])
        writer.add('stmt_drops_owned', as(role, 'RoleSpec')?.rolename ?? 'current_user');
    },
  },
  ReassignOwnedStmt: {
    kind: 'reassign owned',
    facts(writer, node) {
      for (const role of node.roles ?? [])
        writer.add('stmt_reassigns_owned', as(role, 'RoleSpec')?.rolename ?? 'current_user');
    },
  },
  AlterRoleSetStmt: {
    kind: 'alter role',
    facts: (writer, node) => persistentSetting(writer, node.setstmt, 'role'),
  },
  AlterDatabaseSetStmt: {
    kind: 'alter database',
    facts: (writer, node) => persistentSetting(writer, node.setstmt, 'database'),
  },
  AlterSystemStmt: { kind: 'alter system' },
  AlterDatabaseStmt: { kind: 'alter database' },
  CreateRoleStmt: creates('role'),
  AlterRoleStmt: { kind: 'alter role' },
  DropRoleStmt: { kind: 'drop role' },
  CreatedbStmt: creates('database'),
  DropdbStmt: { kind: 'drop database' },
  CreateTableSpaceStmt: creates('tablespace'),
  DropTableSpaceStmt: { kind: 'drop tablespace' },
  CreatePLangStmt: creates('language'),
  CreateCastStmt: creates('cast'),
  CreateTransformStmt: creates('transform'),
  CreateConversionStmt: creates('conversion'),
  CreateOpClassStmt: creates('operator class'),
  CreateOpFamilyStmt: creates('operator family'),
  AlterOpFamilyStmt: { kind: 'alter operator family' },
  AlterOperatorStmt: { kind: 'alter operator' },
  AlterTypeStmt: { kind: 'alter type' },
  AlterCollationStmt: { kind: 'alter collation' },
  CreateAmStmt: creates('access method'),
  CreateFdwStmt: creates('foreign data wrapper'),
  AlterFdwStmt: { kind: 'alter foreign data wrapper' },
  CreateForeignServerStmt: creates('server'),
  AlterForeignServerStmt: { kind: 'alter server' },
  CreateUserMappingStmt: creates('user mapping'),
  AlterUserMappingStmt: { kind: 'alter user mapping' },
  DropUserMappingStmt: { kind: 'drop user mapping' },
  CreateEventTrigStmt: creates('event trigger'),
  AlterEventTrigStmt: { kind: 'alter event trigger' },
  CreateSubscriptionStmt: creates('subscription'),
  AlterSubscriptionStmt: { kind: 'alter subscription' },
  DropSubscriptionStmt: { kind: 'drop subscription' },
  AlterTSDictionaryStmt: { kind: 'alter text search dictionary' },
  AlterTSConfigurationStmt: { kind: 'alter text search configuration' },
  NotifyStmt: { kind: 'notify' },
  ListenStmt: { kind: 'listen' },
  UnlistenStmt: { kind: 'unlisten' },
  CheckPointStmt: { kind: 'checkpoint' },
  DiscardStmt: { kind: 'discard', facts: (writer) => writer.session.resetAll() },
  LoadStmt: { kind: 'load' },
  DeallocateStmt: { kind: 'deallocate' },
  PrepareStmt: { kind: 'prepare' },
  VariableShowStmt: { kind: 'show' },
};

/** A query that EXPLAIN plans without making anything. */
function isQuery(node: Node): boolean {
  return ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].some((key) => key in node);
}

function transaction(writer: StatementWriter, node: NodeOf<'TransactionStmt'>): void {
  const action = transactions[node.kind ?? ''] ?? '';
  writer.add('stmt_controls_transaction', action);
  const { session, stmt } = writer;
  const name = node.savepoint_name ?? '';
  const chain = node.chain ? stmt : undefined;
  if (action === 'begin') session.begin(stmt);
  else if (action === 'commit' || action === 'prepare') session.commit(chain);
  else if (action === 'rollback') session.rollback(chain);
  else if (action === 'savepoint') session.savepoint(name);
  else if (action === 'release') session.release(name);
  else if (action === 'rollback to') session.rollbackTo(name);
}

function setVariable(writer: StatementWriter, node: NodeOf<'VariableSetStmt'>): void {
  const scope = node.is_local ? 'local' : 'session';
  if (node.kind === 'VAR_RESET_ALL') {
    writer.session.resetAll();
    return;
  }
  const parameter = (node.name ?? '').toLowerCase();
  if (node.kind === 'VAR_SET_MULTI') {
    writer.add('stmt_sets_parameter', parameter, '', scope);
    return;
  }
  const values = (node.args ?? []).map((arg) => constantText(arg) ?? '');
  const value = node.kind === 'VAR_SET_VALUE' ? values.join(', ') : undefined;
  writer.add('stmt_sets_parameter', parameter, value ?? '', scope);
  const list =
    parameter === 'search_path' ? values.map((path) => `"${path.replaceAll('"', '""')}"`).join(', ') : value;
  writer.session.set(parameter, value === undefined ? undefined : list, node.is_local === true);
}

function persistentSetting(
  writer: StatementWriter,
  set: NodeOf<'VariableSetStmt'> | undefined,
  scope: string,
): void {
  const value = (set?.args ?? []).map((arg) => constantText(arg) ?? '').join(', ');
  writer.add('stmt_sets_parameter', (set?.name ?? '').toLowerCase(), value, scope);
}
