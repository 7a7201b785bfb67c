/** ALTER statements: from an object's form in one state to its form in another, in place. */
import type { Extension, Policy, Sequence, Trigger, UserType, View } from '../../../facts/catalog/catalog.js';
import { ident, literal } from '../../sql.js';
import { isDisjoint, moveIntoBounds } from '../sequence-position.js';
import { alterOther } from './alter-other.js';
import { attributeDefinition, enableTrigger, option, policyRoles } from './create.js';
import type { Whole } from './find.js';

/** Statements that change the object in place; the rules know when this is possible. */
export function alterStatements(before: Whole, after: Whole): string[] {
  if (before.kind === 'sequence' && after.kind === 'sequence')
    return alterSequence(before.object, after.object);
  if (before.kind === 'type' && after.kind === 'type') return alterType(before.object, after.object);
  if (before.kind === 'view' && after.kind === 'view') return alterView(before.object, after.object);
  if (before.kind === 'policy' && after.kind === 'policy') return alterPolicy(before.object, after.object);
  if (before.kind === 'trigger' && after.kind === 'trigger') return alterTrigger(before.object, after.object);
  if (before.kind === 'extension' && after.kind === 'extension')
    return alterExtension(before.object, after.object);
  if (before.kind === 'other' && after.kind === 'other') return alterOther(before.object, after.object);
  return [];
}

/** OWNED BY of a sequence. */
export function ownedBy({ id, ownedBy }: Sequence): string {
  return `ALTER SEQUENCE ${id} OWNED BY ${ownedBy === undefined ? 'NONE' : `${ownedBy.table}.${ident(ownedBy.column)}`}`;
}

function alterSequence(before: Sequence, after: Sequence): string[] {
  const parts: string[] = [];
  if (before.type !== after.type) parts.push(`AS ${after.type}`);
  if (before.increment !== after.increment) parts.push(`INCREMENT BY ${after.increment}`);
  // AS moves bounds that are those of the old type, so they are said again.
  if (before.min !== after.min || before.type !== after.type) parts.push(`MINVALUE ${after.min}`);
  if (before.max !== after.max || before.type !== after.type) parts.push(`MAXVALUE ${after.max}`);
  if (before.start !== after.start) parts.push(`START WITH ${after.start}`);
  if (before.cache !== after.cache) parts.push(`CACHE ${after.cache}`);
  if (before.cycle !== after.cycle) parts.push(after.cycle ? 'CYCLE' : 'NO CYCLE');
  if (isDisjoint(before, after)) parts.push('RESTART');
  const alter = parts.length === 0 ? [] : [`ALTER SEQUENCE ${after.id} ${parts.join(' ')}`];
  const statements = [...moveIntoBounds(before, after), ...alter];
  if (before.unlogged !== after.unlogged)
    statements.push(`ALTER SEQUENCE ${after.id} SET ${after.unlogged ? 'UNLOGGED' : 'LOGGED'}`);
  return statements;
}

function alterType(before: UserType, after: UserType): string[] {
  if (after.kind === 'enum') return addLabels(before, after);
  if (after.kind === 'composite') return alterComposite(before, after);
  if (after.kind === 'domain') return alterDomain(before, after);
  return [];
}

/** Each new label next to one that is there; a run that was stopped in between is repeated. */
function addLabels(before: UserType, after: UserType): string[] {
  const there = new Set(before.labels ?? []);
  const labels = after.labels ?? [];
  const skips = labels.filter((label) => !there.has(label)).length > 1 ? 'IF NOT EXISTS ' : '';
  const statements: string[] = [];
  labels.forEach((label, at) => {
    if (there.has(label)) return;
    const next = labels.slice(at + 1).find((other) => there.has(other));
    const place = next === undefined ? '' : ` BEFORE ${literal(next)}`;
    statements.push(`ALTER TYPE ${after.id} ADD VALUE ${skips}${literal(label)}${place}`);
    there.add(label);
  });
  return statements;
}

function alterComposite(before: UserType, after: UserType): string[] {
  const old = new Map((before.attributes ?? []).map((attribute) => [attribute.name, attribute]));
  const wanted = new Map((after.attributes ?? []).map((attribute) => [attribute.name, attribute]));
  const parts: string[] = [];
  for (const name of old.keys()) if (!wanted.has(name)) parts.push(`DROP ATTRIBUTE ${ident(name)}`);
  for (const [name, attribute] of wanted) {
    const was = old.get(name);
    if (was === undefined) parts.push(`ADD ATTRIBUTE ${attributeDefinition(attribute)}`);
    else if (was.type !== attribute.type || was.collation !== attribute.collation)
      parts.push(
        `ALTER ATTRIBUTE ${attributeDefinition(attribute).replace(`${ident(name)} `, `${ident(name)} SET DATA TYPE `)}`,
      );
  }
  return parts.length === 0 ? [] : [`ALTER TYPE ${after.id} ${parts.join(', ')}`];
}

