/** What every target makes of a small shop: files to open and read. `npx vitest run test/generate -u` writes them anew. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/paths.js';
import { shopFiles } from './shop.js';

it.each<[folder: string, target: string, options: Record<string, unknown>]>([
  ['types', 'types', {}],
  [
    'types-rich',
    'types',
    {
      brand: true,
      relations: true,
      json: 'JsonValue',
      keys: 'field',
      file: 'db.ts',
    },
  ],
  ['types-per-table', 'types', { files: 'per-table', brand: true, relations: true, json: 'JsonValue' }],
  ['kysely', 'kysely', {}],
  ['kysely-rich', 'kysely', { brand: true, driver: 'postgres', json: 'JsonValue', dates: 'string' }],
  ['jsonschema', 'jsonschema', {}],
  ['sql', 'sql', {}],
])('%s', async (folder, target, options) => {
  for (const { path, text } of await shopFiles(target, options)) {
    await expect(text).toMatchFileSnapshot(`golden/${folder}/${path}`);
  }
});

it('a formatter and a linter have nothing to say', () => {
  const biome = join(packageRoot, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'check', 'test/generate/golden'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({
    status: 0,
    said: '',
  });
});
