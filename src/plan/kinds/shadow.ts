/**
 * Step kinds for a type change that would rewrite the table: shadow columns get every value in the new type, kept in
 * step by a trigger, and take the place of the old columns in one short transaction. All columns of a table that change
 * go together. Which columns, indexes and constraints take part, the rules say.
 */
import type { Column, Index } from '../../facts/catalog/catalog.js';
import { columnHas, constraintHas, doneWhen, relationHas, triggerHas } from '../probes.js';
import { bareName, helper, ident, literal, qualified, replaceColumns, schemaOf } from '../sql.js';
import { columnSettings, columnType, converted, identityClause } from './column-sql.js';
import { collationIs, notNullName, typeIs } from './columns.js';
import { deferrable, notValid } from './constraints.js';
import { backfillStep, declaredValue } from './fills.js';
import { concurrentBuild, indexSql, sibling } from './indexes.js';
import { type RenderContext, type StepKind, timeouts } from './kind.js';
import { decorate } from './objects/decorate.js';

const addShadowColumns: StepKind = {
  tag: 'AddShadowColumns',
  render([table = ''], context) {
    const pairs = shadows(table, context);
    const owner = context.states.after.table(table);
    const adds = pairs.map(({ to, fresh }) => `ADD COLUMN ${ident(fresh)} ${columnType(to)}`);
    return {
      subject: table,
      title: `add ${names(pairs)} to ${table} for the new ${pairs.length === 1 ? 'type' : 'types'}`,
      sql: [
        `ALTER TABLE ${table} ${adds.join(', ')}`,
        ...pairs.flatMap(({ to, fresh }) => columnSettings(owner, { ...to, name: fresh })),
      ],
      probe: doneWhen(`${allShadows(table, pairs)} OR ${swapped(table, pairs)}`),
      undo: [`ALTER TABLE ${table} ${pairs.map(({ fresh }) => `DROP COLUMN ${ident(fresh)}`).join(', ')}`],
    };
  },
};

const createSyncTrigger: StepKind = {
  tag: 'CreateSyncTrigger',
  render([table = ''], context) {
    const pairs = shadows(table, context);
    const routine = syncRoutine(table);
    const trigger = syncTrigger(table);
    const body = pairs
      .map(({ from, to, fresh }) => `  NEW.${ident(fresh)} := ${newValue(table, from, to, context, 'NEW.')};`)
      .join('\n');
    const zone = pairs.some(({ from, to }) => /^time/.test(from.type) || /^time/.test(to.type));
    return {
      subject: table,
      title: `keep ${names(pairs)} of ${table} in step with every write`,
      sql: [
        `CREATE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SET search_path = ''${zone ? " SET TimeZone = 'UTC'" : ''} AS $wesley$\nBEGIN\n${body}\n  RETURN NEW;\nEND\n$wesley$`,
        `CREATE TRIGGER ${ident(trigger)} BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE ${context.major >= 11 ? 'FUNCTION' : 'PROCEDURE'} ${routine}()`,
      ],
      probe: doneWhen(`${triggerHas(table, trigger, "t.tgenabled = 'O'")} OR ${swapped(table, pairs)}`),
      undo: [`DROP TRIGGER ${ident(trigger)} ON ${table}`, `DROP FUNCTION ${routine}()`],
    };
  },
};

const fillShadowColumns: StepKind = {
  tag: 'FillShadowColumns',
  render([table = ''], context) {
    const pairs = shadows(table, context);
    const assignments = pairs.map(
      ({ from, to, fresh }) => `${ident(fresh)} = ${newValue(table, from, to, context)}`,
    );
    const pending = pairs.map(({ from, to, fresh }) => {
      const value = newValue(table, from, to, context);
      // json has no equality: its text has.
      return to.type.startsWith('json') || to.type === 'xml'
        ? `${ident(fresh)}::text IS DISTINCT FROM (${value})::text`
        : `${ident(fresh)} IS DISTINCT FROM ${sameType(value, from, to)}`;
    });
    return {
      subject: table,
      title: `copy the values of ${table} to ${names(pairs)} in batches`,
      ...backfillStep(context, table, assignments, pending.join(' OR '), swapped(table, pairs)),
    };
  },
};

