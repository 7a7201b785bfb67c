// Rewrites rules/examples.json: a true row of each derived relation, from the solved examples of the rules.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { dist, root } from './sources.mjs';

if (await build()) {
  const { findRelationExamples, renderRelationExamples } = await import(
    pathToFileURL(join(dist, 'src', 'relation-examples.js')).href
  );
  const text = renderRelationExamples(await findRelationExamples());
  writeFileSync(join(root, 'rules', 'examples.json'), text);
} else {
  process.exitCode = 1;
}
