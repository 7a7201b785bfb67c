/** The generated documentation is what the rules say today. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/paths.js';
import { ruleDocs } from '../../src/workshop/rule-docs.js';

const folder = join(packageRoot, 'docs', 'rules');

it('docs/rules is up to date (rewrite it with: npm run generate)', () => {
  const wanted = ruleDocs();
  const there = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  expect([...there.keys()].sort()).toEqual([...wanted.keys()].sort());
  const stale = [...wanted].filter(([name, text]) => there.get(name) !== text).map(([name]) => name);
  expect(stale).toEqual([]);
});
