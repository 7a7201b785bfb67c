/** Facts of views, sequences, types, domains, triggers, policies, rules, statistics and publications. */
import { qualify, quoteIdentifier } from './identifier.js';
import { queryFacts } from './queries.js';
import { as, constantText, type NodeOf, strings, walk, writtenName } from './tree.js';
import { formatType } from './types.js';
import type { StatementWriter } from './writer.js';

export function createView(writer: StatementWriter, statement: NodeOf<'ViewStmt'>): void {
  const view = writer.created(statement.view);
  writer.add('stmt_creates_view', view, 'view');
  writer.add('stmt_creates_object', 'view', view);
  writer.is('or replace', statement.replace);
  writer.is('temporary', statement.view?.relpersistence === 't');
  queryFacts(writer, statement.query, false);
  writer.makes(view, 'view');
}

export function refresh(writer: StatementWriter, statement: NodeOf<'RefreshMatViewStmt'>): void {
  writer.add(
    'stmt_refreshes',
    writer.relation(statement.relation),
    statement.concurrent ? 'concurrently' : 'plain',
  );
  writer.is('concurrently', statement.concurrent);
  writer.is('with no data', statement.skipData);
}

export function createSequence(writer: StatementWriter, statement: NodeOf<'CreateSeqStmt'>): void {
  const sequence = writer.created(statement.sequence);
  writer.add('stmt_creates_sequence', sequence);
  writer.add('stmt_creates_object', 'sequence', sequence);
  writer.is('if not exists', statement.if_not_exists);
  ownership(writer, sequence, statement.options);
  writer.makes(sequence, 'sequence');
}

export function alterSequence(writer: StatementWriter, statement: NodeOf<'AlterSeqStmt'>): void {
  const sequence = writer.relation(statement.sequence);
  writer.is('if exists', statement.missing_ok);
  for (const node of statement.options ?? []) {
    const option = as(node, 'DefElem')?.defname ?? '';
    writer.add('stmt_alters_sequence', sequence, option.replaceAll('_', ' '));
  }
  ownership(writer, sequence, statement.options);
}

function ownership(
  writer: StatementWriter,
  sequence: string,
  options: NodeOf<'CreateSeqStmt'>['options'],
): void {
  const owned = (options ?? [])
    .map((node) => as(node, 'DefElem'))
    .find((option) => option?.defname === 'owned_by');
  const parts = strings(as(owned?.arg, 'List')?.items);
  const column = parts.at(-1);
  if (column === undefined || parts.length < 2) return;
  writer.add('stmt_owns_sequence', sequence, writer.named(writtenName(parts.slice(0, -1))), column);
}

export function createEnum(writer: StatementWriter, statement: NodeOf<'CreateEnumStmt'>): void {
  const type = created(writer, strings(statement.typeName), 'enum');
  strings(statement.vals).forEach((label, at) => {
    writer.add('stmt_enum_label', type, at + 1, label);
  });
}

export function createRange(writer: StatementWriter, statement: NodeOf<'CreateRangeStmt'>): void {
  created(writer, strings(statement.typeName), 'range');
}

export function createComposite(writer: StatementWriter, statement: NodeOf<'CompositeTypeStmt'>): void {
  const { schemaname, relname = '' } = statement.typevar ?? {};
  created(writer, schemaname === undefined ? [relname] : [schemaname, relname], 'composite');
}

/** CREATE TYPE with a C implementation, AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH. */
export function define(writer: StatementWriter, statement: NodeOf<'DefineStmt'>, kind: string): void {
  const parts = strings(statement.defnames);
  if (kind === 'type') created(writer, parts, 'base');
  else writer.add('stmt_creates_object', kind, writer.namespace.created(writtenName(parts)));
}

export function alterEnum(writer: StatementWriter, statement: NodeOf<'AlterEnumStmt'>): void {
  const type = writer.namespace.type(writtenName(strings(statement.typeName))).id;
  const value = statement.newVal ?? '';
  if (statement.oldVal !== undefined) {
    writer.add('stmt_renames_enum_value', type, statement.oldVal, value);
    return;
  }
  writer.add('stmt_adds_enum_value', type, value);
  writer.is('if not exists', statement.skipIfNewValExists);
  writer.input.newEnumValues.set(value, type);
}

