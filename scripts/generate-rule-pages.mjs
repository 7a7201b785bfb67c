// Rewrites docs/rules from the rule folders: one page per rule and an index.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { dist, root } from './sources.mjs';

if (await build()) {
  const { readRulePages, renderRuleIndex, renderRulePage } = await import(
    pathToFileURL(join(dist, 'src', 'rule-pages.js')).href
  );
  const folder = join(root, 'docs', 'rules');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const pages = readRulePages();
  for (const page of pages) writeFileSync(join(folder, `${page.rule.id}.md`), renderRulePage(page));
  writeFileSync(join(folder, 'index.md'), renderRuleIndex(pages));
} else {
  process.exitCode = 1;
}
