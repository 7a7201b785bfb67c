import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../paths.js';
import { declarations, renderRelations } from './declarations.js';
import { factTypes } from './relation.js';

describe('declarations', () => {
  it('rules/relations.dl is up to date (rewrite it with: node scripts/generate-relations.mjs)', () => {
    expect(readFileSync(join(packageRoot, 'rules', 'relations.dl'), 'utf8')).toBe(renderRelations());
  });

  it('declares every relation once', () => {
    const names = declarations.map((relation) => relation.name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('has an example of the right arity and types for every relation', () => {
    for (const { name, columns, example } of declarations) {
      const bases = columns.map(([, type]) => (factTypes[type].base === 'number' ? 'number' : 'string'));
      expect([name, ...example.map((value) => typeof value)]).toEqual([name, ...bases]);
    }
  });

  it('has names and columns that the rule language can read', () => {
    for (const { name, columns } of declarations) {
      for (const word of [name, ...columns.map(([column]) => column)])
        expect(word).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  it('says what every relation means before it lists values', () => {
    const lists = declarations.filter(({ doc }) => /^\w+: /.test(doc) || doc.trim() === '');
    expect(lists.map(({ name }) => name)).toEqual([]);
  });
});