const addShadowNotNull: StepKind = {
  tag: 'AddShadowNotNull',
  render([table = '', column = ''], context) {
    const fresh = helper.fresh(column);
    const name = helper.notNull(column);
    const condition =
      context.major >= 18 ? `NOT NULL ${ident(fresh)}` : `CHECK (${ident(fresh)} IS NOT NULL)`;
    const pairs = shadows(table, context);
    return {
      subject: `${table}.${ident(column)}`,
      title: `require a value in ${ident(fresh)} of ${table} from new rows`,
      sql: [`ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} ${condition} NOT VALID`],
      probe: doneWhen(`${constraintHas(table, name)} OR ${swapped(table, pairs)}`),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
    };
  },
};

const buildShadowIndex: StepKind = {
  tag: 'BuildShadowIndex',
  render([id = ''], context) {
    const index = context.states.after.index(id);
    const name = helper.fresh(index.name);
    const pairs = shadows(index.table, context);
    return {
      subject: id,
      title: `build index ${name} on ${index.table} concurrently`,
      sql: [shadowIndexSql(index, name, pairs)],
      ...concurrentBuild(sibling(id, name), swapped(index.table, pairs)),
    };
  },
};

const addShadowConstraint: StepKind = {
  tag: 'AddShadowConstraint',
  render([table = '', name = ''], context) {
    const pairs = shadows(table, context);
    const constraint = context.states.after.constraint(table, name);
    const fresh = helper.fresh(name);
    const definition = shadowDefinition(constraint.definition, pairs);
    return {
      subject: `${table}.${ident(name)}`,
      title: `add ${constraint.kind} ${ident(fresh)} to ${table}, for new rows`,
      sql: [`ALTER TABLE ${table} ADD ${notValid(constraint, fresh, definition)}`],
      probe: doneWhen(`${constraintHas(table, fresh)} OR ${swapped(table, pairs)}`),
      undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(fresh)}`],
    };
  },
};

const swapColumns: StepKind = {
  tag: 'SwapColumns',
  render([table = ''], context) {
    const pairs = shadows(table, context);
    return {
      subject: table,
      title: `put ${names(pairs)} of ${table} in the place of the old ${pairs.length === 1 ? 'column' : 'columns'}`,
      sql: swapSql(table, pairs, context),
      probe: doneWhen(swapped(table, pairs)),
      undo: null,
    };
  },
};

const dropOldIndex: StepKind = {
  tag: 'DropOldIndex',
  render([id = '']) {
    const old = sibling(id, helper.old(bareName(id)));
    return {
      subject: id,
      title: `drop the old index ${bareName(old)} concurrently`,
      sql: [`DROP INDEX CONCURRENTLY ${old}`],
      probe: doneWhen(`NOT ${relationHas(old)}`),
      undo: null,
      transactional: false,
      timeouts: timeouts.concurrent,
    };
  },
};

const dropOldColumns: StepKind = {
  tag: 'DropOldColumns',
  render([table = ''], context) {
    const pairs = shadows(table, context);
    return {
      subject: table,
      title: `drop the old ${pairs.length === 1 ? 'column' : 'columns'} of ${table}`,
      sql: [`ALTER TABLE ${table} ${pairs.map(({ old }) => `DROP COLUMN ${ident(old)}`).join(', ')}`],
      probe: doneWhen(
        `${swapped(table, pairs)} AND NOT ${pairs.map(({ old }) => columnHas(table, old)).join(' AND NOT ')}`,
      ),
      undo: null,
    };
  },
};

export const shadowKinds: readonly StepKind[] = [
  addShadowColumns,
  createSyncTrigger,
  fillShadowColumns,
  addShadowNotNull,
  buildShadowIndex,
  addShadowConstraint,
  swapColumns,
  dropOldIndex,
  dropOldColumns,
];

/** The value in the new type: what the person declared, or a cast. `row` stands before the columns. */
function newValue(table: string, from: Column, to: Column, context: RenderContext, row = ''): string {
  const declared = declaredValue(table, from.name, context);
  if (declared === undefined) return converted(`${row}${ident(from.name)}`, from, to);
  const columns = context.states.before
    .table(table)
    .columns.map(({ name }): [string, string] => [name, name]);
  return `(${replaceColumns(declared, new Map(columns), (name) => `${row}${ident(name)}`)})::${to.type}`;
}

interface Shadow {
  readonly from: Column;
  readonly to: Column;
  /** Name of the shadow until the swap. */
  readonly fresh: string;
  /** Name of the old column after the swap. */
  readonly old: string;
}

function shadows(table: string, { rows, states }: RenderContext): readonly Shadow[] {
  return rows('shadow_column')
    .filter(([owner]) => owner === table)
    .map(([, name]) => ({
      from: states.before.column(table, String(name)),
      to: states.after.column(table, String(name)),
      fresh: helper.fresh(String(name)),
      old: helper.old(String(name)),
    }));
}

function names(pairs: readonly Shadow[]): string {
  return pairs.map(({ fresh }) => ident(fresh)).join(', ');
}

function swapSql(table: string, pairs: readonly Shadow[], context: RenderContext): string[] {
  const { before, after } = context.states;
  const owner = after.table(table);
  const alter = `ALTER TABLE ${table}`;
  const ofTable = (relation: string): string[] =>
    context
      .rows(relation)
      .filter(([t]) => t === table)
      .map(([, name]) => String(name));
  const constraints = ofTable('shadow_constraint').map((name) => after.constraint(table, name));
  const indexes = ofTable('shadow_index').map((id) => after.index(id));
  const keys = constraints.filter((one) => one.kind === 'unique' || one.kind === 'primary key');
  const checks = constraints.filter((one) => one.kind === 'check' || one.kind === 'foreign key');
  return [
    `DROP TRIGGER ${ident(syncTrigger(table))} ON ${table}`,
    `DROP FUNCTION ${syncRoutine(table)}()`,
    ...constraints.map(({ name }) => `${alter} DROP CONSTRAINT ${ident(name)}`),
    ...pairs.flatMap((pair) => swapColumn(table, pair, context)),
    ...indexes.flatMap(({ id, name }) => [
      `ALTER INDEX ${id} RENAME TO ${ident(helper.old(name))}`,
      `ALTER INDEX ${sibling(id, helper.fresh(name))} RENAME TO ${ident(name)}`,
    ]),
    ...keys.map(
      (one) =>
        `${alter} ADD CONSTRAINT ${ident(one.name)} ${one.kind === 'primary key' ? 'PRIMARY KEY' : 'UNIQUE'} USING INDEX ${ident(helper.fresh(bareName(one.index ?? one.name)))}${deferrable(one)}`,
    ),
    ...checks.map(({ name }) => `${alter} RENAME CONSTRAINT ${ident(helper.fresh(name))} TO ${ident(name)}`),
    ...indexes.filter(({ clustered }) => clustered).map(({ name }) => `${alter} CLUSTER ON ${ident(name)}`),
    ...replicaIdentity(owner.replicaIdentity, alter, [
      ...indexes.map(({ id }) => id),
      ...keys.flatMap(({ index }) => (index === undefined ? [] : [index])),
    ]),
    ...pairs.flatMap(({ from }) =>
      moveSequence(table, from, before.sequenceOf(table, from.name)?.id, context),
    ),
    ...[
      ...pairs.map(({ to }) => `column:${table}.${to.name}`),
      ...indexes.map(({ id }) => `index:${id}`),
      ...constraints.map(({ name }) => `constraint:${table}.${name}`),
    ].flatMap((object) => decorate(context.states, object)),
  ];
}

/** NOT NULL, names, default: the part of the swap that every column needs. */
function swapColumn(table: string, { from, to, fresh, old }: Shadow, context: RenderContext): string[] {
  const alter = `ALTER TABLE ${table}`;
  const column = (name: string): string => `${alter} ALTER COLUMN ${ident(name)}`;
  const proof = ident(helper.notNull(to.name));
  const native = context.major >= 18;
  const required = context.has('shadow_not_null', table, to.name);
  return [
    ...(from.default === undefined ? [] : [`${column(from.name)} DROP DEFAULT`]),
    ...(from.notNull && from.identity === undefined ? [`${column(from.name)} DROP NOT NULL`] : []),
    ...(required && !native ? [`${column(fresh)} SET NOT NULL`, `${alter} DROP CONSTRAINT ${proof}`] : []),
    `${alter} RENAME COLUMN ${ident(from.name)} TO ${ident(old)}`,
    `${alter} RENAME COLUMN ${ident(fresh)} TO ${ident(to.name)}`,
    ...(to.default === undefined ? [] : [`${column(to.name)} SET DEFAULT ${to.default}`]),
    ...(required && native && from.identity === undefined
      ? [`${alter} RENAME CONSTRAINT ${proof} TO ${ident(notNullName(context.states.after, table, to.name))}`]
      : []),
  ];
}

/** The sequence of a serial column changes its owner; that of an identity column is made anew where it stood. */
function moveSequence(
  table: string,
  from: Column,
  sequence: string | undefined,
  { states, major }: RenderContext,
): string[] {
  if (sequence === undefined) return [];
  const { name } = from;
  const wanted = states.after.column(table, name);
  const alter = `ALTER TABLE ${table}`;
  if (from.identity === undefined) return [`ALTER SEQUENCE ${sequence} OWNED BY ${table}.${ident(name)}`];
  const later = states.after.sequenceOf(table, name);
  if (wanted.identity === undefined || later === undefined) return [];
  const temporary = qualified(schemaOf(sequence), helper.old(bareName(sequence)));
  const old = ident(helper.old(name));
  return [
    `ALTER SEQUENCE ${sequence} RENAME TO ${ident(bareName(temporary))}`,
    `${alter} ALTER COLUMN ${ident(name)} ADD ${identityClause(wanted.identity, later)}`,
    `SELECT pg_catalog.setval(${literal(later.id)}::regclass, s.last_value, s.is_called) FROM ${temporary} s`,
    `${alter} ALTER COLUMN ${old} DROP IDENTITY`,
    ...(from.notNull ? [`${alter} ALTER COLUMN ${old} DROP NOT NULL`] : []),
    ...(major >= 18 && from.notNull
      ? [
          `${alter} RENAME CONSTRAINT ${ident(helper.notNull(name))} TO ${ident(notNullName(states.after, table, name))}`,
        ]
      : []),
  ];
}

function replicaIdentity(
  identity: 'full' | 'nothing' | { readonly index: string } | undefined,
  alter: string,
  rebuilt: readonly string[],
): string[] {
  if (typeof identity !== 'object' || !rebuilt.includes(identity.index)) return [];
  return [`${alter} REPLICA IDENTITY USING INDEX ${ident(bareName(identity.index))}`];
}

function shadowIndexSql(index: Index, name: string, pairs: readonly Shadow[]): string {
  const sql = indexSql(index, { name, concurrently: true });
  const at = sql.indexOf(' USING ');
  return sql.slice(0, at) + replaceColumns(sql.slice(at), freshNames(pairs));
}

/** Columns of other tables (after REFERENCES) keep their names. */
function shadowDefinition(definition: string, pairs: readonly Shadow[]): string {
  const at = definition.startsWith('FOREIGN KEY') ? definition.indexOf(') REFERENCES ') : definition.length;
  return replaceColumns(definition.slice(0, at), freshNames(pairs)) + definition.slice(at);
}

function freshNames(pairs: readonly Shadow[]): ReadonlyMap<string, string> {
  return new Map(pairs.map(({ from, fresh }) => [from.name, fresh]));
}

/** The value as it is stored in the shadow: a text that is only assigned still needs the new type to be compared. */
function sameType(value: string, from: Column, to: Column): string {
  const typed = from.type === to.type || value.endsWith(`::${to.type}`) ? value : `(${value})::${to.type}`;
  return from.collation === to.collation
    ? typed
    : `(${typed}) COLLATE ${to.collation ?? 'pg_catalog."default"'}`;
}

function allShadows(table: string, pairs: readonly Shadow[]): string {
  return pairs.map(({ to, fresh }) => columnHas(table, fresh, typeIs(to))).join(' AND ');
}

/** Condition: the columns have changed places. */
function swapped(table: string, pairs: readonly Shadow[]): string {
  const [first] = pairs;
  if (first === undefined) return 'false';
  return `(${columnHas(table, first.to.name, `${typeIs(first.to)} AND ${collationIs(first.to)}`)} AND NOT ${columnHas(table, first.fresh)})`;
}

function syncRoutine(table: string): string {
  return qualified(schemaOf(table), helper.sync(table));
}

/** Triggers fire in the order of their names: ours has to see what the others have done. */
function syncTrigger(table: string): string {
  return `zzz_${helper.sync(table)}`.slice(0, 63);
}
