/** CREATE and DROP statements of the objects that are made as a whole. */
import type { Policy, Sequence, Trigger, UserType, View } from '../../../facts/catalog/catalog.js';
import { ident, literal } from '../../sql.js';
import type { Whole } from './find.js';

/** Statements that make the object, without its owner, grants and comments. */
export function createStatements(found: Whole): string[] {
  switch (found.kind) {
    case 'schema':
      return [`CREATE SCHEMA ${ident(found.object.name)}`];
    case 'extension':
      return [`CREATE EXTENSION ${ident(found.object.name)} WITH SCHEMA ${ident(found.object.schema)}`];
    case 'sequence':
      return [createSequence(found.object)];
    case 'type':
      return createType(found.object);
    case 'routine':
      return [found.object.definition];
    case 'view':
      return createView(found.object);
    case 'trigger':
      return createTrigger(found.object);
    case 'policy':
      return [createPolicy(found.object)];
    case 'other':
      return [found.object.create, ...(found.object.more ?? [])];
  }
}

/** The statement that drops the object, without CASCADE. */
export function dropStatement({ kind, object }: Whole): string {
  switch (kind) {
    case 'schema':
      return `DROP SCHEMA ${ident(object.name)}`;
    case 'extension':
      return `DROP EXTENSION ${ident(object.name)}`;
    case 'sequence':
      return `DROP SEQUENCE ${object.id}`;
    case 'type':
      return `DROP ${object.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${object.id}`;
    case 'view':
      return `DROP ${object.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'} ${object.id}`;
    case 'trigger':
      return `DROP TRIGGER ${ident(object.name)} ON ${object.table}`;
    case 'policy':
      return `DROP POLICY ${ident(object.name)} ON ${object.table}`;
    case 'routine':
    case 'other':
      return object.drop;
  }
}

/** Statements that give the object its new form under the same identity, while others depend on it. */
export function replaceStatements(found: Whole): string[] {
  if (found.kind === 'routine')
    return [found.object.definition.replace(/^CREATE AGGREGATE/, 'CREATE OR REPLACE AGGREGATE')];
  if (found.kind === 'view')
    return createView(found.object).map((sql) => sql.replace(/^CREATE VIEW/, 'CREATE OR REPLACE VIEW'));
  return [dropStatement(found), ...createStatements(found)];
}

/** Options of a sequence that differ from those of a fresh one, as CREATE SEQUENCE has them. */
function createSequence(sequence: Sequence): string {
  const ascending = !sequence.increment.startsWith('-');
  const [least, most] = sequenceBounds(sequence.type);
  const parts = [`CREATE ${sequence.unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${sequence.id}`];
  if (sequence.type !== 'bigint') parts.push(`AS ${sequence.type}`);
  if (sequence.increment !== '1') parts.push(`INCREMENT BY ${sequence.increment}`);
  if (sequence.min !== (ascending ? '1' : least)) parts.push(`MINVALUE ${sequence.min}`);
  if (sequence.max !== (ascending ? most : '-1')) parts.push(`MAXVALUE ${sequence.max}`);
  if (sequence.start !== (ascending ? sequence.min : sequence.max))
    parts.push(`START WITH ${sequence.start}`);
  if (sequence.cache !== '1') parts.push(`CACHE ${sequence.cache}`);
  if (sequence.cycle) parts.push('CYCLE');
  return parts.join(' ');
}

/** Smallest and largest value of an integer type. */
function sequenceBounds(type: string): readonly [string, string] {
  if (type === 'smallint') return ['-32768', '32767'];
  if (type === 'integer') return ['-2147483648', '2147483647'];
  return ['-9223372036854775808', '9223372036854775807'];
}

function createType(type: UserType): string[] {
  switch (type.kind) {
    case 'enum':
      return [`CREATE TYPE ${type.id} AS ENUM (${(type.labels ?? []).map(literal).join(', ')})`];
    case 'range':
      return [`CREATE TYPE ${type.id} AS RANGE (${type.range ?? ''})`];
    case 'composite': {
      const attributes = (type.attributes ?? []).map(attributeDefinition);
      return [
        `CREATE TYPE ${type.id} AS (${attributes.join(', ')})`,
        ...(type.attributes ?? []).flatMap(({ name, comment }) =>
          comment === undefined ? [] : [`COMMENT ON COLUMN ${type.id}.${ident(name)} IS ${literal(comment)}`],
        ),
      ];
    }
    case 'domain':
      return createDomain(type);
  }
}

