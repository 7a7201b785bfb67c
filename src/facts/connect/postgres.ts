/** The door to a PostgreSQL server: the only file that imports the driver. */
import pg from 'pg';
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { type ConnectionFields, describeConnection } from './conninfo.js';
import {
  type Database,
  decodeServerVersion,
  decodeWireError,
  type Param,
  QueryError,
  type QueryErrorFields,
  type Row,
  type ServerVersion,
  type WireError,
} from './database.js';
import { passwordFromFile } from './pgpass.js';
import { type Attempt, attemptsOf, tlsError } from './tls.js';
import { decoderOf, encodeParam } from './values.js';

/** What one statement gave back. */
export interface StatementResult {
  /** The command word: `ALTER`, `SELECT`. Empty for an empty statement. */
  readonly command: string;
  readonly rowCount: number;
  readonly rows: Row[];
}

/** A direct connection with everything a runner needs to know about it. One statement at a time, in call order. */
export class PostgresSession {
  readonly fields: ConnectionFields;
  private readonly client: pg.Client;
  private lostError: QueryError | undefined;
  private ended = false;
  private tail: Promise<unknown> = Promise.resolve();
  private readonly noticeListeners = new Set<(notice: QueryErrorFields) => void>();
  private readonly lostListeners = new Set<(error: QueryError) => void>();

  private constructor(fields: ConnectionFields, client: pg.Client) {
    this.fields = fields;
    this.client = client;
    client.on('notice', (notice) => {
      for (const listener of this.noticeListeners) listener(decodeWireError(notice as WireError));
    });
    client.on('error', (error) => this.lose(error));
    client.on('end', () => {
      if (!this.ended) this.lose(new Error('the server closed the connection'));
    });
  }

  static async open(fields: ConnectionFields): Promise<PostgresSession> {
    const session = new PostgresSession(fields, await connect(fields));
    try {
      // A database or role may have another encoding as its default; the driver decodes UTF8 only.
      await session.run("SET client_encoding = 'UTF8'");
      await session.checkTarget();
      return session;
    } catch (error) {
      await session.end();
      throw error;
    }
  }

  /** The server's process that serves this connection. */
  get processId(): number {
    return (this.client as unknown as Inside).processID;
  }

  /** Why the connection is gone; undefined while it is there. */
  get lost(): QueryError | undefined {
    return this.lostError;
  }

  onNotice(listener: (notice: QueryErrorFields) => void): void {
    this.noticeListeners.add(listener);
  }

  onLost(listener: (error: QueryError) => void): void {
    this.lostListeners.add(listener);
  }

  /** Simple protocol, the text as one message; one result per statement. */
  run(sql: string): Promise<StatementResult[]> {
    return this.inTurn(async () => {
      const answer: unknown = await this.client.query<unknown[]>({ text: sql, rowMode: 'array' });
      return (Array.isArray(answer) ? answer : [answer]).map((one) =>
        decodeResult(one as pg.QueryArrayResult),
      );
    });
  }

  /** Extended protocol: one statement with parameters. */
  query(sql: string, params: readonly Param[] = []): Promise<StatementResult> {
    return this.inTurn(async () => {
      const values = params.map(encodeParam);
      const config = { text: sql, values, rowMode: 'array' as const, queryMode: 'extended' };
      return decodeResult(await this.client.query(config));
    });
  }

  async serverVersion(): Promise<ServerVersion> {
    const { rows } = await this.query(
      "select current_setting('server_version_num') as number, current_setting('server_version') as text",
    );
    return decodeServerVersion(rows[0]!.number!, rows[0]!.text!);
  }

