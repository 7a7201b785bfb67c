/** Step kinds around a table that is made anew with its rows: they wait in a helper table. */
import type { Table } from '../../facts/catalog/catalog.js';
import { doneWhen, relationHas } from '../probes.js';
import { bareName, helper, ident, literal, qualified, schemaOf } from '../sql.js';
import type { RenderContext, StepKind } from './kind.js';

const setRowsAside: StepKind = {
  tag: 'SetRowsAside',
  render([id = ''], context) {
    const aside = asideOf(id);
    return {
      subject: id,
      title: `set the rows of ${id} aside`,
      sql: [`LOCK TABLE ${id} IN ACCESS EXCLUSIVE MODE`, `CREATE TABLE ${aside} AS SELECT * FROM ${id}`],
      probe: doneWhen(`(${relationHas(aside)} OR ${isReplaced(context.states.after.table(id))})`),
      undo: null,
    };
  },
};

const putRowsBack: StepKind = {
  tag: 'PutRowsBack',
  render([id = ''], context) {
    const aside = asideOf(id);
    const table = context.states.after.table(id);
    return {
      subject: id,
      title: `put the rows of ${id} back`,
      sql: [insertRows(table, aside, context), ...continueIdentities(table, context), `DROP TABLE ${aside}`],
      probe: doneWhen(`NOT ${relationHas(aside)} AND ${isReplaced(table)}`),
      undo: null,
    };
  },
};

export const replacedTableKinds: readonly StepKind[] = [setRowsAside, putRowsBack];

/** Condition: the table has the form of the state after. */
export function isReplaced(table: Table): string {
  return table.partitionKey === undefined
    ? relationHas(table.id, `c.relkind = 'r'`)
    : relationHas(table.id, `pg_get_partkeydef(c.oid) = ${literal(table.partitionKey)}`);
}

function asideOf(id: string): string {
  return qualified(schemaOf(id), helper.old(bareName(id)));
}

function insertRows(table: Table, aside: string, { states }: RenderContext): string {
  const before = states.before.table(table.id);
  const columns = table.columns.filter(
    (column) => !column.generated && before.columns.some(({ name }) => name === column.name),
  );
  const names = columns.map(({ name }) => ident(name));
  const values = columns.map(({ name, type }) => {
    const same = before.columns.some((column) => column.name === name && column.type === type);
    return same ? ident(name) : `${ident(name)}::${type}`;
  });
  const overriding = columns.some(({ identity }) => identity === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${table.id} (${names.join(', ')})${overriding} SELECT ${values.join(', ')} FROM ${aside}`;
}

/** The sequences of identity columns go on after the largest value. */
function continueIdentities(table: Table, { states }: RenderContext): string[] {
  return table.columns.flatMap(({ name, identity }) => {
    const sequence = identity === undefined ? undefined : states.after.sequenceOf(table.id, name);
    if (sequence === undefined) return [];
    return [
      `SELECT pg_catalog.setval(${literal(sequence.id)}::regclass, m.most) FROM (SELECT max(${ident(name)})::bigint AS most FROM ${table.id}) m WHERE m.most IS NOT NULL`,
    ];
  });
}
