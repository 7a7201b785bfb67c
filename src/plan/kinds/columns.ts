import type { Column } from '../../facts/catalog/catalog.js';
import { collationOid, columnDefault, columnHas, constraintHas, doneWhen, prints } from '../probes.js';
import { fitting, helper, ident, literal } from '../sql.js';
import type { State } from '../states.js';
import {
  columnDefinition,
  columnSettings,
  columnType,
  optionList,
  optionNames,
  usingClause,
} from './column-sql.js';
import type { RenderContext, RenderedStep, StepKind } from './kind.js';

/** A kind whose term has a table and a column, that are there (or wanted) in the state after. */
export function columnKind(
  tag: string,
  render: (place: Place, context: RenderContext) => Omit<RenderedStep, 'subject'>,
): StepKind {
  return {
    tag,
    render([table = '', column = ''], context) {
      const place: Place = {
        table,
        column,
        path: `${table}.${ident(column)}`,
        alter: `ALTER TABLE ${table} ALTER COLUMN ${ident(column)}`,
      };
      return { subject: place.path, ...render(place, context) };
    },
  };
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly path: string;
  /** `ALTER TABLE t ALTER COLUMN c` */
  readonly alter: string;
}

const addColumn = columnKind('AddColumn', ({ table, column, path }, { states }) => {
  const wanted = states.after.column(table, column);
  const owner = states.after.table(table);
  return {
    title: `add column ${path}`,
    sql: [
      `ALTER TABLE ${table} ADD COLUMN ${columnDefinition(states.after, owner, wanted)}`,
      ...columnSettings(owner, wanted),
    ],
    probe: doneWhen(columnHas(table, column, typeIs(wanted))),
    undo: [`ALTER TABLE ${table} DROP COLUMN ${ident(column)}`],
  };
});

const addBareColumn = columnKind('AddBareColumn', ({ table, column, path }, { states }) => {
  const wanted = states.after.column(table, column);
  return {
    title: `add column ${path}, empty`,
    sql: [
      `ALTER TABLE ${table} ADD COLUMN ${ident(column)} ${columnType(wanted)}`,
      ...columnSettings(states.after.table(table), wanted),
    ],
    probe: doneWhen(columnHas(table, column, typeIs(wanted))),
    undo: [`ALTER TABLE ${table} DROP COLUMN ${ident(column)}`],
  };
});

const dropColumn = columnKind('DropColumn', ({ table, column, path }) => ({
  title: `drop column ${path}`,
  sql: [`ALTER TABLE ${table} DROP COLUMN ${ident(column)}`],
  probe: doneWhen(`NOT ${columnHas(table, column)}`),
  undo: null,
}));

const changeType = columnKind('ChangeType', ({ table, column, path, alter }, context) => {
  const { states } = context;
  const from = states.before.column(table, column);
  const to = states.after.column(table, column);
  const part = `ALTER COLUMN ${ident(column)}`;
  const declared = context.rows('column_value').find(([t, c]) => t === table && c === column)?.[2];
  const actions = [
    ...(from.default === undefined ? [] : [`${part} DROP DEFAULT`]),
    `${part} TYPE ${columnType(to)}${declared === undefined ? usingClause(ident(column), from, to) : ` USING (${declared})::${to.type}`}`,
    ...(to.default === undefined ? [] : [`${part} SET DEFAULT ${to.default}`]),
  ];
  return {
    title: `change type of ${path} from ${from.type} to ${to.type}`,
    sql: [`ALTER TABLE ${table} ${actions.join(', ')}`],
    probe: doneWhen(columnHas(table, column, `${typeIs(to)} AND ${collationIs(to)}`)),
    undo: [`${alter} TYPE ${columnType(from)}${usingClause(ident(column), to, from)}`],
  };
});

const setNotNull = columnKind('SetNotNull', ({ table, column, path, alter }) => ({
  title: `set NOT NULL on ${path}`,
  sql: [`${alter} SET NOT NULL`],
  probe: doneWhen(columnHas(table, column, 'a.attnotnull')),
  undo: [`${alter} DROP NOT NULL`],
}));

const dropNotNull = columnKind('DropNotNull', ({ table, column, path, alter }) => ({
  title: `drop NOT NULL of ${path}`,
  sql: [`${alter} DROP NOT NULL`],
  probe: doneWhen(columnHas(table, column, 'NOT a.attnotnull')),
  undo: null,
}));

const addNotNullCheck = columnKind('AddNotNullCheck', ({ table, column, path }) => {
  const name = helper.notNull(column);
  return {
    title: `check that new rows have a value in ${path}`,
    sql: [
      `ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} CHECK (${ident(column)} IS NOT NULL) NOT VALID`,
    ],
    probe: doneWhen(`${constraintHas(table, name)} OR ${columnHas(table, column, 'a.attnotnull')}`),
    undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
  };
});

const addNotNullNotValid = columnKind('AddNotNullNotValid', ({ table, column, path }, { states }) => {
  const name = notNullName(states.after, table, column);
  return {
    title: `require a value in ${path} from new rows`,
    sql: [`ALTER TABLE ${table} ADD CONSTRAINT ${ident(name)} NOT NULL ${ident(column)} NOT VALID`],
    probe: doneWhen(constraintHas(table, name)),
    undo: [`ALTER TABLE ${table} DROP CONSTRAINT ${ident(name)}`],
  };
});

