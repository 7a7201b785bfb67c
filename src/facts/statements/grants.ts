/** Facts of GRANT and REVOKE: of privileges on objects, of membership in roles, and of what later objects will have. */
import type { Node } from '../../../wasm/index.js';
import { objectName } from './objects.js';
import { as, type NodeOf, objectWord } from './tree.js';
import { grantPrivileges } from './words.js';
import type { StatementWriter } from './writer.js';

export function grant(writer: StatementWriter, statement: NodeOf<'GrantStmt'>): void {
  const kind = objectWord(statement.objtype);
  const how = howOf(statement.is_grant);
  const all = statement.targtype === 'ACL_TARGET_ALL_IN_SCHEMA';
  for (const node of statement.objects ?? []) {
    const range = as(node, 'RangeVar');
    const object =
      range === undefined ? objectName(writer, all ? 'schema' : kind, node) : writer.relation(range);
    if (range !== undefined) writer.add('stmt_grants_on', object);
    writer.add('stmt_grants', how, all ? `all ${kind}s in schema` : kind, object);
  }
  privileges(writer, statement);
}

/** GRANT and REVOKE of membership. */
export function grantRole(writer: StatementWriter, statement: NodeOf<'GrantRoleStmt'>): void {
  const how = howOf(statement.is_grant);
  for (const node of statement.granted_roles ?? []) {
    writer.add('stmt_grants', how, 'role', as(node, 'AccessPriv')?.priv_name ?? '');
  }
  for (const node of statement.grantee_roles ?? []) writer.add('stmt_grants_to', how, roleName(node));
}

/** ALTER DEFAULT PRIVILEGES grants on objects that are not there yet. */
export function defaultPrivileges(
  writer: StatementWriter,
  statement: NodeOf<'AlterDefaultPrivilegesStmt'>,
): void {
  if (statement.action !== undefined) privileges(writer, statement.action);
}

/** Which privileges go to whom, or are taken from whom. */
function privileges(writer: StatementWriter, statement: NodeOf<'GrantStmt'>): void {
  const how = howOf(statement.is_grant);
  for (const node of statement.grantees ?? []) writer.add('stmt_grants_to', how, roleName(node));
  const named = statement.privileges ?? [];
  if (named.length === 0) writer.add('stmt_grants_privilege', how, 'all');
  for (const node of named) {
    const written = as(node, 'AccessPriv')?.priv_name ?? 'all';
    const name = written === 'temp' ? 'temporary' : written;
    // PostgreSQL refuses any other word.
    if (grantPrivileges.includes(name)) writer.add('stmt_grants_privilege', how, name);
  }
}

function howOf(isGrant: boolean | undefined): string {
  return isGrant === true ? 'grant' : 'revoke';
}

/** `public` is everybody, and no role may be called so. */
function roleName(node: Node): string {
  const role = as(node, 'RoleSpec');
  switch (role?.roletype) {
    case 'ROLESPEC_PUBLIC':
      return 'public';
    case 'ROLESPEC_CURRENT_ROLE':
      return 'current_role';
    case 'ROLESPEC_SESSION_USER':
      return 'session_user';
    default:
      return role?.rolename ?? 'current_user';
  }
}
