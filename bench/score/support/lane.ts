/**
 * Two servers of one major, which a lane of cases has for itself: roles belong to a whole server, so the states before
 * and after are loaded on different ones and cannot disturb each other.
 */
import type { Database } from '../../../src/facts/connect/database.js';
import { QueryError } from '../../../src/facts/connect/database.js';
import { openDatabase } from '../../../src/facts/connect/open.js';
import { type Server, startServer } from '../../support/servers.js';

export interface Loaded {
  readonly server: Server;
  readonly name: string;
  readonly url: string;
}

export class Lane {
  private constructor(
    readonly live: Server,
    readonly wanted: Server,
  ) {}

  static async start(major: number): Promise<Lane> {
    const [live, wanted] = await Promise.all([startServer(major, settings), startServer(major, settings)]);
    return new Lane(live, wanted);
  }

  async stop(): Promise<void> {
    await Promise.all([this.live.stop(), this.wanted.stop()]);
  }
}

const settings = { settings: { wal_level: 'logical', max_connections: 40 } } as const;

/** Roles that exist on a server besides its own. */
interface Role {
  readonly name: string;
  readonly attributes: string;
}

/** Loads SQL into a fresh database; creates the roles that it names and does not create itself. */
export async function load(
  server: Server,
  name: string,
  roles: readonly string[],
  sql: readonly string[],
): Promise<Loaded> {
  const named = new Set(roles);
  for (let attempt = 0; ; attempt++) {
    await clean(server, name);
    const url = await server.createDatabase(name);
    const database = await openDatabase(url, {});
    try {
      for (const role of named) await database.exec(`CREATE ROLE ${quote(role)}`);
      for (const text of sql) if (text.trim() !== '') await database.exec(text);
      return { server, name, url };
    } catch (error) {
      const role = roleIn(error);
      if (role === undefined || attempt > 20) throw error;
      if (role.missing) named.add(role.name);
      else named.delete(role.name);
    } finally {
      await database.close();
    }
  }
}

/** Makes the roles of one server on the other, too: roles are not part of a schema. */
export async function copyRoles(from: Loaded, to: Loaded): Promise<void> {
  const roles = await withDatabase(from.url, rolesOf);
  await withDatabase(to.url, async (database) => {
    const there = new Set((await rolesOf(database)).map((role) => role.name));
    for (const role of roles) {
      if (!there.has(role.name)) await database.exec(`CREATE ROLE ${quote(role.name)} ${role.attributes}`);
    }
  });
}

/** Drops the database, and every role that cases have made on the server. */
export async function clean(server: Server, name: string): Promise<void> {
  await withDatabase(server.url(), async (database) => {
    await dropSubscriptions(server, database, name);
    await server.dropDatabase(name);
    const roles = (await rolesOf(database)).map((role) => quote(role.name)).join(', ');
    if (roles !== '') await database.exec(`DROP OWNED BY ${roles} CASCADE; DROP ROLE ${roles}`);
    await database.exec('ALTER ROLE postgres RESET ALL');
  });
}

export async function withDatabase<T>(url: string, use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, {});
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** A database with a subscription cannot be dropped. */
async function dropSubscriptions(server: Server, admin: Database, name: string): Promise<void> {
  const rows = await admin.query(
    'SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = $1',
    [name],
  );
  if (rows.length === 0) return;
  await withDatabase(server.url(name), async (database) => {
    for (const { subname } of rows) {
      const subscription = quote(String(subname));
      await database.exec(`ALTER SUBSCRIPTION ${subscription} DISABLE`);
      await database.exec(`ALTER SUBSCRIPTION ${subscription} SET (slot_name = NONE)`);
      await database.exec(`DROP SUBSCRIPTION ${subscription}`);
    }
  });
}

async function rolesOf(database: Database): Promise<Role[]> {
  const rows = await database.query(
    `SELECT rolname, concat_ws(' ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcanlogin THEN 'LOGIN' END) AS attributes
     FROM pg_roles WHERE rolname <> 'postgres' AND rolname !~ '^pg_' ORDER BY rolname`,
  );
  return rows.map((row) => ({ name: String(row.rolname), attributes: String(row.attributes) }));
}

/** The role that an error says is missing, or is there already. */
function roleIn(error: unknown): { name: string; missing: boolean } | undefined {
  if (!(error instanceof QueryError)) return undefined;
  const match = /^role "(.*)" (does not exist|already exists)$/.exec(error.message);
  return match?.[1] === undefined ? undefined : { name: match[1], missing: match[2] === 'does not exist' };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
