/** What is said of relations is true: every example row is found again, and every relation is documented. */
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadRuleset } from '../../src/ruleset/load.js';
import { readRelationExamples, relationExamplesFile } from '../../src/workshop/relation-examples.js';
import { describeRelations } from '../../src/workshop/relation-pages.js';
import {
  findRelationExamples,
  renderRelationExamples,
  untrueExamples,
} from '../support/relation-examples.js';

const pages = describeRelations(loadRuleset());

/** States take long to make: of the plans some are tried, all with WESLEY_ALL_EXAMPLES=1. */
const isTried = (from: string): boolean =>
  !from.startsWith('plan/') || /^plan\/(not|type)-/.test(from) || process.env.WESLEY_ALL_EXAMPLES === '1';

it('example rows are true (find them anew with: UPDATE=1 npx vitest run test/rules/relations.test.ts)', async () => {
  if (process.env.UPDATE === '1') {
    writeFileSync(relationExamplesFile, renderRelationExamples(await findRelationExamples()));
  }
  expect(await untrueExamples(readRelationExamples(), isTried)).toEqual([]);
}, 900_000);

it('every relation is documented', () => {
  expect(pages.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([]);
});

it('knows of a base relation what it means, an example, and who reads it', () => {
  expect(pages.find(({ name }) => name === 'stmt_adds_column')).toMatchObject({
    kind: 'base',
    title: 'ALTER TABLE ... ADD COLUMN',
    columns: [
      { name: 'stmt', type: 'StatementId', doc: expect.stringContaining('Position of a statement') },
      { name: 'table', type: 'RelationName' },
      { name: 'column', type: 'ColumnName' },
      { name: 'type', type: 'TypeName' },
    ],
    example: expect.stringMatching(/^stmt_adds_column\(\d+, "public\./),
    declared: { file: 'rules/relations.dl' },
    derivedBy: [],
  });
});

it('knows of a derived relation where it is derived, and which rules read it', () => {
  const page = pages.find(({ name }) => name === 'rewrites_table');
  expect(page).toMatchObject({ kind: 'derived', declared: { file: 'rules/lib/rewrites.dl' } });
  expect(page?.derivedBy.every(({ file }) => file === 'rules/lib/rewrites.dl')).toBe(true);
  expect(page?.readBy).toContainEqual({
    relation: 'finding',
    file: 'rules/safety/table-rewrite/rule.dl',
    rule: 'table-rewrite',
  });
  expect(page?.example).toMatch(/^rewrites_table\(\d+, "/);
});
