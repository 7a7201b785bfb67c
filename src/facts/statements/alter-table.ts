/** Facts of ALTER TABLE and its kin: one entry per subcommand. */
import {
  type AlterTableCmd,
  type AlterTableStmt,
  type Constraint,
  skipBlank,
  splitAtCommas,
} from '../../../wasm/index.js';
import { columnFacts, defaultFacts, typeFacts } from './columns.js';
import { constraintFacts, constraintKind } from './constraints.js';
import { boundFacts, boundText } from './create-table.js';
import { qualify, unqualify } from './identifier.js';
import { as, constantText, isNullConstant, objectWord, readColumns, strings } from './tree.js';
import { formatType } from './types.js';
import type { StatementWriter } from './writer.js';

interface Subcommand {
  readonly table: string;
  readonly command: AlterTableCmd;
  /** Column, constraint, trigger or option that it names. */
  readonly name: string;
  readonly place: { readonly start: number; readonly end: number };
}

type Words = readonly [action: string, target?: string];

export function alterTable(writer: StatementWriter, alter: AlterTableStmt): void {
  const kind = objectWord(alter.objtype);
  if (kind === 'type') {
    alterCompositeType(writer, alter);
    return;
  }
  const table = writer.relation(alter.relation);
  writer.add('stmt_alters_as', table, kind);
  writer.is('if exists', alter.missing_ok);
  if (alter.relation?.inh !== true) writer.add('stmt_alters_only', table);
  const commands = alter.cmds ?? [];
  const { text } = writer;
  let from = skipBlank(text, writer.afterName(writer.at(alter.relation?.location ?? 0)));
  if (text[from] === '*' || text[from] === ')') from++;
  const parts = splitAtCommas(text, from, text.length);
  commands.forEach((node, at) => {
    const command = as(node, 'AlterTableCmd');
    if (command === undefined) return;
    const place = (parts.length === commands.length ? parts[at] : undefined) ?? {
      start: 0,
      end: text.length,
    };
    const name = writer.name(command.name);
    const words = subcommand(writer, { table, command, name, place });
    const [action, target] = words ?? [];
    if (action === undefined) writer.notUnderstood(`${text.slice(place.start, place.end)}`);
    else {
      writer.add('stmt_alters_table', table, action, target ?? name);
      writer.part(place, table, target ?? name, action);
    }
  });
}

/** Writes the facts of one subcommand and returns its words; undefined where it is not understood. */
function subcommand(writer: StatementWriter, sub: Subcommand): Words | undefined {
  const { table, command, name, place } = sub;
  const simple = simpleActions[command.subtype ?? ''];
  if (aboutColumn.has(command.subtype ?? '')) writer.column(table, name);
  if (simple !== undefined) return simple;
  switch (command.subtype) {
    case 'AT_AddColumn':
      return addColumn(writer, sub);
    case 'AT_DropColumn':
      writer.add('stmt_drops_column', table, name, behavior(command));
      if (command.missing_ok) writer.add('stmt_drops_column_if_exists', table, name);
      return ['drop column'];
    case 'AT_ColumnDefault':
      return setDefault(writer, sub);
    case 'AT_SetNotNull':
      writer.add('stmt_sets_not_null', table, name);
      return ['set not null'];
    case 'AT_DropNotNull':
      writer.add('stmt_drops_not_null', table, name);
      return ['drop not null'];
    case 'AT_AlterColumnType':
      return alterType(writer, sub);
    case 'AT_SetExpression':
      writer.add('stmt_sets_expression', table, name, writer.parenthesized(place.start));
      for (const reads of readColumns(command.def)) writer.add('stmt_generated_reads', table, name, reads);
      return ['set expression'];
    case 'AT_AddIdentity': {
      const identity = as(command.def, 'Constraint');
      writer.add(
        'stmt_column_identity',
        table,
        name,
        identity?.generated_when === 'a' ? 'always' : 'by default',
      );
      return ['add identity'];
    }
    case 'AT_SetIdentity':
      for (const node of as(command.def, 'List')?.items ?? [])
        writer.add(
          'stmt_sets_identity',
          table,
          name,
          (as(node, 'DefElem')?.defname ?? '').replaceAll('_', ' '),
        );
      return ['set identity'];
    case 'AT_DropIdentity':
      writer.add('stmt_drops_identity', table, name);
      return ['drop identity'];
    case 'AT_AddConstraint':
      return addConstraint(writer, sub);
    case 'AT_DropConstraint':
      writer.add('stmt_drops_constraint', table, name, behavior(command));
      if (command.missing_ok) writer.add('stmt_drops_constraint_if_exists', table, name);
      dropConstraint(writer, table, name);
      return ['drop constraint'];
    case 'AT_ValidateConstraint':
      writer.add('stmt_validates_constraint', table, name);
      return ['validate constraint'];
    case 'AT_AlterConstraint':
      return alterConstraint(writer, sub);
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
      return relationOptions(writer, sub);
    case 'AT_ReplicaIdentity':
      return replicaIdentity(writer, sub);
    case 'AT_ClusterOn':
      writer.add('stmt_clusters_on', table, qualify(unqualify(table).schema, name));
      return ['cluster on'];
    case 'AT_AddInherit':
      writer.add('stmt_adds_parent', table, writer.relation(as(command.def, 'RangeVar')));
      return ['inherit', ''];
    case 'AT_DropInherit':
      writer.add('stmt_drops_parent', table, writer.relation(as(command.def, 'RangeVar')));
      return ['no inherit', ''];
    case 'AT_AddOf': {
      const { user } = formatType(as(command.def, 'TypeName'), writer.namespace);
      return ['of', user ?? ''];
    }
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
    case 'AT_DetachPartitionFinalize':
      return partition(writer, sub);
    case 'AT_ChangeOwner':
      writer.add(
        'stmt_sets_owner',
        objectKind(writer, table),
        table,
        command.newowner?.rolename ?? 'current_user',
      );
      writer.add('stmt_sets_relation_owner', table, command.newowner?.rolename ?? 'current_user');
      return ['owner', ''];
    default:
      return undefined;
  }
}

