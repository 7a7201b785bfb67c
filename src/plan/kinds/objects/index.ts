/** Step kinds of the objects that are made as a whole, and of the comment, owner and grants of any object. */

import { showValue, term, type Value } from '../../../engine/index.js';
import { doneWhen, relationHas } from '../../probes.js';
import { ident } from '../../sql.js';
import type { States } from '../../states.js';
import { type RenderContext, type RenderedStep, type StepKind, timeouts } from '../kind.js';
import { isReplaced } from '../replaced-table.js';
import { alterDomain, alterStatements, looseDomain, loosenDomain, ownedBy, validateDomain } from './alter.js';
import { createStatements, dropStatement, replaceStatements } from './create.js';
import { decorate, setComment, setGrants, setOwner } from './decorate.js';
import { describe, findWhole, shortName, splitId, type Whole, whole } from './find.js';
import {
  domainHolds,
  domainIsValid,
  hasNewForm,
  isDescribed,
  objectExists,
  sequenceOwnedBy,
} from './probes.js';
import { swapType } from './swap-type.js';

const createObject: StepKind = {
  tag: 'CreateObject',
  render([id = ''], context) {
    const { before, after } = context.states;
    const found = whole(after, id);
    const again = findWhole(before, id) !== undefined;
    return {
      subject: splitId(id).identity,
      title: `${again ? 'make again' : 'create'} ${wordsOf(found)} ${shortName(id)}`,
      sql: [...createStatements(found), ...decorations(context.states, id, found)],
      probe: doneWhen(
        again
          ? `${objectExists(after, id, context.major)} AND ${rebuildDone(id, context)}`
          : objectExists(after, id, context.major),
      ),
      undo: [dropStatement(found)],
    };
  },
};

const dropObject: StepKind = {
  tag: 'DropObject',
  render([id = ''], context) {
    const { before, after } = context.states;
    const found = whole(before, id);
    const gone = `NOT ${objectExists(before, id, context.major)}`;
    const again = findWhole(after, id) !== undefined;
    return {
      subject: splitId(id).identity,
      title: `drop ${wordsOf(found)} ${shortName(id)}${again ? ' (made again later)' : ''}`,
      sql: [dropStatement(found)],
      probe: doneWhen(again ? `(${gone} OR ${rebuildDone(id, context)})` : gone),
      undo: [...createStatements(found), ...decorations({ before: after, after: before }, id, found)],
    };
  },
};

const replaceObject: StepKind = {
  tag: 'ReplaceObject',
  render([id = ''], { states: { before, after }, major }) {
    const found = whole(after, id);
    const old = whole(before, id);
    if (found.kind === 'type' && old.kind === 'type') {
      return {
        subject: splitId(id).identity,
        title: `replace ${wordsOf(found)} ${shortName(id)} under its columns`,
        sql: [...swapType({ before, after }, found.object), ...decorate({ before, after }, id)],
        probe: doneWhen(hasNewForm(before, after, id, major)),
        undo: [
          ...swapType({ before: after, after: before }, old.object),
          ...decorate({ before: after, after: before }, id),
        ],
      };
    }
    return {
      subject: splitId(id).identity,
      title: `replace ${wordsOf(found)} ${shortName(id)}`,
      sql: [...replaceStatements(found), ...finishView({ before, after }, old, found)],
      probe: doneWhen(hasNewForm(before, after, id, major)),
      undo:
        found.kind === 'view'
          ? [
              dropStatement(found),
              ...createStatements(old),
              ...decorations({ before: after, after: before }, id, old),
            ]
          : replaceStatements(old),
    };
  },
};