/** New constraints come NOT VALID here, and are validated by a step of their own. */
export function alterDomain({ domain: before }: UserType, { id, domain: after }: UserType): string[] {
  if (before === undefined || after === undefined) return [];
  const statements: string[] = [];
  if (before.default !== after.default)
    statements.push(
      `ALTER DOMAIN ${id} ${after.default === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${after.default}`}`,
    );
  if (before.notNull && !after.notNull) statements.push(`ALTER DOMAIN ${id} DROP NOT NULL`);
  if (!before.notNull && after.notNull) statements.push(`ALTER DOMAIN ${id} SET NOT NULL`);
  const text = (constraint: { readonly definition: string }): string =>
    constraint.definition.replace(/ NOT VALID$/, '');
  const old = new Map(before.constraints.map((constraint) => [constraint.name, constraint]));
  const wanted = new Map(after.constraints.map((constraint) => [constraint.name, constraint]));
  for (const [name, constraint] of old) {
    const other = wanted.get(name);
    if (other === undefined || text(other) !== text(constraint) || (constraint.validated && !other.validated))
      statements.push(`ALTER DOMAIN ${id} DROP CONSTRAINT ${ident(name)}`);
  }
  for (const [name, constraint] of wanted) {
    const was = old.get(name);
    const kept =
      was !== undefined && text(was) === text(constraint) && (!was.validated || constraint.validated);
    if (!kept)
      statements.push(`ALTER DOMAIN ${id} ADD CONSTRAINT ${ident(name)} ${text(constraint)} NOT VALID`);
  }
  return statements;
}

/** Statements that take from a domain what may use a routine: its default and its constraints. */
export function loosenDomain({ id, domain }: UserType): string[] {
  if (domain === undefined) return [];
  return [
    ...(domain.default === undefined ? [] : [`ALTER DOMAIN ${id} DROP DEFAULT`]),
    ...domain.constraints.map(({ name }) => `ALTER DOMAIN ${id} DROP CONSTRAINT ${ident(name)}`),
  ];
}

/** A domain without its default and constraints. */
export function looseDomain(type: UserType): UserType {
  if (type.domain === undefined) return type;
  const { default: _default, ...rest } = type.domain;
  return { ...type, domain: { ...rest, constraints: [] } };
}

/** Constraints of a domain that are valid after and not before: VALIDATE for each. */
export function validateDomain(before: UserType, after: UserType): string[] {
  const valid = new Map(
    (before.domain?.constraints ?? []).filter((c) => c.validated).map((c) => [c.name, c.definition]),
  );
  return (after.domain?.constraints ?? [])
    .filter((c) => c.validated && valid.get(c.name) !== c.definition)
    .map((c) => `ALTER DOMAIN ${after.id} VALIDATE CONSTRAINT ${ident(c.name)}`);
}

function alterView(before: View, after: View): string[] {
  const words = after.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW';
  const nameOf = (text: string): string => text.split('=')[0] ?? text;
  const kept = new Set((after.options ?? []).map(nameOf));
  const gone = (before.options ?? []).map(nameOf).filter((name) => !kept.has(name));
  const set = (after.options ?? []).filter((text) => !(before.options ?? []).includes(text));
  const statements: string[] = [];
  if (gone.length > 0) statements.push(`ALTER ${words} ${after.id} RESET (${gone.join(', ')})`);
  if (set.length > 0) statements.push(`ALTER ${words} ${after.id} SET (${set.map(option).join(', ')})`);
  const defaults = new Map(before.columns.map((column) => [column.name, column.default]));
  for (const column of after.columns) {
    if (defaults.get(column.name) === column.default) continue;
    const action = column.default === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${column.default}`;
    statements.push(`ALTER VIEW ${after.id} ALTER COLUMN ${ident(column.name)} ${action}`);
  }
  if (before.populated !== after.populated && after.kind === 'materialized view')
    statements.push(`REFRESH MATERIALIZED VIEW ${after.id}${after.populated ? '' : ' WITH NO DATA'}`);
  return statements;
}

function alterPolicy(before: Policy, after: Policy): string[] {
  const parts: string[] = [];
  if (before.roles.join('\n') !== after.roles.join('\n')) parts.push(`TO ${policyRoles(after)}`);
  if (before.using !== after.using && after.using !== undefined) parts.push(`USING (${after.using})`);
  if (before.check !== after.check && after.check !== undefined) parts.push(`WITH CHECK (${after.check})`);
  return parts.length === 0 ? [] : [`ALTER POLICY ${ident(after.name)} ON ${after.table} ${parts.join(' ')}`];
}

function alterTrigger(before: Trigger, after: Trigger): string[] {
  return before.enabled === after.enabled ? [] : [enableTrigger(after)];
}

function alterExtension(before: Extension, after: Extension): string[] {
  if (before.schema === after.schema) return [];
  return [`ALTER EXTENSION ${ident(after.name)} SET SCHEMA ${ident(after.schema)}`];
}
