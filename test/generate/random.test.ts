/** Whatever the names and types: the output compiles, formatters leave it, and it is the same every time. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadTargets } from '../../src/generating.js';
import { packageRoot } from '../../src/paths.js';
import { generateFiles } from '../../src/schema/generate/files.js';
import { randomModel } from './random-model.js';

const seed = Number(process.env.WESLEY_SEED ?? 1);

const uses: readonly (readonly [target: string, options: Record<string, unknown>])[] = [
  ['types', {}],
  ['types', { brand: true, relations: true, json: 'JsonValue', files: 'per-table' }],
  ['types', { driver: 'pglite', brand: true, keys: 'field', file: 'fields.ts' }],
  ['kysely', {}],
  ['kysely', { brand: true, json: 'JsonValue', driver: 'postgres', file: 'kysely-brands.ts' }],
  ['jsonschema', {}],
];

it(`random schemas, WESLEY_SEED=${seed}`, async () => {
  mkdirSync(join(packageRoot, '.wesley'), { recursive: true });
  const folder = mkdtempSync(join(packageRoot, '.wesley/random-'));
  try {
    const model = randomModel(40, seed);
    for (const [target, options] of uses) {
      const loaded = await loadTargets(new Map([[target, options]]), packageRoot);
      const files = await generateFiles(model, loaded);
      expect(await generateFiles(randomModel(40, seed), loaded)).toEqual(files);
      for (const { path, text } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    writeFileSync(
      join(folder, 'biome.json'),
      '{\n  "formatter": { "indentStyle": "space" },\n  "linter": { "enabled": false }\n}\n',
    );
    copyFileSync(join(packageRoot, 'test/generate/usage/tsconfig.json'), join(folder, 'tsconfig.json'));
    expect(run(folder, '@biomejs/biome/bin/biome', 'check', '--max-diagnostics=5', '.')).toEqual([0, '']);
    expect(run(folder, 'typescript/bin/tsc', '-p', '.', '--pretty', 'false')).toEqual([0, '']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Exit code, and what was said if that is not 0. */
function run(folder: string, tool: string, ...args: string[]): [number | null, string] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(packageRoot, 'node_modules', tool), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return [status, status === 0 ? '' : stdout + stderr];
}