  /** Says goodbye; a statement that is still running is waited for. */
  async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    await this.tail.catch(() => {});
    if (this.lostError === undefined) await this.client.end().catch(() => {});
  }

  /** Drops the connection without a word. The server may go on with the running statement. */
  destroy(): void {
    this.ended = true;
    (this.client as unknown as Inside).connection.stream.destroy();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(async () => {
      if (this.lostError !== undefined) throw this.lostError;
      try {
        return await work();
      } catch (error) {
        throw this.toQueryError(error);
      }
    });
    this.tail = turn.catch(() => {});
    return turn;
  }

  /** What the server said; or that the connection is gone; or, as it came, a bug of ours. */
  private toQueryError(error: unknown): unknown {
    const wire = error as WireError;
    if (wire.severity === undefined) return this.lostError ?? error;
    const fatal = endsConnection(wire);
    const decoded = new QueryError(decodeWireError(wire), fatal);
    if (fatal) this.lose(decoded);
    return decoded;
  }

  private lose(error: Error): void {
    if (this.lostError !== undefined) return;
    const silent = (error as WireError).severity === undefined ? { code: '08006' } : {};
    this.lostError =
      error instanceof QueryError ? error : new QueryError({ ...decodeWireError(error), ...silent }, true);
    if (this.ended) return;
    for (const listener of this.lostListeners) listener(this.lostError);
  }

  private async checkTarget(): Promise<void> {
    const wanted = this.fields.targetSession;
    if (wanted === 'any') return;
    const { rows } = await this.query(
      "select pg_is_in_recovery() as standby, current_setting('transaction_read_only') = 'on' as read_only",
    );
    const { standby, read_only } = rows[0]!;
    if (standby === true || (wanted === 'read-write' && read_only === true)) {
      throw unreachable(
        this.fields,
        `it is ${standby ? 'a standby' : 'read-only'}, and target_session_attrs=${wanted} was asked for`,
      );
    }
  }
}

/** A connection as everyone but the runner sees it. */
export async function openPostgres(fields: ConnectionFields): Promise<Database> {
  const session = await PostgresSession.open(fields);
  return {
    kind: 'postgres',
    query: async (sql, params) =>
      params === undefined
        ? ((await session.run(sql)).at(-1)?.rows ?? [])
        : (await session.query(sql, params)).rows,
    exec: async (sql) => {
      await session.run(sql);
    },
    serverVersion: () => session.serverVersion(),
    close: () => session.end(),
  };
}

/** The word FATAL may be translated, so the codes with which a server ends a connection count, too. */
function endsConnection({ severity, code = '' }: WireError): boolean {
  return severity === 'FATAL' || severity === 'PANIC' || /^(08...|57P0[1-5]|25P0[34])$/.test(code);
}

function decodeResult({ command, rowCount, rows, fields }: pg.QueryArrayResult): StatementResult {
  return {
    command: command ?? '',
    rowCount: rowCount ?? 0,
    rows: rows.map((row) => Object.fromEntries(fields.map((field, i) => [field.name, row[i]]))),
  };
}

async function connect(fields: ConnectionFields): Promise<pg.Client> {
  const attempts = attemptsOf(fields);
  let last: unknown;
  for (const [i, attempt] of attempts.entries()) {
    try {
      return await connectOnce(fields, attempt);
    } catch (error) {
      last = error;
      if (i + 1 < attempts.length && !worthAnotherAttempt(error, attempt)) break;
    }
  }
  throw explain(last, fields);
}

/** libpq tries the other way when TLS failed, or when the server's access rules refused this way. */
function worthAnotherAttempt(error: unknown, attempt: Attempt): boolean {
  if ((error as WireError).code === '28000') return true;
  return attempt !== false && isTlsError(error);
}

