/** A connection to a database, whatever stands behind it, and the error that a statement can end with. */
import type { Value } from './values.js';

/** One row by column name. Of two columns with the same name the last one is kept. */
export type Row = Readonly<Record<string, Value>>;

export type Param = string | number | bigint | boolean | null | readonly (string | number | boolean | null)[];

export interface Database {
  readonly kind: 'postgres' | 'pglite';
  /** Rows of one statement; `$1` names the first parameter. Values: see `values.ts`. */
  query(sql: string, params?: readonly Param[]): Promise<Row[]>;
  /** Sends the text as one simple-protocol message: several statements are one implicit transaction. */
  exec(sql: string): Promise<void>;
  serverVersion(): Promise<ServerVersion>;
  close(): Promise<void>;
}

export interface ServerVersion {
  readonly major: number;
  /** As the server says it: `15.18`. */
  readonly text: string;
}

/** What a server says about a statement that failed, decoded. Absent fields were not sent. */
export type QueryErrorFields = {
  readonly message: string;
  /** SQLSTATE; `58000` for a crash of PGlite, `08006` for a lost connection. */
  readonly code: string;
  /** 1-based, in characters (code points) of the text that was sent. */
  readonly position?: number;
  /** 1-based, in characters of `internalQuery`. */
  readonly internalPosition?: number;
} & { readonly [Field in (typeof textFields)[number]]?: string };

/** The fields of an error as the wire protocol parsers of both doors name them. */
export type WireError = { readonly [Field in keyof QueryErrorFields]?: string | undefined };

export interface QueryError extends Omit<QueryErrorFields, 'message'> {}

/** A statement failed. Not a `WesleyError`: the caller knows which text was sent, and what to tell the user. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor takes all of the fields over.
export class QueryError extends Error {
  /** The connection is gone: nobody knows whether the statement took effect. */
  readonly connectionLost: boolean;

  constructor(fields: QueryErrorFields, connectionLost = false) {
    super(fields.message);
    this.name = 'QueryError';
    Object.assign(this, fields);
    this.connectionLost = connectionLost;
  }
}

const textFields = [
  'severity',
  'internalQuery',
  'where',
  'detail',
  'hint',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'routine',
] as const;

/** The query names a table, column, function, type or schema that is not there. */
export function namesWhatIsAbsent({ code }: QueryError): boolean {
  return ['42P01', '42703', '42883', '42704', '3F000'].includes(code);
}

export function decodeWireError(wire: WireError): QueryErrorFields {
  const fields: Record<string, string | number> = {};
  for (const name of textFields) {
    const text = wire[name];
    if (text !== undefined && text !== null) fields[name] = text;
  }
  if (wire.position) fields.position = Number(wire.position);
  if (wire.internalPosition) fields.internalPosition = Number(wire.internalPosition);
  return { ...fields, message: wire.message ?? 'unknown error', code: wire.code ?? 'XX000' };
}

/** `150018` to 15, and the text as the server says it. */
export function decodeServerVersion(number: Value, text: Value): ServerVersion {
  return { major: Math.floor(Number(number) / 10000), text: String(text).split(' ')[0]! };
}
