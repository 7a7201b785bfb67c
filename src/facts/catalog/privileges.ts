/** Privileges: PostgreSQL's aclitem texts in the form of `Described.acl`, which is equal wherever the grants are. */
import { compareText } from './sorted.js';

export interface Grant {
  /** Role name, not quoted; '' is PUBLIC; `$owner` is the owner. */
  readonly grantee: string;
  /** Letters, each followed by `*` when it may be granted on: `r*w`. */
  readonly privileges: string;
  /** Absent: the owner. */
  readonly grantor?: string;
}

/** Grants that differ from the default privileges; undefined when none do. See `Described.acl`. */
export function grantsOf(
  acl: readonly string[] | null | undefined,
  defaults: readonly string[] | null | undefined,
  owner: string | undefined,
): string[] | undefined {
  if (acl === null || acl === undefined) return undefined;
  const usual = withoutOwner(defaults ?? [], defaults ?? [], owner);
  const actual = withoutOwner(acl, defaults ?? [], owner);
  return usual.join('\n') === actual.join('\n') ? undefined : actual;
}

/** Reads one entry of `Described.acl`, or an aclitem as PostgreSQL prints it. */
export function parseGrant(item: string): Grant {
  const grantee = readRole(item, 0);
  const slash = item.indexOf('/', grantee.end);
  const privileges = item.slice(grantee.end + 1, slash === -1 ? undefined : slash);
  if (slash === -1) return { grantee: grantee.name, privileges };
  return { grantee: grantee.name, privileges, grantor: readRole(item, slash + 1).name };
}

function withoutOwner(acl: readonly string[], defaults: readonly string[], owner?: string): string[] {
  const complete = defaults.map(parseGrant).find((grant) => grant.grantee === owner)?.privileges ?? '';
  const items: string[] = [];
  let own = '';
  for (const { grantee, privileges, grantor } of acl.map(parseGrant)) {
    if (grantee === owner && grantee !== '') own = privileges;
    else
      items.push(
        `${quoteRole(grantee)}=${privileges}${grantor === owner ? '' : `/${quoteRole(grantor ?? '')}`}`,
      );
  }
  if (own !== complete) items.push(`$owner=${own}`);
  return items.sort(compareText);
}

function readRole(item: string, start: number): { name: string; end: number } {
  if (item[start] !== '"') {
    const end = item.slice(start).search(/[=/]|$/) + start;
    return { name: item.slice(start, end), end };
  }
  let name = '';
  let at = start + 1;
  for (; at < item.length; at += 1) {
    if (item[at] !== '"') name += item[at];
    else if (item[at + 1] === '"') name += item[at++];
    else break;
  }
  return { name, end: at + 1 };
}

function quoteRole(name: string): string {
  return /^[\p{L}\p{N}_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
