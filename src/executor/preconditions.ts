/** What must hold before anything is changed. Each check throws a refusal that says what to do. */
import { type Diagnostic, Exit } from '../diagnostics/index.js';
import type { Plan, Step } from '../plan/plan.js';
import { Refusal } from './refusal.js';
import type { Session } from './session.js';
import { literal } from './sql.js';

/** A direct connection to a primary that can be written to, of the version that the plan was made for. */
export async function checkServer(session: Session, plan: Plan): Promise<number> {
  const [row] = await session.rows(`
    SELECT pg_backend_pid() AS pid, pg_is_in_recovery() AS standby,
      current_setting('transaction_read_only') = 'on' AS read_only, current_setting('server_version_num')::int AS version`);
  const major = Math.floor(Number(row?.version) / 10_000);
  if (session.kind === 'postgres' && Number(row?.pid) !== session.pid) {
    throw refuse('exec/pooled-connection', 'the connection goes through a pooler that shares sessions', {
      why: [
        `The server says that process ${row?.pid} serves it, the connection was told ${session.pid}.`,
        'Locks and settings of a session would be lost, or left to other clients.',
      ],
      fix: { text: 'Connect to the server itself, or to a session pool' },
    });
  }
  if (row?.standby === true) {
    throw refuse('exec/standby', 'the server is a standby: it cannot be changed', {
      fix: { text: 'Connect to the primary' },
    });
  }
  if (row?.read_only === true) {
    throw refuse('exec/read-only', 'the session is read-only', {
      why: ['default_transaction_read_only is on for the server, the database or the role.'],
      fix: { text: 'Connect as a role that may write, or to the primary' },
    });
  }
  if (major !== plan.server.major) {
    throw new Refusal(
      {
        code: 'plan/wrong-server',
        severity: 'error',
        message: `the plan was made for PostgreSQL ${plan.server.major}, and the server is ${major}`,
        why: ['What a statement locks, scans and rewrites depends on the version.'],
        fix: { text: 'Make the plan for this server', code: 'wesley plan' },
      },
      Exit.stale,
      'stale',
    );
  }
  return major;
}

/** Every destruction of `steps` is accepted: by the plan, or now. */
export function checkDestructions(
  plan: Plan,
  steps: readonly Step[],
  unsafe: readonly string[],
): Diagnostic[] {
  const all = [...new Set(plan.steps.flatMap((step) => step.destroys))];
  const accepted = new Set([...plan.accepted, ...unsafe].flatMap((name) => only(matching(name, all))));
  const missing = [...new Set(steps.flatMap((step) => step.destroys))].filter((name) => !accepted.has(name));
  if (missing.length > 0) {
    const flags = missing.map((name) => `--unsafe ${quoteForShell(name)}`).join(' ');
    throw new Refusal(
      missing.map((name) => ({
        code: 'exec/destruction-not-accepted',
        severity: 'error',
        message: `the plan destroys ${name}, and nobody has accepted that`,
        why: [...stepsThat(steps, name), 'Nothing was changed.'],
        fix: { text: 'If it shall be gone, say so by name', code: `wesley apply ${flags}` },
        subject: name,
      })),
      Exit.declined,
    );
  }
  return unsafe
    .filter((name) => matching(name, all).length !== 1)
    .map((name) => ({
      code: 'exec/unknown-destruction',
      severity: 'warning',
      message:
        matching(name, all).length === 0
          ? `--unsafe ${name} names nothing that the plan destroys`
          : `--unsafe ${name} could mean ${matching(name, all).join(' or ')}, so it accepts nothing`,
      fix: { text: all.length === 0 ? 'Leave it out' : `The plan destroys ${all.join(', ')}` },
    }));
}

/** The role may do what the steps do: it owns the tables, or is a member of the role that does. */
export async function checkRights(session: Session, steps: readonly Step[]): Promise<void> {
  const claims = steps.flatMap((step) =>
    step.locks
      .filter((lock) => lock.blocks !== 'nothing')
      .map(({ relation }) => ({ relation, step: step.id, alone: step.locks.length === 1 })),
  );
  if (claims.length === 0) return;
  const values = claims.map(
    ({ relation, step, alone }) => `(${literal(relation)}, ${literal(step)}, ${alone})`,
  );
  const rows = await session.rows(`
    SELECT DISTINCT ON (relation) relation, step, pg_get_userbyid(c.relowner) AS owner, current_user AS me
    FROM (VALUES ${values.join(', ')}) AS claim (relation, step, alone)
      JOIN pg_class c ON c.oid = to_regclass(relation)
    WHERE NOT pg_has_role(c.relowner, 'USAGE')
      AND (alone OR c.relkind NOT IN ('r', 'p') OR NOT has_table_privilege(c.oid, 'REFERENCES'))
    ORDER BY relation, step`);
  if (rows.length === 0) return;
  throw new Refusal(
    rows.map((row) => ({
      code: 'exec/insufficient-rights',
      severity: 'error',
      message: `the role ${row.me} may not change ${row.relation}: it belongs to ${row.owner}`,
      why: [`${row.step} needs it. Nothing was changed.`],
      fix: {
        text: 'Connect as the owner, or make the role a member of it',
        code: `GRANT ${row.owner} TO ${row.me}`,
      },
      subject: String(row.relation),
    })),
    Exit.no,
  );
}

/** No table is larger than the plan relies on. */
export async function checkSizes(session: Session, steps: readonly Step[]): Promise<void> {
  const limits = new Map<string, number>();
  for (const { table, maxBytes } of steps.flatMap((step) => step.assumes ?? [])) {
    limits.set(table, Math.min(maxBytes, limits.get(table) ?? maxBytes));
  }
  if (limits.size === 0) return;
  const values = [...limits].map(([table, maxBytes]) => `(${literal(table)}, ${maxBytes}::bigint)`);
  const rows = await session.rows(`
    SELECT relation, pg_size_pretty(pg_total_relation_size(c.oid)) AS size, pg_size_pretty(most) AS most
    FROM (VALUES ${values.join(', ')}) AS assumed (relation, most) JOIN pg_class c ON c.oid = to_regclass(relation)
    WHERE pg_total_relation_size(c.oid) > most ORDER BY relation`);
  if (rows.length === 0) return;
  throw new Refusal(
    rows.map((row) => ({
      code: 'plan/outgrown',
      severity: 'error',
      message: `${row.relation} has ${row.size}, and the plan relies on at most ${row.most}`,
      why: ['What is quick on a small table stops the application on a large one. Nothing was changed.'],
      fix: { text: 'Make the plan again with the sizes of today', code: 'wesley plan' },
      subject: String(row.relation),
    })),
    Exit.stale,
    'stale',
  );
}

/** `orders.total` for `public.orders.total`, when only one thing ends like that. */
function matching(name: string, all: readonly string[]): string[] {
  if (all.includes(name)) return [name];
  return all.filter((one) => one.endsWith(`.${name}`));
}

function stepsThat(steps: readonly Step[], destroyed: string): string[] {
  return steps
    .filter((step) => step.destroys.includes(destroyed))
    .map((step) => `${step.id}: ${step.title}.`);
}

function quoteForShell(text: string): string {
  return /^[\w.]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function refuse(
  code: string,
  message: string,
  more: { why?: readonly string[]; fix: { text: string } },
): Refusal {
  return new Refusal({ code, severity: 'error', message, ...more }, Exit.no);
}

function only(names: readonly string[]): readonly string[] {
  return names.length === 1 ? names : [];
}