const alterObject: StepKind = {
  tag: 'AlterObject',
  render([id = '', what = ''], context) {
    const { major } = context;
    const { before, after } = context.states;
    const is = whole(after, id);
    const was = findWhole(before, id) ?? is;
    const common = { subject: splitId(id).identity, title: `alter ${wordsOf(is)} ${shortName(id)}` };
    if (what === 'owned by' && is.kind === 'sequence' && was.kind === 'sequence') {
      const owner = is.object.ownedBy;
      return {
        ...common,
        title:
          owner === undefined
            ? `free sequence ${shortName(id)} from its column`
            : `let ${owner.table}.${owner.column} own sequence ${shortName(id)}`,
        sql: [ownedBy(is.object)],
        probe: doneWhen(sequenceOwnedBy(is.object)),
        undo: [ownedBy(was === is ? { ...is.object, ownedBy: undefined } : was.object)],
      };
    }
    if (what === 'let go' && was.kind === 'sequence') {
      const { ownedBy: owner, ...free } = was.object;
      const renewed = owner === undefined || is.kind !== 'sequence' ? [] : [sequenceOwnedBy(is.object)];
      return {
        ...common,
        title: `free sequence ${shortName(id)} from its column (given back later)`,
        sql: [ownedBy(free)],
        probe: doneWhen(
          `(${sequenceOwnedBy(free)}${owner === undefined ? '' : ` OR (${[...renewed, tableIsReplaced(owner.table, context)].join(' AND ')})`})`,
        ),
        undo: [ownedBy(was.object)],
      };
    }
    if (what === 'let go' && was.kind === 'type') {
      const holds = [...(was.object.domain?.constraints ?? [])].map((constraint) => constraint.name);
      return {
        ...common,
        title: `take default and constraints from domain ${shortName(id)} (given back later)`,
        sql: loosenDomain(was.object),
        probe: doneWhen(
          `(${domainHolds(before, id, holds, major, 'none')} OR ${domainIsRenewed(id, context)})`,
        ),
        undo: alterDomain(looseDomain(was.object), was.object),
      };
    }
    if (what === 'take hold' && is.kind === 'type') {
      const holds = [...(is.object.domain?.constraints ?? [])].map((constraint) => constraint.name);
      return {
        ...common,
        title: `give default and constraints back to domain ${shortName(id)}`,
        sql: alterDomain(looseDomain(is.object), is.object),
        probe: doneWhen(`${domainHolds(after, id, holds, major, 'all')} AND ${domainIsRenewed(id, context)}`),
        undo: loosenDomain(is.object),
      };
    }
    if (what === 'validate' && is.kind === 'type' && was.kind === 'type') {
      const constraints = (is.object.domain?.constraints ?? []).filter((c) => c.validated).map((c) => c.name);
      return {
        ...common,
        title: `validate the constraints of domain ${shortName(id)}`,
        sql: validateDomain(
          context.rows('domain_hangs').some(([domain]) => domain === id)
            ? looseDomain(was.object)
            : was.object,
          is.object,
        ),
        probe: doneWhen(domainIsValid(after, id, constraints, major)),
        undo: [],
        timeouts: timeouts.scan,
      };
    }
    if (what === 'fill' && is.kind === 'view') return { ...common, ...fill(is.object.id) };
    const sql = alterStatements(was, is);
    const probe = doneWhen(hasNewForm(before, after, id, major));
    // A new label cannot be used in the transaction that adds it, and cannot be taken back.
    if (what === 'labels')
      return {
        ...common,
        title: `add values to enum ${shortName(id)}`,
        sql,
        probe,
        undo: null,
        transactional: false,
      };
    return { ...common, sql, probe, undo: losesData(was, is) ? null : alterStatements(is, was) };
  },
};

const setCommentKind: StepKind = {
  tag: 'SetComment',
  render: ([id = ''], context) =>
    description(
      id,
      context,
      'comment',
      'comment on',
      setComment(context.states.after, id),
      setComment(context.states.before, id),
    ),
};

const setOwnerKind: StepKind = {
  tag: 'SetOwner',
  render: ([id = ''], context) =>
    description(
      id,
      context,
      'owner',
      'change the owner of',
      setOwner(context.states.after, id),
      setOwner(context.states.before, id),
    ),
};

const setGrantsKind: StepKind = {
  tag: 'SetGrants',
  render([id = ''], context) {
    const { before, after } = context.states;
    return description(
      id,
      context,
      'grants',
      'change the grants on',
      setGrants(before, after, id),
      setGrants(after, before, id),
    );
  },
};

export const objectKinds: readonly StepKind[] = [
  createObject,
  dropObject,
  replaceObject,
  alterObject,
  setCommentKind,
  setOwnerKind,
  setGrantsKind,
];

