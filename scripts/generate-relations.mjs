// Rewrites rules/relations.dl from the declarations of the base relations in src/facts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { dist, root } from './sources.mjs';

if (await build()) {
  const { renderRelations } = await import(pathToFileURL(join(dist, 'src', 'facts', 'declarations.js')).href);
  writeFileSync(join(root, 'rules', 'relations.dl'), renderRelations());
} else {
  process.exitCode = 1;
}
