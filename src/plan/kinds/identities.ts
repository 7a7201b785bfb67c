/** Step kinds of identity columns. */
import { invariant } from '../../diagnostics/index.js';
import type { Column } from '../../facts/catalog/catalog.js';
import { columnHas, doneWhen, relationHas } from '../probes.js';
import { bareName, fitting, ident, literal, qualified, schemaOf } from '../sql.js';
import type { State } from '../states.js';
import { identityClause, sequenceOptions } from './column-sql.js';
import { columnKind } from './columns.js';
import type { StepKind } from './kind.js';
import { isDisjoint, moveIntoBounds } from './sequence-position.js';

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

export const identityKinds: readonly StepKind[] = [countNewRows, addIdentity, dropIdentity, setIdentity];

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

function identityLetter(column: Column): string {
  return column.identity === 'always' ? 'a' : 'd';
}
