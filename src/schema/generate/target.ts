/** What a generator is: a schema in, files out. Generators of teams have the same shape. */
import type { CatalogHash } from '../../facts/catalog/hash.js';
import type { SchemaModel } from '../model.js';

export interface Target {
  /** Word of `--target`. */
  readonly name: string;
  /** One sentence for help and documentation. */
  readonly doc: string;
  /**
   * Files for a schema without errors. The same schema and options give the same bytes, whatever the machine and the day.
   * `options` is what the configuration says for this target, checked by the generator: it throws `WesleyError`
   * (`readOptions` does). The line that marks a file as generated is added afterwards.
   */
  generate(
    model: SchemaModel,
    options: Readonly<Record<string, unknown>>,
    context?: TargetContext,
  ): readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;
}

/** What there is beside the model when the schema is not SDL; it costs nothing until it is asked. */
export interface TargetContext {
  /** The hash of the schema, of some schemas only where they are named. From a database it is that of the database. */
  hash(schemas?: readonly string[]): Promise<CatalogHash>;
  /** SQL that makes all of it on an empty database, what the model has no words for too. */
  statements?(): Promise<readonly string[]>;
  /** Objects that neither the model nor the statements have. */
  readonly unmodelled?: readonly { readonly kind: string; readonly id: string }[];
}

export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  /** Ends with a newline. */
  readonly text: string;
}
