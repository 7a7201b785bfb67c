/** Default privileges of the role that runs the plan: what a new object is granted without being asked. */
import type { State } from '../../states.js';
import { type Acl, aclAtCreation, type GrantTarget, letterOf } from './grants.js';

/** Grants of an object of this kind the moment it is made in the schema, by the default privileges of the state. */
export function grantsAtCreation(state: State, target: GrantTarget, schema: string | undefined): Acl {
  const objects = words[target];
  if (objects === undefined) return undefined;
  const entries = state.catalog.others
    .filter((object) => object.kind === 'default privileges')
    .map((object) => parse(object.create))
    .filter((entry) => entry !== undefined && entry.role === undefined && entry.objects === objects);
  const everywhere = entries.filter((entry) => entry?.schema === undefined);
  const inSchema = entries.filter((entry) => entry?.schema !== undefined && entry.schema === schema);
  const items = (list: typeof entries): string[] =>
    list.flatMap((entry) => (entry === undefined || !entry.grants ? [] : [entry.item]));
  const revoked = everywhere.flatMap((entry) => (entry === undefined || entry.grants ? [] : [entry.item]));
  return aclAtCreation(target, { granted: [...items(everywhere), ...items(inSchema)], revoked });
}

const words: Partial<Record<GrantTarget, string>> = {
  TABLE: 'TABLES',
  SEQUENCE: 'SEQUENCES',
  ROUTINE: 'ROUTINES',
  TYPE: 'TYPES',
  SCHEMA: 'SCHEMAS',
};

interface Entry {
  readonly role?: string;
  /** Not quoted. */
  readonly schema?: string;
  readonly objects: string;
  readonly grants: boolean;
  /** In aclitem form. */
  readonly item: string;
}

/** Reads a statement as the catalog writes it. */
function parse(create: string): Entry | undefined {
  const name = '("(?:[^"]|"")*"|\\S+)';
  const match = new RegExp(
    `^ALTER DEFAULT PRIVILEGES(?: FOR ROLE ${name})?(?: IN SCHEMA ${name})? (GRANT|REVOKE) ([A-Z, ]+) ON ([A-Z ]+) (?:TO|FROM) ${name}( WITH GRANT OPTION)?$`,
  ).exec(create);
  if (match === null) return undefined;
  const [, role, schema, verb, list = '', objects = '', grantee = '', option] = match;
  const letters = list.split(', ').map((word) => letterOf(word) + (option === undefined ? '' : '*'));
  return {
    ...(role === undefined ? {} : { role }),
    ...(schema === undefined ? {} : { schema: unquote(schema) }),
    objects,
    grants: verb === 'GRANT',
    item: `${grantee === 'PUBLIC' ? '' : grantee}=${letters.join('')}`,
  };
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