const setDefault = columnKind('SetDefault', ({ table, column, path, alter }, { states }) => {
  const before = states.before.tables.get(table)?.columns.find((one) => one.name === column)?.default;
  const wanted = states.after.column(table, column).default ?? 'NULL';
  return {
    title: `set default of ${path}`,
    sql: [`${alter} SET DEFAULT ${wanted}`],
    probe: doneWhen(columnHas(table, column, prints(columnDefault, wanted))),
    undo: [before === undefined ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${before}`],
  };
});

const dropDefault = columnKind('DropDefault', ({ table, column, path, alter }, { states }) => {
  const before = states.before.column(table, column).default;
  return {
    title: `drop default of ${path}`,
    sql: [`${alter} DROP DEFAULT`],
    probe: doneWhen(columnHas(table, column, `${columnDefault} IS NULL`)),
    undo: before === undefined ? [] : [`${alter} SET DEFAULT ${before}`],
  };
});

const dropExpression = columnKind('DropExpression', ({ table, column, path, alter }, { states }) => {
  const wanted = states.after.column(table, column);
  return {
    title: `turn ${path} from a generated column into a plain one`,
    sql: [
      `${alter} DROP EXPRESSION`,
      ...(wanted.default === undefined ? [] : [`${alter} SET DEFAULT ${wanted.default}`]),
    ],
    probe: doneWhen(columnHas(table, column, "a.attgenerated = ''")),
    undo: null,
  };
});

const setExpression = columnKind('SetExpression', ({ table, column, path, alter }, { states }) => {
  const from = states.before.column(table, column).generated?.expression ?? 'NULL';
  const to = states.after.column(table, column).generated?.expression ?? 'NULL';
  return {
    title: `change the expression of ${path}`,
    sql: [`${alter} SET EXPRESSION AS (${to})`],
    probe: doneWhen(columnHas(table, column, prints(columnDefault, to))),
    undo: [`${alter} SET EXPRESSION AS (${from})`],
  };
});

const setColumnProperty: StepKind = {
  tag: 'SetColumnProperty',
  render([table = '', name = '', property = ''], { states }) {
    const from = states.before.column(table, name);
    const to = states.after.column(table, name);
    const alter = `ALTER TABLE ${table} ALTER COLUMN ${ident(name)}`;
    const path = `${table}.${ident(name)}`;
    const { set, is } = columnProperty(property);
    return {
      subject: path,
      title: `set ${property} of ${path}`,
      sql: set(from, to).map((action) => `${alter} ${action}`),
      probe: doneWhen(columnHas(table, name, is(to))),
      undo: set(to, from).map((action) => `${alter} ${action}`),
    };
  },
};

function columnProperty(property: string): {
  set(from: Column, to: Column): string[];
  is(column: Column): string;
} {
  switch (property) {
    case 'storage':
      return {
        set: (_, to) => [`SET STORAGE ${(to.storage ?? 'default').toUpperCase()}`],
        is: (column) =>
          column.storage === undefined
            ? 'a.attstorage = (SELECT y.typstorage FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid)'
            : `a.attstorage = '${column.storage === 'external' ? 'e' : column.storage.slice(0, 1)}'`,
      };
    case 'compression':
      return {
        set: (_, to) => [`SET COMPRESSION ${to.compression ?? 'default'}`],
        is: (column) => `a.attcompression = '${(column.compression ?? '').slice(0, 1)}'`,
      };
    case 'statistics':
      return {
        set: (_, to) => [`SET STATISTICS ${to.statistics ?? -1}`],
        is: (column) => `coalesce(a.attstattarget, -1) = ${column.statistics ?? -1}`,
      };
    default:
      return {
        set(from, to) {
          const kept = new Set(optionNames(to.options ?? []));
          const gone = optionNames(from.options ?? []).filter((option) => !kept.has(option));
          return [
            ...(to.options === undefined ? [] : [`SET (${optionList(to.options)})`]),
            ...(gone.length === 0 ? [] : [`RESET (${gone.join(', ')})`]),
          ];
        },
        is: (column) =>
          `ARRAY(SELECT o FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\\_attver=%' ORDER BY o COLLATE "C") = ARRAY[${(column.options ?? []).map(literal).join(', ')}]::text[]`,
      };
  }
}

export const columnKinds: readonly StepKind[] = [
  addColumn,
  addBareColumn,
  dropColumn,
  changeType,
  setNotNull,
  dropNotNull,
  addNotNullCheck,
  addNotNullNotValid,
  setDefault,
  dropDefault,
  dropExpression,
  setExpression,
  setColumnProperty,
];

/** Condition on pg_attribute `a`: the column has the type. Needs `search_path = ''`, as everything of a plan. */
export function typeIs(column: Column): string {
  return `format_type(a.atttypid, a.atttypmod) = ${literal(column.type)}`;
}

/** Condition on pg_attribute `a`: the column has the collation. */
export function collationIs(column: Column): string {
  const wanted =
    column.collation === undefined
      ? '(SELECT y.typcollation FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid)'
      : collationOid(column.collation);
  return `a.attcollation = ${wanted}`;
}

/** Name that the NOT NULL constraint of a column has in a state (18), or the one that PostgreSQL would choose. */
export function notNullName(state: State, table: string, column: string): string {
  const owner = state.table(table);
  const known = state.column(table, column).notNullConstraint;
  return known ?? fitting(`${owner.name}_${column}_not_null`);
}
