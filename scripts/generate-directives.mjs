// Rewrites directives.graphql and docs/schema/directives.md from the table of directives in src/schema/sdl/directives.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { dist, root } from './sources.mjs';

if (await build()) {
  const load = (file) => import(pathToFileURL(join(dist, 'src', 'schema', 'sdl', file)).href);
  const { directivesGraphql } = await load('directives-graphql.js');
  const { directivesPage } = await load('directives-page.js');
  writeFileSync(join(root, 'directives.graphql'), directivesGraphql());
  writeFileSync(join(root, 'docs', 'schema', 'directives.md'), await directivesPage());
} else {
  process.exitCode = 1;
}
