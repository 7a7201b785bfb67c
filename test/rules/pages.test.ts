/** The generated documentation is what the rules say today. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/paths.js';
import { readRulePages, renderRuleIndex, renderRulePage } from '../../src/rule-pages.js';

const folder = join(packageRoot, 'docs', 'rules');

it('docs/rules is up to date (rewrite it with: npm run generate)', () => {
  const pages = readRulePages();
  const wanted = new Map(pages.map((page) => [`${page.rule.id}.md`, renderRulePage(page)]));
  wanted.set('index.md', renderRuleIndex(pages));
  const there = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  expect([...there.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [name, text] of wanted) expect(there.get(name)).toBe(text);
});
