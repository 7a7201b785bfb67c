/** The schema that tests of generators share, and what a target makes of it. */
import { join } from 'node:path';
import { loadTargets, readSchema } from '../../src/generating.js';
import { packageRoot } from '../../src/paths.js';
import { generateFiles, type OutputFile } from '../../src/schema/generate/files.js';
import type { SchemaModel } from '../../src/schema/index.js';

const folder = join(packageRoot, 'test/generate');

let model: Promise<SchemaModel> | undefined;

/** The model of shop.graphql, read once. */
export function shopModel(): Promise<SchemaModel> {
  model ??= readSchema('shop.graphql', undefined, { cwd: folder }).then((read) => read.model);
  return model;
}

/** The files that a target makes of shop.graphql. */
export async function shopFiles(
  target: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<OutputFile[]> {
  return generateFiles(await shopModel(), await loadTargets(new Map([[target, options]]), folder));
}
