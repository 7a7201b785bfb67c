// Rewrites docs/rules from the rule folders: one page per rule, an index, and the relations that rules are written with.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { dist, root } from './sources.mjs';

if (await build()) {
  const { ruleDocs } = await import(pathToFileURL(join(dist, 'src', 'workshop', 'rule-docs.js')).href);
  const docs = ruleDocs();
  const folder = join(root, 'docs', 'rules');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const [name, text] of docs) writeFileSync(join(folder, name), text);
} else {
  process.exitCode = 1;
}