export function createDomain(writer: StatementWriter, statement: NodeOf<'CreateDomainStmt'>): void {
  const domain = created(writer, strings(statement.domainname), 'domain');
  writer.add('stmt_creates_domain', domain, formatType(statement.typeName, writer.namespace).text);
  const constrains = (statement.constraints ?? []).some((node) => {
    const kind = as(node, 'Constraint')?.contype;
    return kind === 'CONSTR_CHECK' || kind === 'CONSTR_NOTNULL';
  });
  if (constrains) writer.add('stmt_domain_is_constrained', domain);
}

export function alterDomain(writer: StatementWriter, statement: NodeOf<'AlterDomainStmt'>): void {
  const domain = writer.namespace.type(writtenName(strings(statement.typeName))).id;
  const constraint = as(statement.def, 'Constraint');
  const name = statement.name ?? constraint?.conname ?? '';
  writer.is('cascade', statement.behavior === 'DROP_CASCADE');
  const action = domainActions[statement.subtype ?? ''];
  if (statement.subtype === 'T')
    writer.add(
      'stmt_alters_domain',
      domain,
      statement.def === undefined ? 'drop default' : 'set default',
      '',
    );
  else if (statement.subtype === 'C') {
    const notValid = constraint?.skip_validation ? ' not valid' : '';
    writer.add('stmt_alters_domain', domain, `add constraint${notValid}`, name);
  } else if (action === undefined) writer.notUnderstood('ALTER DOMAIN');
  else writer.add('stmt_alters_domain', domain, action, name);
}

const domainActions: Readonly<Record<string, string>> = {
  N: 'drop not null',
  O: 'set not null',
  X: 'drop constraint',
  V: 'validate constraint',
};

const events: readonly (readonly [number, string])[] = [
  [4, 'insert'],
  [8, 'delete'],
  [16, 'update'],
  [32, 'truncate'],
];

export function createTrigger(writer: StatementWriter, statement: NodeOf<'CreateTrigStmt'>): void {
  const table = writer.relation(statement.relation);
  const trigger = writer.name(statement.trigname);
  const routine = writer.namespace.routine(writtenName(strings(statement.funcname)));
  writer.add('stmt_creates_trigger', table, trigger, routine);
  writer.add('stmt_creates_object', 'trigger', trigger);
  writer.part({ start: 0, end: writer.text.length }, table, trigger);
  const timing = statement.timing ?? 0;
  const time = timing === 2 ? 'before' : timing === 64 ? 'instead of' : 'after';
  for (const [bit, event] of events)
    if (((statement.events ?? 0) & bit) !== 0) writer.add('stmt_trigger_fires', table, trigger, time, event);
  writer.add('stmt_trigger_is', table, trigger, statement.row ? 'row' : 'statement');
  if (statement.isconstraint) writer.add('stmt_trigger_is', table, trigger, 'constraint');
  if (statement.replace) writer.add('stmt_trigger_is', table, trigger, 'or replace');
  writer.is('or replace', statement.replace);
  if (statement.constrrel !== undefined)
    writer.add('stmt_trigger_refers', table, trigger, writer.relation(statement.constrrel));
}

export function createPolicy(writer: StatementWriter, statement: NodeOf<'CreatePolicyStmt'>): void {
  const table = writer.relation(statement.table);
  writer.add('stmt_creates_policy', table, writer.name(statement.policy_name), statement.cmd_name ?? 'all');
  writer.add('stmt_creates_object', 'policy', writer.name(statement.policy_name));
}

export function alterPolicy(writer: StatementWriter, statement: NodeOf<'AlterPolicyStmt'>): void {
  writer.add('stmt_alters_policy', writer.relation(statement.table), writer.name(statement.policy_name));
}

