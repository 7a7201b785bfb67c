/** Owner, grants and comment: what every kind of object may have besides its definition. */
import { ident, literal } from '../../sql.js';
import type { State, States } from '../../states.js';
import { grantsAtCreation } from './default-privileges.js';
import { describe } from './find.js';
import { type Acl, grantStatements } from './grants.js';

/**
 * Statements for a new object of the state after: its owner, comment and grants, where they differ from what the object
 * has the moment it is made. `origin` is the state whose default privileges are in force then.
 */
export function decorate({ before, after }: States, id: string, origin: State = before): string[] {
  const found = describe(after, id);
  if (found === undefined) return [];
  const statements: string[] = [];
  if (found.owner !== undefined && found.ownerWords !== undefined)
    statements.push(`ALTER ${found.ownerWords} OWNER TO ${ident(found.owner)}`);
  if (found.comment !== undefined) statements.push(commentStatement(found.words, found.comment));
  if (found.grants !== undefined) {
    const made =
      found.grants.column === undefined ? grantsAtCreation(origin, found.grants.target, found.schema) : [];
    statements.push(...grantStatements({ ...found.grants, ...owner(found.owner) }, made, found.acl));
  }
  return statements;
}

/** The same for a new table, its columns and the constraints that are made with it. */
export function decorateTable(states: States, id: string): string[] {
  const table = states.after.table(id);
  const parts = [
    `table:${id}`,
    ...table.columns.map(({ name }) => `column:${id}.${name}`),
    ...table.constraints.flatMap(({ kind, name }) =>
      kind === 'foreign key' ? [] : [`constraint:${id}.${name}`],
    ),
  ];
  return parts.flatMap((part) => decorate(states, part));
}

/** The statement that makes the comment of the state `to` true. */
export function setComment(to: State, id: string): string[] {
  const found = describe(to, id);
  return found === undefined ? [] : [commentStatement(found.words, found.comment)];
}

/** The statement that makes the owner of the state `to` true. */
export function setOwner(to: State, id: string): string[] {
  const found = describe(to, id);
  if (found?.ownerWords === undefined) return [];
  return [
    `ALTER ${found.ownerWords} OWNER TO ${found.owner === undefined ? 'CURRENT_USER' : ident(found.owner)}`,
  ];
}

/** The statements from the grants of one state to those of another. A new owner has taken over the grants of the old one. */
export function setGrants(from: State, to: State, id: string): string[] {
  const found = describe(to, id);
  if (found?.grants === undefined) return [];
  return grantStatements({ ...found.grants, ...owner(found.owner) }, aclOf(from, id), found.acl);
}

function aclOf(state: State, id: string): Acl {
  return describe(state, id)?.acl;
}

function owner(name: string | undefined): { owner?: string } {
  return name === undefined ? {} : { owner: ident(name) };
}

function commentStatement(words: string, comment: string | undefined): string {
  return `COMMENT ON ${words} IS ${comment === undefined ? 'NULL' : literal(comment)}`;
}