/** Subcommands whose name is an existing column. */
const aboutColumn: ReadonlySet<string> = new Set([
  'AT_DropColumn',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_AlterColumnType',
  'AT_SetExpression',
  'AT_DropExpression',
  'AT_AddIdentity',
  'AT_SetIdentity',
  'AT_DropIdentity',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetStorage',
  'AT_SetCompression',
]);

/** Subcommands that need no more than their words. */
const simpleActions: Readonly<Record<string, Words>> = {
  AT_SetStatistics: ['set statistics'],
  AT_SetOptions: ['set attribute options'],
  AT_ResetOptions: ['set attribute options'],
  AT_SetStorage: ['set storage'],
  AT_SetCompression: ['set compression'],
  AT_DropExpression: ['drop expression'],
  AT_EnableTrig: ['enable trigger'],
  AT_EnableAlwaysTrig: ['enable trigger'],
  AT_EnableReplicaTrig: ['enable trigger'],
  AT_EnableTrigAll: ['enable trigger', 'all'],
  AT_EnableTrigUser: ['enable trigger', 'user'],
  AT_DisableTrig: ['disable trigger'],
  AT_DisableTrigAll: ['disable trigger', 'all'],
  AT_DisableTrigUser: ['disable trigger', 'user'],
  AT_EnableRule: ['enable rule'],
  AT_EnableAlwaysRule: ['enable rule'],
  AT_EnableReplicaRule: ['enable rule'],
  AT_DisableRule: ['disable rule'],
  AT_EnableRowSecurity: ['row security', 'enable'],
  AT_DisableRowSecurity: ['row security', 'disable'],
  AT_ForceRowSecurity: ['row security', 'force'],
  AT_NoForceRowSecurity: ['row security', 'no force'],
  AT_DropCluster: ['set without cluster'],
  AT_SetLogged: ['set logged'],
  AT_SetUnLogged: ['set unlogged'],
  AT_DropOids: ['set without oids'],
  AT_SetAccessMethod: ['set access method'],
  AT_SetTableSpace: ['set tablespace'],
  AT_DropOf: ['not of'],
  AT_GenericOptions: ['foreign options'],
  AT_AlterColumnGenericOptions: ['foreign options'],
};

function addColumn(writer: StatementWriter, { table, command, place }: Subcommand): Words {
  const definition = as(command.def, 'ColumnDef') ?? {};
  const column = writer.name(definition.colname);
  if (command.missing_ok) writer.add('stmt_adds_column_if_not_exists', table, column);
  columnFacts(writer, definition, { ...place, table, creates: false });
  return ['add column', column];
}

function setDefault(writer: StatementWriter, { table, command, name, place }: Subcommand): Words {
  if (command.def === undefined || isNullConstant(command.def)) {
    writer.add('stmt_drops_default', table, name);
    return [command.def === undefined ? 'drop default' : 'set default'];
  }
  const word = writer.find('default', place.start, place.end);
  writer.add('stmt_sets_default', table, name, writer.slice(word + 7, place.end));
  defaultFacts(writer, table, name, command.def);
  return ['set default'];
}

function alterType(writer: StatementWriter, { table, command, name, place }: Subcommand): Words {
  const definition = as(command.def, 'ColumnDef');
  const type = formatType(definition?.typeName, writer.namespace);
  writer.add('stmt_changes_type', table, name, type.text);
  typeFacts(writer, table, name, type);
  const collation = strings(definition?.collClause?.collname).at(-1);
  if (collation !== undefined) writer.add('stmt_changes_collation', table, name, collation);
  const using = definition?.raw_default;
  if (using === undefined) return ['alter type'];
  const word = writer.find('using', place.start, place.end);
  writer.add('stmt_using', table, name, writer.slice(word + 5, place.end));
  if (isColumn(using, name)) writer.add('stmt_using_is_column', table, name);
  const cast = as(using, 'TypeCast');
  if (cast !== undefined && isColumn(cast.arg, name))
    castFacts(writer, table, name, formatType(cast.typeName, writer.namespace).text);
  return ['alter type'];
}

