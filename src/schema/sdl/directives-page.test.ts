import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../paths.js';
import { formatSdl } from '../format/index.js';
import { compile } from './compile.test-helper.js';
import { directiveExamples } from './directive-examples.js';
import { directives } from './directives.js';
import { directivesPage } from './directives-page.js';

test('the reference is up to date: npm run generate', async () => {
  expect(await directivesPage()).toBe(
    readFileSync(join(packageRoot, 'docs', 'schema', 'directives.md'), 'utf8'),
  );
});

test.each(Object.keys(directives))(
  '@%s has an example that compiles, formatted, with the directive in it',
  async (name) => {
    const text = directiveExamples[name] ?? '';
    const { diagnostics } = await compile(text);
    expect(diagnostics).toEqual([]);
    expect(text).toContain(`@${name}`);
    expect(formatSdl({ file: 'a.graphql', text }).text).toBe(`${text}\n`);
  },
);

test.each(['sdl.md', 'tutorial.md'])(
  'every SDL of docs/schema/%s compiles and is formatted',
  async (page) => {
    const text = readFileSync(join(packageRoot, 'docs', 'schema', page), 'utf8');
    const blocks = [...text.matchAll(/```graphql\n(.*?)```/gs)].map(([, block = '']) => block);
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      expect((await compile(block)).diagnostics).toEqual([]);
      expect(formatSdl({ file: page, text: block }).text).toBe(block);
    }
  },
);
