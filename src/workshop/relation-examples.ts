/** Example rows of the relations that rules derive: true ones, found in the solved examples of the rules. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Value } from '../engine/index.js';
import { packageRoot } from '../paths.js';

/** A row of a relation, and the example in whose solution it is. */
export interface RelationExample {
  readonly row: readonly Value[];
  /** Below `rules`: `safety/drop-table/unsafe.sql`; or a name that the test of the examples knows. */
  readonly from: string;
}

export type RelationExamples = ReadonlyMap<string, RelationExample>;

/** Where the examples are kept. */
export const relationExamplesFile = join(packageRoot, 'rules', 'examples.json');

/** The examples that were found when they were last looked for. */
export function readRelationExamples(): RelationExamples {
  if (!existsSync(relationExamplesFile)) return new Map();
  const text = readFileSync(relationExamplesFile, 'utf8');
  const found = JSON.parse(text) as Record<string, Record<string, Value[]>>;
  return new Map(
    Object.entries(found).flatMap(([from, rows]) =>
      Object.entries(rows).map(([relation, row]): [string, RelationExample] => [relation, { row, from }]),
    ),
  );
}
