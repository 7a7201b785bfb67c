/** How a team wants its SDL to be read: names, keys, enums, scalars of its own. */

export interface SchemaSettings {
  /** `snake_case`: `placedAt` is the column `placed_at`. `exact`: names as they are written. */
  readonly names: 'snake_case' | 'exact';
  /** What a field of type ID is, and how a key of that type is filled: gen_random_uuid(), an identity, or not at all. */
  readonly id: 'uuid' | 'bigint' | 'text';
  /** How an enum is kept: a type of PostgreSQL's own, or text with a CHECK. */
  readonly enums: 'type' | 'check';
  /** Schema of types without one. */
  readonly schema: string;
  /** Scalars of the team, by GraphQL name. */
  readonly scalars: Readonly<Record<string, ScalarSetting>>;
  readonly policies?: PolicySettings;
}

/** How a database is told who asks, and whom policies are for. */
export interface PolicySettings {
  /** Setting that holds the tenant who asks; `app.tenant_id` by default. */
  readonly tenant?: string;
  /** Setting that holds the user who asks; `app.user_id` by default. */
  readonly user?: string;
  /** Roles of policies that name none; everyone by default. */
  readonly roles?: readonly string[];
  /** Whether the owner of a table is held to its policies, too; true by default. */
  readonly force?: boolean;
}

export interface ScalarSetting {
  /** SQL type of a column: `numeric(12,2)`. */
  readonly sql: string;
  /** TypeScript type of a value as the driver gives it; by default that of the SQL type. */
  readonly ts?: string;
  /** Zod schema of a value, as an expression over `z`; by default that of the SQL type. */
  readonly zod?: string;
}

export const defaultSettings: SchemaSettings = {
  names: 'snake_case',
  id: 'uuid',
  enums: 'type',
  schema: 'public',
  scalars: {},
};
