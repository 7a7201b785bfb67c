/**
 * Privileges: from two lists of grants (the form is `Described.acl`) to the GRANT and REVOKE statements between them,
 * and the grants that an object has the moment it is created.
 */

import { parseGrant } from '../../../facts/catalog/privileges.js';
import { ident } from '../../sql.js';

/** What kind of object holds the privileges; the words are those of GRANT. */
export type GrantTarget =
  | 'TABLE'
  | 'SEQUENCE'
  | 'SCHEMA'
  | 'ROUTINE'
  | 'TYPE'
  | 'FOREIGN DATA WRAPPER'
  | 'FOREIGN SERVER'
  | 'COLUMN';

export interface GrantObject {
  readonly target: GrantTarget;
  /** As it stands after ON: `public.orders`. */
  readonly name: string;
  /** Of a COLUMN privilege: the column, quoted. */
  readonly column?: string;
  /** Owner, quoted; absent where it is the role that runs the plan. */
  readonly owner?: string;
}

/** Grants; absent: what every object of the kind has by default. */
export type Acl = readonly string[] | undefined;

/** Statements that turn the grants `from` into the grants `to`. */
export function grantStatements(object: GrantObject, from: Acl, to: Acl): string[] {
  const before = parseAcl(object.target, from);
  const after = parseAcl(object.target, to);
  const statements: string[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const { role, grantor } = before.get(key) ?? after.get(key) ?? { role: '', grantor: undefined };
    const had = before.get(key)?.privileges;
    const has = after.get(key)?.privileges;
    const found =
      role === '$owner'
        ? ownerStatements(object, object.owner ?? 'CURRENT_USER', had, has)
        : roleStatements(object, role === '' ? 'PUBLIC' : ident(role), had, has);
    if (found.length > 0 && grantor !== undefined)
      statements.push(`SET ROLE ${ident(grantor)}`, ...found, 'RESET ROLE');
    else statements.push(...found);
  }
  // What is taken away goes first, so that nobody has more than both states allow.
  return statements.some((sql) => sql.startsWith('SET ROLE'))
    ? statements
    : [
        ...statements.filter((s) => s.startsWith('REVOKE')),
        ...statements.filter((s) => s.startsWith('GRANT')),
      ];
}

/** Grants of a new object where default privileges add to and take from the built-in ones. */
export function aclAtCreation(
  target: GrantTarget,
  defaults: { readonly granted: readonly string[]; readonly revoked: readonly string[] },
): Acl {
  if (defaults.granted.length === 0 && defaults.revoked.length === 0) return undefined;
  const grants = new Map(
    [...parseAcl(target, undefined)].map(([key, entry]) => [
      key,
      { ...entry, privileges: new Map(entry.privileges) },
    ]),
  );
  for (const [key, { role, privileges }] of defaults.revoked.flatMap((item) => [...parseItems([item])])) {
    const left = grants.get(key) ?? { role, privileges: new Map<string, boolean>() };
    for (const letter of privileges.keys()) left.privileges.delete(letter);
    grants.set(key, left);
  }
  for (const [key, { role, privileges }] of defaults.granted.flatMap((item) => [...parseItems([item])])) {
    const sum = grants.get(key) ?? { role, privileges: new Map<string, boolean>() };
    for (const [letter, option] of privileges)
      sum.privileges.set(letter, option || sum.privileges.get(letter) === true);
    grants.set(key, sum);
  }
  return [...grants.values()].map(({ role, privileges }) => {
    const letters = [...privileges].map(([letter, option]) => (option ? `${letter}*` : letter));
    return `"${role.replaceAll('"', '""')}"=${letters.join('')}`;
  });
}

/** Roles with the privileges that they have, in the words of aclexplode(), `*` for WITH GRANT OPTION; sorted. */
export function privilegesByRole(target: GrantTarget, acl: Acl): ReadonlyMap<string, readonly string[]> {
  const roles = new Map<string, string[]>();
  for (const { role, privileges } of parseAcl(target, acl).values()) {
    const list = [...privileges].map(([letter, option]) => (words[letter] ?? letter) + (option ? '*' : ''));
    roles.set(role, [...new Set([...(roles.get(role) ?? []), ...list])].sort());
  }
  return roles;
}

