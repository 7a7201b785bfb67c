/** An application with tenants on a real server: its schema made from SDL by a plain role, its queries run by another one. */
import type { Server } from '../../bench/support/servers.js';
import { SourceText } from '../../src/diagnostics/index.js';
import type { Database } from '../../src/facts/connect/database.js';
import { compileSdl } from '../../src/schema/index.js';
import { open } from '../executor/plans.js';

export const owner = 'wesley_policy_owner';
export const app = 'wesley_policy_app';

let databases = 0;

/** An empty database that belongs to `owner`, a role that no policy spares. */
export async function ownedDatabase(server: Server): Promise<{ url: string; asOwner: string; db: Database }> {
  const name = `policies_${process.pid}_${++databases}`;
  const url = await server.createDatabase(name);
  const db = await open(url);
  for (const role of [owner, app]) {
    await db.exec(
      `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} LOGIN; END IF; END $$`,
    );
  }
  await db.exec(
    `ALTER DATABASE ${name} OWNER TO ${owner}; ALTER SCHEMA public OWNER TO ${owner}; GRANT USAGE ON SCHEMA public TO ${app}; GRANT ${app} TO ${owner}`,
  );
  return { url, asOwner: url.replace('postgres@', `${owner}@`), db };
}

export async function compiled(sdl: string): Promise<string> {
  const { sql, diagnostics } = await compileSdl([new SourceText('app.graphql', sdl)]);
  const [error] = diagnostics.filter((one) => one.severity === 'error');
  if (sql === undefined || error !== undefined) throw new Error(error?.message);
  return sql;
}

/** The schema of an SDL in a database of its own, with everything granted to the application. */
export async function appDatabase(server: Server, sdl: string): Promise<Database> {
  const { db } = await ownedDatabase(server);
  await db.exec(`SET ROLE ${owner}; ${await compiled(sdl)} RESET ROLE`);
  await grantAll(db);
  return db;
}

export async function grantAll(db: Database): Promise<void> {
  await db.exec(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${app}`);
}

/** Who asks, and as which role; nobody when nothing is said. */
export interface Asker {
  readonly tenant?: string;
  readonly user?: string;
  readonly role?: string;
}

/** What a query answers: its rows, each value as text; or its error. Nothing stays. */
export async function ask(db: Database, asker: Asker, sql: string): Promise<string[] | string> {
  const settings = { 'app.tenant_id': asker.tenant, 'app.user_id': asker.user };
  await db.exec('BEGIN');
  try {
    for (const [name, value] of Object.entries(settings)) {
      if (value !== undefined) await db.query(`SELECT set_config('${name}', '${value}', true)`);
    }
    await db.exec(`SET LOCAL ROLE ${asker.role ?? app}`);
    const rows = await db.query(sql);
    return rows.map((row) => Object.values(row).map(String).join(' '));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await db.exec('ROLLBACK');
  }
}
