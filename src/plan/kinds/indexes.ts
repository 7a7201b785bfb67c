/** Step kinds that build, drop, rename and attach indexes. */
import type { Index } from '../../facts/catalog/catalog.js';
import {
  constraintHas,
  doneOrHalf,
  doneWhen,
  indexHas,
  indexIsUsable,
  inheritsHas,
  prints,
  relationHas,
} from '../probes.js';
import { bareName, helper, ident, qualified, schemaOf } from '../sql.js';
import { definitionIs } from './constraints.js';
import { type StepKind, timeouts } from './kind.js';

const createIndex: StepKind = {
  tag: 'CreateIndex',
  render([id = ''], { states }) {
    const index = states.after.index(id);
    return {
      subject: id,
      title: `create index ${bareName(id)} on ${index.table}`,
      sql: [indexSql(index, { name: index.name })],
      probe: doneWhen(indexHas(id, 'i.indisvalid')),
      undo: [`DROP INDEX ${id}`],
    };
  },
};

const createIndexConcurrently: StepKind = {
  tag: 'CreateIndexConcurrently',
  render([id = ''], { states }) {
    const index = states.after.index(id);
    return {
      subject: id,
      title: `build index ${ident(index.name)} on ${index.table} concurrently`,
      sql: [indexSql(index, { name: index.name, concurrently: true })],
      ...concurrentBuild(id),
    };
  },
};

const buildFreshIndex: StepKind = {
  tag: 'BuildFreshIndex',
  render([id = ''], { states }) {
    const index = states.after.index(id);
    const name = helper.fresh(index.name);
    const key = states.after.tables
      .get(index.table)
      ?.constraints.find((constraint) => constraint.index === id);
    const done =
      key === undefined
        ? indexHas(id, `${indexIsUsable} AND ${prints('pg_get_indexdef(i.indexrelid)', index.definition)}`)
        : constraintHas(index.table, key.name, definitionIs(key));
    return {
      subject: id,
      title: `build index ${ident(name)} on ${index.table} concurrently, to take the place of ${ident(index.name)}`,
      sql: [indexSql(index, { name, concurrently: true })],
      ...concurrentBuild(sibling(id, name), done),
    };
  },
};

const takeIndexName: StepKind = {
  tag: 'TakeIndexName',
  render([id = '']) {
    const name = bareName(id);
    const fresh = sibling(id, helper.fresh(name));
    return {
      subject: id,
      title: `give the new index its name ${ident(name)}`,
      sql: [`ALTER INDEX ${fresh} RENAME TO ${ident(name)}`],
      probe: doneWhen(`${relationHas(id)} AND NOT ${relationHas(fresh)}`),
      undo: [`ALTER INDEX ${id} RENAME TO ${ident(bareName(fresh))}`],
    };
  },
};

const createIndexOnParent: StepKind = {
  tag: 'CreateIndexOnParent',
  render([id = ''], { states }) {
    const index = states.after.index(id);
    return {
      subject: id,
      title: `create index ${bareName(id)} on ${index.table} alone, without its partitions`,
      sql: [indexSql(index, { name: index.name, only: true })],
      probe: doneWhen(relationHas(id)),
      undo: [`DROP INDEX ${id}`],
    };
  },
};

const attachIndex: StepKind = {
  tag: 'AttachIndex',
  render([parent = '', child = '']) {
    return {
      subject: child,
      title: `attach index ${child} to ${parent}`,
      sql: [`ALTER INDEX ${parent} ATTACH PARTITION ${child}`],
      probe: doneWhen(inheritsHas(parent, child)),
      // An index cannot be detached: the way back is that of the step that made the parent.
      undo: [],
    };
  },
};

const dropIndex: StepKind = {
  tag: 'DropIndex',
  render([id = ''], { states }) {
    const index = states.before.indexes.get(id);
    return {
      subject: id,
      title: `drop index ${bareName(id)}`,
      sql: [`DROP INDEX ${id}`],
      probe: doneWhen(`NOT ${relationHas(id)}`),
      undo: index === undefined ? null : [index.definition],
    };
  },
};

const dropIndexConcurrently: StepKind = {
  tag: 'DropIndexConcurrently',
  render([id = ''], { states }) {
    const index = states.before.indexes.get(id);
    return {
      subject: id,
      title: `drop index ${bareName(id)} concurrently`,
      sql: [`DROP INDEX CONCURRENTLY ${id}`],
      // A drop that was stopped leaves the index invalid; dropping it again goes on.
      probe: doneWhen(`NOT ${relationHas(id)}`),
      undo: index === undefined ? null : [indexSql(index, { name: index.name, concurrently: true })],
      transactional: false,
      timeouts: timeouts.concurrent,
    };
  },
};

const renameIndex: StepKind = {
  tag: 'RenameIndex',
  render([from = '', to = '']) {
    return {
      subject: to,
      title: `rename index ${bareName(from)} to ${bareName(to)}`,
      sql: [`ALTER INDEX ${from} RENAME TO ${ident(bareName(to))}`],
      probe: doneWhen(`${relationHas(to)} AND NOT ${relationHas(from)}`),
      undo: [`ALTER INDEX ${to} RENAME TO ${ident(bareName(from))}`],
    };
  },
};

export const indexKinds: readonly StepKind[] = [
  createIndex,
  createIndexConcurrently,
  buildFreshIndex,
  takeIndexName,
  createIndexOnParent,
  attachIndex,
  dropIndex,
  dropIndexConcurrently,
  renameIndex,
];

/** Probe, repair, undo and budget of a concurrent build; `afterwards` holds once its result has another name. */
export function concurrentBuild(
  id: string,
  afterwards?: string,
): {
  readonly probe: string;
  readonly repair: readonly string[];
  readonly undo: readonly string[];
  readonly transactional: false;
  readonly timeouts: { readonly lock: number; readonly statement: number };
} {
  const drop = `DROP INDEX CONCURRENTLY ${id}`;
  return {
    probe: doneOrHalf(
      afterwards === undefined
        ? indexHas(id, indexIsUsable)
        : `${indexHas(id, indexIsUsable)} OR ${afterwards}`,
      indexHas(id),
    ),
    repair: [drop],
    undo: [drop],
    transactional: false,
    timeouts: timeouts.concurrent,
  };
}

/** The statement that builds an index, from PostgreSQL's own definition: only its head changes. */
export function indexSql(
  index: Index,
  how: {
    readonly name: string;
    readonly concurrently?: boolean;
    readonly only?: boolean;
    readonly table?: string;
  },
): string {
  const { using } = indexParts(index);
  const head = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX${how.concurrently ? ' CONCURRENTLY' : ''}`;
  return `${head} ${ident(how.name)} ON ${how.only ? 'ONLY ' : ''}${how.table ?? index.table} ${using}`;
}

/** What of a definition comes after the table: `USING btree (region) WHERE ...`. */
export function indexParts(index: Index): { readonly using: string } {
  const head = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${ident(index.name)} ON `;
  const rest = index.definition.startsWith(head) ? index.definition.slice(head.length) : index.definition;
  const at = rest.indexOf(' USING ');
  return { using: rest.slice(at + 1) };
}

/** The qualified name of a relation next to another one; `name` is not quoted. */
export function sibling(id: string, name: string): string {
  return qualified(schemaOf(id), name);
}
