/** What must hold of roles before anything is changed: those that the plan names are there, and ours sees every row. */
import { Exit } from '../diagnostics/index.js';
import type { Catalog } from '../facts/catalog/catalog.js';
import { parseGrant } from '../facts/catalog/privileges.js';
import type { Plan, Step } from '../plan/plan.js';
import { Refusal } from './refusal.js';
import type { Session } from './session.js';
import { literal } from './sql.js';

/** Roles belong to the server, not to the schema: no plan makes one, and a step that names a missing one fails. */
export async function checkRoles(session: Session, plan: Plan, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const before = new Set(namedRoles(plan.before.catalog));
  const named = [...new Set(namedRoles(plan.after.catalog))].filter((role) => !before.has(role));
  if (named.length === 0) return;
  const rows = await session.rows(`
    SELECT role FROM (VALUES ${named.map((role) => `(${literal(role)})`).join(', ')}) AS named (role)
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) ORDER BY role`);
  if (rows.length === 0) return;
  throw new Refusal(
    rows.map(({ role }) => ({
      code: 'exec/unknown-role',
      severity: 'error',
      message: `the plan names the role ${role}, and the server has none of that name`,
      why: [
        ...usersOf(String(role), plan.after.catalog),
        'Roles belong to the whole server. Nothing was changed.',
      ],
      fix: { text: 'Make the role, then apply the plan again', code: `CREATE ROLE ${quote(String(role))}` },
      subject: String(role),
    })),
    Exit.no,
  );
}

/**
 * Steps that fill rows, or check keys, must see all of them. Where policies hold for our role, PostgreSQL would end such a step with an
 * error, because the session turns `row_security` off; this says it before the first step.
 */
export async function checkRowsSeen(session: Session, steps: readonly Step[]): Promise<void> {
  const asked = steps.flatMap(({ id, backfill, reads = [] }) =>
    [...reads, ...(backfill ? [backfill.table] : [])].map((table) => ({
      table,
      id,
      does: backfill ? 'fills rows' : 'checks rows',
    })),
  );
  if (asked.length === 0) return;
  const values = asked.map(({ table, id, does }) => `(${literal(table)}, ${literal(id)}, ${literal(does)})`);
  const rows = await session.rows(`
    SELECT DISTINCT ON (relation) relation, step, does, current_user AS me, pg_has_role(c.relowner, 'USAGE') AS owned
    FROM (VALUES ${values.join(', ')}) AS asked (relation, step, does) JOIN pg_class c ON c.oid = to_regclass(relation)
    WHERE row_security_active(c.oid) ORDER BY relation, step`);
  if (rows.length === 0) return;
  throw new Refusal(
    rows.map(({ relation, step, does, me, owned }) => ({
      code: 'exec/rows-hidden',
      severity: 'error',
      message: `the role ${me} does not see all rows of ${relation}: its policies hold for it`,
      why: [
        ...(owned === true ? ['FORCE ROW LEVEL SECURITY holds the owner to them, too.'] : []),
        `${step} ${does}, and would leave out those that are hidden. Nothing was changed.`,
      ],
      fix: {
        text: 'Apply the plan as a role that policies do not hold for, or make it one',
        code: `ALTER ROLE ${quote(String(me))} BYPASSRLS`,
      },
      subject: String(relation),
    })),
    Exit.no,
  );
}

/** Roles of policies, grants and owners; `public` and what stands for the owner are none. */
function namedRoles(catalog: Catalog): string[] {
  const found: string[] = catalog.policies.flatMap((policy) => policy.roles);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (key === 'owner' && typeof part === 'string') found.push(part);
      else if (key === 'acl' && Array.isArray(part)) {
        for (const { grantee, grantor } of part.map(String).map(parseGrant))
          found.push(grantee, grantor ?? '');
      } else visit(part);
    }
  };
  visit(catalog);
  return found.filter((role) => role !== '' && role !== 'public' && role !== '$owner');
}

function usersOf(role: string, { policies }: Catalog): string[] {
  const users = policies.filter((policy) => policy.roles.includes(role));
  return users.map(({ name, table }) => `The policy ${name} of ${table} is for it.`);
}

function quote(role: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;
}
