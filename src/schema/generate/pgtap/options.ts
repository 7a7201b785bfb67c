/** What a team says besides. */
export interface PgtapOptions {
  readonly [key: string]: unknown;
  /** Folder of the tests. */
  readonly folder: string;
  /** Role that the tests of isolation take; by default the one of the policies, else one that lives as long as the test. */
  readonly role: string;
  /** Statement that makes `{value}` the tenant who asks, where policies do not read a setting. */
  readonly setTenant: string;
  readonly setUser: string;
  /** SQL of values, by `table.column`; `{n}` is the number of the row. */
  readonly values: Readonly<Record<string, string>>;
}