/** The letter that an aclitem has for a word of GRANT. */
export function letterOf(word: string): string {
  return Object.entries(words).find(([, name]) => name === word)?.[0] ?? '';
}

/** Letter of a privilege to whether it may be granted on. */
type Privileges = ReadonlyMap<string, boolean>;

/** What PUBLIC may do with an object of the kind unless somebody says otherwise. */
const publicDefaults: Partial<Record<GrantTarget, string>> = { ROUTINE: 'X', TYPE: 'U' };

const words: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
};

interface Entry {
  /** Not quoted; '' is PUBLIC, `$owner` the owner. */
  readonly role: string;
  /** Not quoted; absent: the owner. */
  readonly grantor?: string;
  readonly privileges: Privileges;
}

function parseAcl(target: GrantTarget, acl: Acl): Map<string, Entry> {
  const byDefault = publicDefaults[target];
  return parseItems(acl ?? (byDefault === undefined ? [] : [`=${byDefault}`]));
}

function parseItems(items: readonly string[]): Map<string, Entry> {
  return new Map(
    items.map((item) => {
      const { grantee, privileges, grantor } = parseGrant(item);
      const letters = [...privileges.matchAll(/([a-zA-Z])(\*?)/g)].map(
        ([, letter = '', star]) => [letter, star === '*'] as const,
      );
      const entry = {
        role: grantee,
        privileges: new Map(letters),
        ...(grantor === undefined ? {} : { grantor }),
      };
      return [JSON.stringify([grantee, grantor]), entry];
    }),
  );
}

function roleStatements(object: GrantObject, role: string, had?: Privileges, has?: Privileges): string[] {
  const gone: string[] = [];
  const lessened: string[] = [];
  const granted: string[] = [];
  const grantedOn: string[] = [];
  for (const [letter, option] of had ?? []) {
    if (has?.get(letter) === undefined) gone.push(letter);
    else if (option && has.get(letter) === false) lessened.push(letter);
  }
  for (const [letter, option] of has ?? []) {
    const before = had?.get(letter);
    if (before === undefined) (option ? grantedOn : granted).push(letter);
    else if (option && !before) grantedOn.push(letter);
  }
  return [
    ...statement(gone, (list) => `REVOKE ${list} FROM ${role}`, object),
    ...statement(lessened, (list) => `REVOKE GRANT OPTION FOR ${list} FROM ${role}`, object),
    ...statement(granted, (list) => `GRANT ${list} TO ${role}`, object),
    ...statement(grantedOn, (list) => `GRANT ${list} TO ${role} WITH GRANT OPTION`, object),
  ];
}

/** The owner has everything unless an entry says otherwise. */
function ownerStatements(object: GrantObject, role: string, had?: Privileges, has?: Privileges): string[] {
  if (had && has && equal(had, has)) return [];
  const on = `ON ${objectWords(object)}`;
  const all = object.column === undefined ? 'ALL' : `ALL (${object.column})`;
  if (has === undefined) return [`GRANT ${all} ${on} TO ${role}`];
  return [`REVOKE ${all} ${on} FROM ${role}`, ...roleStatements(object, role, undefined, has)];
}

function statement(
  letters: readonly string[],
  write: (list: string) => string,
  object: GrantObject,
): string[] {
  if (letters.length === 0) return [];
  const list = letters.map((letter) => {
    const word = words[letter] ?? letter;
    return object.column === undefined ? word : `${word} (${object.column})`;
  });
  return [write(`${list.join(', ')} ON ${objectWords(object)}`)];
}

function objectWords({ target, name }: GrantObject): string {
  return `${target === 'COLUMN' ? 'TABLE' : target} ${name}`;
}

function equal(a: Privileges, b: Privileges): boolean {
  return a.size === b.size && [...a].every(([letter, option]) => b.get(letter) === option);
}
