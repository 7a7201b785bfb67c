/** Step kinds that add, drop and change columns in place. */
import { invariant } from '../../diagnostics/index.js';
import type { Column } from '../../facts/catalog/catalog.js';
import {
  collationOid,
  columnDefault,
  columnHas,
  constraintHas,
  doneWhen,
  prints,
  relationHas,
} from '../probes.js';
import { bareName, fitting, helper, ident, literal, qualified, schemaOf } from '../sql.js';
import type { State } from '../states.js';
import {
  columnDefinition,
  columnSettings,
  columnType,
  identityClause,
  optionList,
  optionNames,
  sequenceOptions,
  usingClause,
} from './column-sql.js';
import type { RenderContext, RenderedStep, StepKind } from './kind.js';
import { isDisjoint, moveIntoBounds } from './sequence-position.js';

/** A kind whose term has a table and a column, that are there (or wanted) in the state after. */
function columnKind(
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
  const declared = context.rows('declared_fill').find(([t, c]) => t === table && c === column)?.[2];
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

/** An identity column cannot be added empty: until it can be one, a sequence of our own with the same options counts. */
const countNewRows = columnKind('CountNewRows', ({ table, column, path, alter }, { states }) => {
  const wanted = states.after.sequenceOf(table, column);
  const counter = counterOf(table, column);
  return {
    title: `count new rows in ${path}`,
    sql: [
      `CREATE SEQUENCE ${counter}${wanted === undefined ? '' : ` AS ${wanted.type} ${sequenceOptions(wanted).join(' ')}`}`,
      `${alter} SET DEFAULT nextval(${literal(counter)}::regclass)`,
    ],
    probe: doneWhen(`${relationHas(counter)} OR ${columnHas(table, column, "a.attidentity <> ''")}`),
    undo: [`${alter} DROP DEFAULT`, `DROP SEQUENCE ${counter}`],
  };
});

const addIdentity = columnKind('AddIdentity', ({ table, column, path, alter }, { states }) => {
  const wanted = states.after.column(table, column);
  invariant(wanted.identity !== undefined, `${path} is no identity column`);
  const sequence = states.after.sequenceOf(table, column);
  const before = states.before.tables.get(table)?.columns.find((one) => one.name === column);
  const counter = counterOf(table, column);
  const old = before === undefined ? undefined : states.before.sequenceOf(table, column);
  const counted = before === undefined || old !== undefined;
  const name = ident(column);
  const target = sequence === undefined ? '' : `pg_catalog.setval(${literal(sequence.id)}::regclass,`;
  // The new sequence goes on where the old one is; without one, where the rows are. An empty table starts anew.
  const next =
    sequence === undefined
      ? []
      : counted
        ? [`SELECT ${target} s.last_value, s.is_called) FROM ${counter} s`]
        : [
            `SELECT ${target} m.most) FROM (SELECT max(${name})::bigint AS most FROM ${table}) m WHERE m.most IS NOT NULL`,
          ];
  return {
    title: `make ${path} an identity column`,
    sql: [
      ...(old === undefined ? [] : [`ALTER SEQUENCE ${old.id} OWNED BY NONE`, ...moved(old.id, counter)]),
      ...(before === undefined || before.default !== undefined ? [`${alter} DROP DEFAULT`] : []),
      `${alter} ADD ${identityClause(wanted.identity, sequence)}`,
      ...next,
      ...(counted ? [`DROP SEQUENCE ${counter}`] : []),
    ],
    probe: doneWhen(columnHas(table, column, `a.attidentity = '${identityLetter(wanted)}'`)),
    undo: null,
  };
});

const dropIdentity = columnKind('DropIdentity', ({ table, column, path, alter }) => ({
  title: `turn ${path} from an identity column into a plain one`,
  sql: [`${alter} DROP IDENTITY`],
  probe: doneWhen(columnHas(table, column, "a.attidentity = ''")),
  undo: null,
}));

const setIdentity = columnKind('SetIdentity', ({ table, column, path, alter }, { states }) => {
  const from = states.before.column(table, column);
  const to = states.after.column(table, column);
  const before = states.before.sequenceOf(table, column);
  const after = states.after.sequenceOf(table, column);
  const options = (state: State): string[] => {
    const sequence = state.sequenceOf(table, column);
    return sequence === undefined ? [] : sequenceOptions(sequence);
  };
  const changed = (a: State, b: State): string =>
    options(b)
      .filter((option) => !options(a).includes(option))
      .map((option) => ` SET ${option}`)
      .join('');
  const set = (column_: Column): string => ` SET GENERATED ${(column_.identity ?? 'always').toUpperCase()}`;
  const kind = from.identity === to.identity ? '' : set(to);
  const renamed = before !== undefined && after !== undefined && before.id !== after.id;
  const restart = before !== undefined && after !== undefined && isDisjoint(before, after) ? ' RESTART' : '';
  const sql = `${kind}${changed(states.before, states.after)}${restart}`;
  return {
    title: `change the identity of ${path}`,
    sql: [
      ...(before === undefined || after === undefined
        ? []
        : moveIntoBounds(before, { ...after, id: before.id })),
      ...(sql === '' ? [] : [`${alter}${sql}`]),
      ...(renamed ? [`ALTER SEQUENCE ${before.id} RENAME TO ${ident(after.name)}`] : []),
    ],
    probe: doneWhen(
      [
        columnHas(table, column, `a.attidentity = '${identityLetter(to)}'`),
        ...(after === undefined
          ? []
          : [
              relationHas(
                after.id,
                `EXISTS (SELECT 1 FROM pg_catalog.pg_sequence s WHERE s.seqrelid = c.oid AND s.seqstart = ${after.start} AND s.seqincrement = ${after.increment} AND s.seqmin = ${after.min} AND s.seqmax = ${after.max} AND s.seqcache = ${after.cache} AND s.seqcycle = ${after.cycle})`,
              ),
            ]),
      ].join(' AND '),
    ),
    undo: [
      ...(renamed ? [`ALTER SEQUENCE ${after.id} RENAME TO ${ident(before.name)}`] : []),
      ...(sql === ''
        ? []
        : [
            `${alter}${from.identity === to.identity ? '' : set(from)}${changed(states.after, states.before)}`,
          ]),
    ],
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
  countNewRows,
  addIdentity,
  dropIdentity,
  setIdentity,
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

/** The sequence that counts for a column that becomes an identity column. */
export function counterOf(table: string, column: string): string {
  return qualified(schemaOf(table), fitting(`wesley_count_${bareName(table)}_${column}`));
}

/** Renames a sequence, also to another schema. */
function moved(from: string, to: string): string[] {
  const between = qualified(schemaOf(to), bareName(from));
  return [
    ...(schemaOf(from) === schemaOf(to) ? [] : [`ALTER SEQUENCE ${from} SET SCHEMA ${ident(schemaOf(to))}`]),
    `ALTER SEQUENCE ${between} RENAME TO ${ident(bareName(to))}`,
  ];
}

/** Name that the NOT NULL constraint of a column has in a state (18), or the one that PostgreSQL would choose. */
export function notNullName(state: State, table: string, column: string): string {
  const owner = state.table(table);
  const known = state.column(table, column).notNullConstraint;
  return known ?? fitting(`${owner.name}_${column}_not_null`);
}

function identityLetter(column: Column): string {
  return column.identity === 'always' ? 'a' : 'd';
}