async function connectOnce(fields: ConnectionFields, ssl: Attempt): Promise<pg.Client> {
  const client = new pg.Client({
    host: fields.hostaddr ?? fields.host,
    port: fields.port,
    database: fields.database,
    user: fields.user,
    // A function, because the driver would look for a missing one in the environment of the process.
    password: () => fields.password ?? passwordFromFile(fields) ?? missingPassword(fields),
    ssl,
    application_name: fields.applicationName,
    connectionTimeoutMillis: fields.connectTimeout * 1000,
    keepAlive: true,
    enableChannelBinding: fields.channelBinding !== 'disable',
    sslnegotiation: ssl === false ? 'postgres' : fields.sslnegotiation,
    types: { getTypeParser: ((oid: number) => decoderOf(oid)) as never },
  } as pg.ClientConfig);
  const inside = client as unknown as Inside;
  // The driver would take missing options from the environment of the process, too.
  inside.connectionParameters.options = fields.options;
  let bound = false;
  inside.connection.on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
    bound = ssl !== false && mechanisms.includes('SCRAM-SHA-256-PLUS');
  });
  // Late errors of a connection that failed have been reported already.
  const ignore = () => {};
  client.on('error', ignore);
  try {
    await client.connect();
    if (fields.channelBinding === 'require' && !bound) {
      throw authenticationError(
        fields,
        'the server did not offer channel binding, and channel_binding=require was asked for',
      );
    }
  } catch (error) {
    inside.connection.stream.destroy();
    throw error;
  }
  client.off('error', ignore);
  return client;
}

/** Parts of the driver's client that its type declarations leave out. */
interface Inside {
  readonly processID: number;
  readonly connection: NodeJS.EventEmitter & { readonly stream: { destroy(): void } };
  readonly connectionParameters: { options: string | undefined };
}

function missingPassword(fields: ConnectionFields): never {
  throw authenticationError(
    fields,
    'the server asks for a password and none is given',
    'Put the password in PGPASSWORD, in ~/.pgpass, or in the URL',
  );
}

function authenticationError(fields: ConnectionFields, why: string, fix?: string): WesleyError {
  return new WesleyError(
    {
      code: 'db/authentication',
      severity: 'error',
      message: `${describeConnection(fields)}: ${why}`,
      ...(fix === undefined ? {} : { fix: { text: fix } }),
    },
    Exit.unreachable,
  );
}

function isTlsError(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    /SSL|TLS|CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/i.test(code ?? '') ||
    /does not support SSL|establishing an SSL|before secure TLS/i.test(message)
  );
}

function explain(error: unknown, fields: ConnectionFields): WesleyError {
  if (error instanceof WesleyError) return error;
  const { code, message } = error as Error & { code?: string };
  if (isTlsError(error)) {
    const plain = /does not support SSL/.test(message);
    return tlsError(
      `${describeConnection(fields)}: ${plain ? `the server has no TLS, and sslmode=${fields.sslmode} needs it` : message}`,
      plain ? 'Turn ssl on in the server, or use sslmode=prefer on a network that you trust' : undefined,
    );
  }
  if (code === '28P01' || code === '28000' || message.startsWith('SASL:')) {
    return authenticationError(fields, message, 'Check the user, the password and pg_hba.conf');
  }
  if (code === '3D000') {
    return new WesleyError(
      {
        code: 'db/unknown-database',
        severity: 'error',
        message: `there is no database "${fields.database}" at ${fields.host}:${fields.port}`,
        fix: {
          text: 'Check its name, or create it',
          code: `createdb -h ${fields.host} -p ${fields.port} ${fields.database}`,
        },
      },
      Exit.unreachable,
    );
  }
  return unreachable(fields, reason(error as NodeJS.ErrnoException, fields));
}

function reason(error: NodeJS.ErrnoException, fields: ConnectionFields): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (connection refused)';
    case 'ENOENT':
      return 'there is no such socket';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name "${fields.host}" is not known`;
    case 'EACCES':
      return 'the socket may not be used by this user';
  }
  if (error.message === 'timeout expired') return `no answer within ${fields.connectTimeout} s`;
  // An AggregateError of several addresses has no message of its own.
  return error.message || error.code || 'the connection failed';
}

function unreachable(fields: ConnectionFields, why: string): WesleyError {
  return new WesleyError(
    {
      code: 'db/unreachable',
      severity: 'error',
      message: `cannot connect to ${describeConnection(fields)}: ${why}`,
      fix: {
        text: 'Check that the server runs and that host and port are right',
        code: `pg_isready -h ${fields.host} -p ${fields.port}`,
      },
    },
    Exit.unreachable,
  );
}
