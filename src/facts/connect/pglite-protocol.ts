/** What passes between the door to PGlite and the worker that it runs in. */
import type { QueryErrorFields } from './database.js';

/** What a worker is started for. */
export type Task =
  | {
      readonly kind: 'serve';
      /** Tar of a fresh data folder; unpacked when `dataDir` is absent or still empty. */
      readonly seed: string;
      readonly dataDir: string | undefined;
      readonly extensions: readonly string[];
      readonly searchPath: string | undefined;
    }
  | { readonly kind: 'make-seed'; readonly file: string };

export type Request =
  | { readonly id: number; readonly kind: 'run'; readonly sql: string }
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly sql: string;
      readonly params: readonly (string | null)[];
    }
  | { readonly id: number; readonly kind: 'close' };

export type Response =
  /** The answer to the start has id 0. */
  | { readonly id: number; readonly results: readonly RawResult[] }
  | { readonly id: number; readonly error: QueryErrorFields; readonly crashed: boolean };

/** One statement's answer, as text. */
export interface RawResult {
  readonly command: string;
  readonly columns: readonly { readonly name: string; readonly type: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}
