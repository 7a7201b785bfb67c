/** Step kinds that change what a table is, in place: options, persistence, row security, replica identity, order of CLUSTER, ... */
import type { Table } from '../../facts/catalog/catalog.js';
import { doneWhen, relationHas } from '../probes.js';
import { bareName, ident, literal } from '../sql.js';
import { optionList, optionNames } from './column-sql.js';
import type { StepKind } from './kind.js';
import { foreignOptionChanges } from './objects/alter-other.js';

/** How one property is set to what a state says, and how to tell that it is so (`c` is the row of pg_class). */
interface Property {
  readonly title: string;
  set(from: Table, to: Table): string[];
  is(table: Table): string;
}

const properties: Readonly<Record<string, Property>> = {
  options: {
    title: 'set storage parameters of',
    set(from, to) {
      if (to.kind === 'foreign table') return setForeignOptions(from, to);
      const kept = new Set(optionNames(to.options ?? []));
      const gone = optionNames(from.options ?? []).filter((name) => !kept.has(name));
      const changed = (to.options ?? []).filter((option) => !(from.options ?? []).includes(option));
      return [
        ...(changed.length === 0 ? [] : [`ALTER TABLE ${to.id} SET (${optionList(changed)})`]),
        ...(gone.length === 0 ? [] : [`ALTER TABLE ${to.id} RESET (${gone.join(', ')})`]),
      ];
    },
    is(table) {
      if (table.kind === 'foreign table') return hasForeignOptions(table);
      const own = (table.options ?? []).filter((option) => !option.startsWith('toast.'));
      const toast = (table.options ?? []).filter((option) => option.startsWith('toast.'));
      const same = (column: string, options: readonly string[]): string =>
        `ARRAY(SELECT o FROM unnest(${column}) o ORDER BY o COLLATE "C") = ${textArray(options)}`;
      const toastOptions = '(SELECT x.reloptions FROM pg_catalog.pg_class x WHERE x.oid = c.reltoastrelid)';
      const bare = toast.map((option) => option.slice('toast.'.length));
      return `${same('c.reloptions', own)} AND ${same(toastOptions, bare)}`;
    },
  },
  persistence: {
    title: 'change persistence of',
    set: (_, to) => [`ALTER TABLE ${to.id} SET ${to.persistence === 'unlogged' ? 'UNLOGGED' : 'LOGGED'}`],
    is: (table) => `c.relpersistence = '${table.persistence === 'unlogged' ? 'u' : 'p'}'`,
  },
  'row security': {
    title: 'set row security of',
    set(from, to) {
      const alter = `ALTER TABLE ${to.id}`;
      const forced = to.rowSecurity === 'forced';
      return [
        ...(from.rowSecurity === 'forced' && !forced ? [`${alter} NO FORCE ROW LEVEL SECURITY`] : []),
        ...(to.rowSecurity === undefined ? [`${alter} DISABLE ROW LEVEL SECURITY`] : []),
        ...(to.rowSecurity !== undefined && from.rowSecurity === undefined
          ? [`${alter} ENABLE ROW LEVEL SECURITY`]
          : []),
        ...(forced ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
      ];
    },
    is: (table) =>
      `c.relrowsecurity = ${table.rowSecurity !== undefined} AND c.relforcerowsecurity = ${table.rowSecurity === 'forced'}`,
  },
  'replica identity': {
    title: 'set replica identity of',
    set: (_, to) => [`ALTER TABLE ${to.id} REPLICA IDENTITY ${replicaIdentityClause(to)}`],
    is(table) {
      const identity = table.replicaIdentity;
      if (identity === 'full') return `c.relreplident = 'f'`;
      if (identity === 'nothing') return `c.relreplident = 'n'`;
      if (identity === undefined) return `c.relreplident = 'd'`;
      return `c.relreplident = 'i' AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisreplident AND i.indexrelid = to_regclass(${literal(identity.index)}))`;
    },
  },
  cluster: {
    title: 'set the order of CLUSTER of',
    set: (_, to) => [
      `ALTER TABLE ${to.id} ${to.cluster === undefined ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${ident(bareName(to.cluster))}`}`,
    ],
    is(table) {
      const index = 'SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisclustered';
      return table.cluster === undefined
        ? `NOT EXISTS (${index})`
        : `EXISTS (${index} AND i.indexrelid = to_regclass(${literal(table.cluster)}))`;
    },
  },
  tablespace: {
    title: 'move',
    set: (_, to) => [`ALTER TABLE ${to.id} SET TABLESPACE ${ident(to.tablespace ?? 'pg_default')}`],
    is: (table) =>
      table.tablespace === undefined
        ? 'c.reltablespace = 0'
        : `c.reltablespace = (SELECT s.oid FROM pg_catalog.pg_tablespace s WHERE s.spcname = ${literal(table.tablespace)})`,
  },
  'access method': {
    title: 'change the access method of',
    set: (_, to) => [`ALTER TABLE ${to.id} SET ACCESS METHOD ${ident(to.accessMethod ?? 'heap')}`],
    is: (table) =>
      `c.relam = (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = ${literal(table.accessMethod ?? 'heap')})`,
  },
};

/** OPTIONS of a foreign table, each as `name 'value'`. */
function setForeignOptions(from: Table, to: Table): string[] {
  const changes = foreignOptionChanges(from.foreignOptions ?? [], to.foreignOptions ?? []);
  return changes.length === 0 ? [] : [`ALTER FOREIGN TABLE ${to.id} OPTIONS (${changes.join(', ')})`];
}

function hasForeignOptions(table: Table): string {
  const option = "quote_ident(o.option_name) || ' ' || quote_literal(o.option_value)";
  const options = `SELECT ${option} FROM pg_catalog.pg_foreign_table f, pg_catalog.pg_options_to_table(f.ftoptions) o WHERE f.ftrelid = c.oid`;
  return `ARRAY(${options} ORDER BY 1) = ARRAY(SELECT u FROM unnest(${textArray(table.foreignOptions ?? [])}) u ORDER BY 1)`;
}

const setTableProperty: StepKind = {
  tag: 'SetTableProperty',
  render([id = '', name = ''], context) {
    const to = context.states.after.table(id);
    const from = context.states.before.tables.get(id) ?? {
      ...to,
      replicaIdentity: undefined,
      cluster: undefined,
    };
    const property = properties[name];
    if (property === undefined) throw new Error(`internal error: no table property ${name}`);
    return {
      subject: id,
      title: `${property.title} ${id}`,
      sql: property.set(from, to),
      probe: doneWhen(relationHas(id, property.is(to))),
      undo: property.set(to, from),
    };
  },
};

export const tablePropertyKinds: readonly StepKind[] = [setTableProperty];

/** What follows REPLICA IDENTITY. */
export function replicaIdentityClause(table: Table): string {
  const identity = table.replicaIdentity;
  if (identity === undefined) return 'DEFAULT';
  if (identity === 'full') return 'FULL';
  if (identity === 'nothing') return 'NOTHING';
  return `USING INDEX ${ident(bareName(identity.index))}`;
}

function textArray(values: readonly string[]): string {
  return `ARRAY[${values.map(literal).join(', ')}]::text[]`;
}