/** Condition: the routines that the domain uses are there in their new form. */
function domainIsRenewed(id: string, context: RenderContext): string {
  const probes = context
    .rows('domain_hangs')
    .flatMap(([domain, routine]) =>
      domain === id && routine !== undefined ? [context.probe(term('CreateObject', routine))] : [],
    );
  return probes.map((probe) => `(SELECT p.state FROM (${probe}) p) = 'done'`).join(' AND ') || 'true';
}

/** Condition: the table has been made anew. */
function tableIsReplaced(id: string, { states }: RenderContext): string {
  const table = states.after.tables.get(id);
  return table === undefined ? 'true' : isReplaced(table);
}

/** Fills a materialized view that is new: nobody reads it yet. */
function fill(id: string): Omit<RenderedStep, 'subject'> {
  return {
    title: `fill materialized view ${id}`,
    sql: [`REFRESH MATERIALIZED VIEW ${id}`],
    probe: doneWhen(relationHas(id, 'c.relispopulated')),
    undo: [`REFRESH MATERIALIZED VIEW ${id} WITH NO DATA`],
    timeouts: timeouts.scan,
  };
}

function description(
  id: string,
  { states: { after }, major }: RenderContext,
  what: 'comment' | 'owner' | 'grants',
  verb: string,
  sql: readonly string[],
  undo: readonly string[],
): RenderedStep {
  const { kind, identity } = splitId(id);
  return {
    subject: identity,
    title: `${verb} ${kind} ${shortName(id)}`,
    sql,
    probe: doneWhen(isDescribed(after, id, what, major)),
    undo,
  };
}

/** The object's owner, comment and grants, and those of the columns of a view. */
function decorations(states: States, id: string, found: Whole): string[] {
  return [
    ...decorate(states, id),
    ...(found.kind === 'view' ? columnIds(found).flatMap((column) => decorate(states, column)) : []),
  ];
}

/** What OR REPLACE leaves undone of a view: comments and grants of columns that it has gained, defaults that it has lost. */
function finishView(states: States, old: Whole, found: Whole): string[] {
  if (found.kind !== 'view' || old.kind !== 'view') return [];
  const gained = columnIds(found).filter((column) => describe(states.before, column) === undefined);
  const lost = old.object.columns.filter(
    (column) =>
      column.default !== undefined &&
      found.object.columns.find(({ name }) => name === column.name)?.default === undefined,
  );
  return [
    ...gained.flatMap((column) => decorate(states, column)),
    ...lost.map(({ name }) => `ALTER VIEW ${found.object.id} ALTER COLUMN ${ident(name)} DROP DEFAULT`),
  ];
}

function columnIds(found: Extract<Whole, { kind: 'view' }>): string[] {
  return found.object.columns.map((column) => `column:${found.object.id}.${column.name}`);
}

/** Condition: what the object is dropped and made again for has happened. */
function rebuildDone(id: string, context: RenderContext): string {
  const { before, after } = context.states;
  const reasons = context
    .rows('rebuilt')
    .filter(([object]) => object === id)
    .map(([, step]) => step)
    .filter((step): step is Value => step !== undefined && showValue(step) !== `$DropObject("${id}")`);
  const own = hasNewForm(before, after, id, context.major);
  const conditions = reasons.map((step) => `(SELECT p.state FROM (${context.probe(step)}) p) = 'done'`);
  return [own, ...conditions].map((condition) => `(${condition})`).join(' AND ');
}

function wordsOf({ kind, object }: Whole): string {
  if (kind === 'other' || kind === 'view' || kind === 'routine') return object.kind;
  if (kind === 'type') return object.kind === 'domain' ? 'domain' : `${object.kind} type`;
  return kind;
}

/** An attribute of a composite, or a version of an extension, cannot be taken back. */
function losesData(was: Whole, is: Whole): boolean {
  if (was.kind === 'extension') return true;
  if (was.kind !== 'type' || is.kind !== 'type') return false;
  const names = new Set((is.object.attributes ?? []).map((attribute) => attribute.name));
  return (was.object.attributes ?? []).some((attribute) => !names.has(attribute.name));
}
