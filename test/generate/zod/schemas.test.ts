/** What the generator writes for a store: files to open and read, that compile, with the types of the types target. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadTargets, readSchema } from '../../../src/generating.js';
import { packageRoot } from '../../../src/paths.js';
import { generateFiles, type OutputFile } from '../../../src/schema/generate/files.js';

const folder = join(packageRoot, 'test/generate/zod');

async function filesOf(target: string, options: Readonly<Record<string, unknown>>): Promise<OutputFile[]> {
  const { model } = await readSchema('store.graphql', undefined, { cwd: folder });
  return generateFiles(model, await loadTargets(new Map([[target, options]]), folder));
}

const rich = { brand: true, json: 'JsonValue', keys: 'field', dates: 'string', bigint: 'bigint' };

it.each<[folder: string, target: string, options: Record<string, unknown>]>([
  ['plain', 'zod', {}],
  ['plain', 'types', {}],
  ['rich', 'zod', { ...rich, describe: true, exactOptional: true, server: 14 }],
  ['rich', 'types', rich],
  ['mini', 'zod', { import: 'zod/mini', files: 'per-table', folder: 'schemas' }],
])('%s %s', async (name, target, options) => {
  for (const { path, text } of await filesOf(target, options)) {
    await expect(text).toMatchFileSnapshot(`golden/${name}/${path}`);
  }
});

function run(script: string, ...args: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(packageRoot, 'node_modules', script), ...args],
    { cwd: packageRoot, encoding: 'utf8' },
  );
  return { status, said: status === 0 ? '' : stdout + stderr };
}

it('a formatter changes nothing', () => {
  expect(run('@biomejs/biome/bin/biome', 'format', 'test/generate/zod/golden')).toEqual({
    status: 0,
    said: '',
  });
});

it.each(['tsconfig.json', 'tsconfig.exact.json'])(
  'schemas have the types of the types target (%s)',
  (config) => {
    const project = `test/generate/zod/usage/${config}`;
    expect(run('typescript/bin/tsc', '-p', project, '--pretty', 'false')).toEqual({ status: 0, said: '' });
  },
);