export function createRule(writer: StatementWriter, statement: NodeOf<'RuleStmt'>): void {
  const event = (statement.event ?? '').replace('CMD_', '').toLowerCase();
  const table = writer.relation(statement.relation);
  writer.add('stmt_creates_rule', table, writer.name(statement.rulename), event);
  writer.add('stmt_creates_object', 'rule', writer.name(statement.rulename));
  writer.is('or replace', statement.replace);
  walk(statement.actions, (key, value) => {
    if (key === 'RangeVar') {
      const range = value as NodeOf<'RangeVar'>;
      if (range.relname !== 'new' && range.relname !== 'old')
        writer.add('stmt_reads_relation', writer.relation(range));
    }
    return true;
  });
}

export function createStatistics(writer: StatementWriter, statement: NodeOf<'CreateStatsStmt'>): void {
  const relations = (statement.relations ?? []).map((node) => writer.relation(as(node, 'RangeVar')));
  const parts = strings(statement.defnames);
  writer.is('if not exists', statement.if_not_exists);
  for (const table of relations) {
    const name = parts.length === 0 ? '' : writer.namespace.created(writtenName(parts));
    writer.add('stmt_creates_statistics', name, table);
    writer.add('stmt_creates_object', 'statistics', name);
    if (name !== '') writer.makes(name, 'statistics');
  }
}

type PublicationObjects = NodeOf<'CreatePublicationStmt'>['pubobjects'];

export function createPublication(writer: StatementWriter, statement: NodeOf<'CreatePublicationStmt'>): void {
  const publication = statement.pubname ?? '';
  writer.add('stmt_creates_object', 'publication', publication);
  if (statement.for_all_tables) writer.add('stmt_publishes_all', publication, 'all tables');
  published(writer, publication, statement.pubobjects, 'create');
}

export function alterPublication(writer: StatementWriter, statement: NodeOf<'AlterPublicationStmt'>): void {
  const how = { AP_AddObjects: 'add', AP_DropObjects: 'drop', AP_SetObjects: 'set' }[
    statement.action ?? 'AP_SetObjects'
  ];
  published(writer, statement.pubname ?? '', statement.pubobjects, how);
}

function published(
  writer: StatementWriter,
  publication: string,
  objects: PublicationObjects,
  how: string,
): void {
  for (const node of objects ?? []) {
    const object = as(node, 'PublicationObjSpec');
    if (object?.pubtable !== undefined)
      writer.add('stmt_publishes', publication, writer.relation(object.pubtable.relation), how);
    else writer.add('stmt_publishes_all', publication, 'schema');
  }
}

export function createExtension(writer: StatementWriter, statement: NodeOf<'CreateExtensionStmt'>): void {
  const extension = statement.extname ?? '';
  writer.add('stmt_creates_extension', extension);
  writer.add('stmt_creates_object', 'extension', extension);
  writer.is('if not exists', statement.if_not_exists);
  const schema = (statement.options ?? [])
    .map((node) => as(node, 'DefElem'))
    .find((o) => o?.defname === 'schema');
  const home = constantText(schema?.arg) ?? writer.namespace.creationSchema();
  if (typed.has(extension)) writer.namespace.add('type', qualify(home, extension), 'type');
}

/** Extensions whose main type has their name. */
const typed: ReadonlySet<string> = new Set(['citext', 'hstore', 'ltree', 'cube', 'seg', 'isn', 'vector']);

export function createSchema(
  writer: StatementWriter,
  schema: string,
  ifNotExists: boolean | undefined,
): void {
  writer.add('stmt_creates_schema', schema);
  writer.add('stmt_creates_object', 'schema', schema);
  writer.is('if not exists', ifNotExists);
  writer.namespace.add('schema', quoteIdentifier(schema), 'schema');
}

function created(writer: StatementWriter, parts: readonly string[], kind: string): string {
  const type = writer.namespace.created(writtenName(parts));
  writer.add('stmt_creates_type', type, kind);
  writer.add('stmt_creates_object', kind === 'domain' ? 'domain' : 'type', type);
  writer.namespace.add('type', type, kind);
  return type;
}