export function attributeDefinition(attribute: NonNullable<UserType['attributes']>[number]): string {
  const collation = attribute.collation === undefined ? '' : ` COLLATE ${attribute.collation}`;
  return `${ident(attribute.name)} ${attribute.type}${collation}`;
}

function createDomain({ id, domain }: UserType): string[] {
  if (domain === undefined) return [];
  const parts = [`CREATE DOMAIN ${id} AS ${domain.type}`];
  if (domain.collation !== undefined) parts.push(`COLLATE ${domain.collation}`);
  if (domain.default !== undefined) parts.push(`DEFAULT ${domain.default}`);
  if (domain.notNull) parts.push('NOT NULL');
  const later: string[] = [];
  for (const { name, definition, validated, comment } of domain.constraints) {
    if (validated) parts.push(`CONSTRAINT ${ident(name)} ${definition}`);
    else later.push(`ALTER DOMAIN ${id} ADD CONSTRAINT ${ident(name)} ${definition}`);
    if (comment !== undefined)
      later.push(`COMMENT ON CONSTRAINT ${ident(name)} ON DOMAIN ${id} IS ${literal(comment)}`);
  }
  return [parts.join(' '), ...later];
}

function createView(view: View): string[] {
  const parts = [`CREATE ${view.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'} ${view.id}`];
  if (view.accessMethod !== undefined) parts.push(`USING ${ident(view.accessMethod)}`);
  if (view.options !== undefined) parts.push(`WITH (${view.options.map(option).join(', ')})`);
  if (view.tablespace !== undefined) parts.push(`TABLESPACE ${ident(view.tablespace)}`);
  parts.push(`AS\n${view.query}`);
  // It is filled by a step of its own.
  if (view.kind === 'materialized view') parts.push('WITH NO DATA');
  const defaults = view.columns.flatMap((column) =>
    column.default === undefined
      ? []
      : [`ALTER VIEW ${view.id} ALTER COLUMN ${ident(column.name)} SET DEFAULT ${column.default}`],
  );
  return [parts.join(' '), ...defaults];
}

/** `fillfactor=80` as it is written in WITH and SET. */
export function option(text: string): string {
  const at = text.indexOf('=');
  return at === -1 ? text : `${text.slice(0, at)}=${optionValue(text.slice(at + 1))}`;
}

function optionValue(value: string): string {
  return /^(-?\d+(\.\d+)?|true|false|on|off)$/.test(value) ? value : literal(value);
}

function createTrigger(trigger: Trigger): string[] {
  return trigger.enabled === 'origin' ? [trigger.definition] : [trigger.definition, enableTrigger(trigger)];
}

/** ALTER TABLE ... TRIGGER for the state in which the trigger fires. */
export function enableTrigger(trigger: Trigger): string {
  const how = {
    origin: 'ENABLE',
    disabled: 'DISABLE',
    replica: 'ENABLE REPLICA',
    always: 'ENABLE ALWAYS',
  }[trigger.enabled];
  return `ALTER TABLE ${trigger.table} ${how} TRIGGER ${ident(trigger.name)}`;
}

function createPolicy(policy: Policy): string {
  const parts = [`CREATE POLICY ${ident(policy.name)} ON ${policy.table}`];
  if (!policy.permissive) parts.push('AS RESTRICTIVE');
  if (policy.command !== 'all') parts.push(`FOR ${policy.command.toUpperCase()}`);
  if (policy.roles.length !== 1 || policy.roles[0] !== 'public') parts.push(`TO ${policyRoles(policy)}`);
  if (policy.using !== undefined) parts.push(`USING (${policy.using})`);
  if (policy.check !== undefined) parts.push(`WITH CHECK (${policy.check})`);
  return parts.join(' ');
}

/** Roles of a policy as SQL. */
export function policyRoles({ roles }: Policy): string {
  return roles.map((role) => (role === 'public' ? 'PUBLIC' : ident(role))).join(', ');
}