function castFacts(writer: StatementWriter, table: string, column: string, type: string): void {
  writer.input.types.add(type);
  writer.add('stmt_using_is_cast', table, column, type);
}

/** A unique constraint takes its index with it. */
function dropConstraint(writer: StatementWriter, table: string, name: string): void {
  const id = qualify(unqualify(table).schema, name);
  writer.namespace.remove('constraint', id);
  if (writer.namespace.relationKind(id) === 'index') writer.namespace.remove('relation', id);
}

function isColumn(node: Parameters<typeof as>[0], column: string): boolean {
  return as(node, 'ColumnRef') !== undefined && readColumns(node)[0] === column;
}

function addConstraint(writer: StatementWriter, { table, command, place }: Subcommand): Words | undefined {
  const constraint: Constraint | undefined = as(command.def, 'Constraint');
  const kind = constraint === undefined ? undefined : constraintKind(constraint);
  if (constraint === undefined || kind === undefined) return undefined;
  const name = constraintFacts(writer, constraint, { table, end: place.end, creates: false });
  return [`add ${kind}`, name];
}

function alterConstraint(writer: StatementWriter, { table, command }: Subcommand): Words {
  const change = as(command.def, 'ATAlterConstraint') ?? {};
  const name = writer.name(change.conname);
  const changes = [
    change.alterDeferrability && 'deferrability',
    change.alterEnforceability && (change.is_enforced ? 'enforced' : 'not enforced'),
    change.alterInheritability && (change.noinherit ? 'no inherit' : 'inherit'),
  ];
  for (const each of changes)
    if (typeof each === 'string') writer.add('stmt_alters_constraint', table, name, each);
  return ['alter constraint', name];
}

function relationOptions(writer: StatementWriter, { table, command }: Subcommand): Words {
  const names = (as(command.def, 'List')?.items ?? []).map((node) => {
    const { defnamespace, defname, arg } = as(node, 'DefElem') ?? {};
    const option = defnamespace === undefined ? (defname ?? '') : `${defnamespace}.${defname ?? ''}`;
    writer.add('stmt_sets_option', table, option, constantText(arg) ?? '');
    return option;
  });
  return [command.subtype === 'AT_SetRelOptions' ? 'set options' : 'reset options', names.join(', ')];
}

const identities: Readonly<Record<string, string>> = { d: 'default', f: 'full', n: 'nothing', i: 'index' };

function replicaIdentity(writer: StatementWriter, { table, command }: Subcommand): Words {
  const { identity_type, name } = as(command.def, 'ReplicaIdentityStmt') ?? {};
  const index = name === undefined ? '' : qualify(unqualify(table).schema, writer.name(name));
  writer.add('stmt_sets_replica_identity', table, identities[identity_type ?? ''] ?? 'default', index);
  return ['replica identity', index];
}

function partition(writer: StatementWriter, { table, command, place }: Subcommand): Words {
  const definition = as(command.def, 'PartitionCmd');
  const child = writer.relation(definition?.name);
  if (command.subtype !== 'AT_AttachPartition') {
    const how =
      command.subtype === 'AT_DetachPartitionFinalize'
        ? 'finalize'
        : definition?.concurrent
          ? 'concurrently'
          : 'plain';
    writer.add('stmt_detaches_partition', table, child, how);
    return ['detach partition', child];
  }
  if (definition?.bound === undefined) {
    writer.add('stmt_attaches_index', table, child);
    return ['attach partition', child];
  }
  const end = writer.afterName(writer.at(definition.name?.location ?? place.start));
  writer.add('stmt_attaches_partition', table, child, boundText(writer, end));
  boundFacts(writer, child, definition.bound);
  return ['attach partition', child];
}

function alterCompositeType(writer: StatementWriter, alter: AlterTableStmt): void {
  const { relname = '', schemaname } = alter.relation ?? {};
  const { id } = writer.namespace.type(
    schemaname === undefined ? { name: relname } : { schema: schemaname, name: relname },
  );
  for (const node of alter.cmds ?? []) {
    const command = as(node, 'AlterTableCmd');
    const words = attributeActions[command?.subtype ?? ''];
    if (words === undefined) writer.notUnderstood('ALTER TYPE');
    else {
      const attribute = command?.name ?? as(command?.def, 'ColumnDef')?.colname ?? '';
      writer.add('stmt_alters_type', id, words, attribute);
      writer.is('cascade', command?.behavior === 'DROP_CASCADE');
    }
  }
}

const attributeActions: Readonly<Record<string, string>> = {
  AT_AddColumn: 'add attribute',
  AT_DropColumn: 'drop attribute',
  AT_AlterColumnType: 'alter attribute',
};

function objectKind(writer: StatementWriter, relation: string): string {
  const kind = writer.namespace.relationKind(relation);
  return kind === undefined || kind.includes('table') ? 'table' : kind;
}

function behavior(command: AlterTableCmd): string {
  return command.behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict';
}
