/** The shipped rules look as `wesley rules fmt` makes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatRules } from '../../src/engine/index.js';
import { packageRoot } from '../../src/paths.js';

it.each(['rules', 'examples'])(
  'every rule file below %s is formatted (do it with: wesley rules fmt FILE)',
  (top) => {
    const folder = join(packageRoot, top);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.dl'),
    );
    const wrong = files.filter((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return formatRules({ file: name, text }).text !== text;
    });
    expect(wrong).toEqual([]);
  },
);
