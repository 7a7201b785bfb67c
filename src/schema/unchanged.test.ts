import { expect, test } from 'vitest';
import { SourceText } from '../diagnostics/index.js';
import { readSdl } from './index.js';
import { keepUnchanged } from './unchanged.js';

async function model(text: string) {
  return (await readSdl([new SourceText('app.graphql', text)])).model;
}

test('what says the same stays the same object, wherever it moved', async () => {
  const before = await model(
    'enum State { A B }\ntype One { id: ID! state: State }\ntype Two { id: ID! a: Int }',
  );
  const now = keepUnchanged(
    before,
    await model(
      '\n\ntype Two { id: ID! a: BigInt }\nenum State { A B }\n\ntype One { id: ID! state: State }',
    ),
  );
  expect(now.enums).toBe(before.enums);
  expect(now.tables.map(({ type }) => type)).toEqual(['Two', 'One']);
  expect(now.tables[1]).toBe(before.tables[0]);
  expect(now.tables[0]).not.toBe(before.tables[1]);
  expect(now.tables[0]?.columns[1]?.type.sql).toBe('bigint');
});

test('a key more or less is a difference', async () => {
  const before = await model('type One { id: ID! a: Int }');
  const described = keepUnchanged(before, await model('type One { id: ID! "words" a: Int }'));
  expect(described.tables[0]).not.toBe(before.tables[0]);
  const plain = keepUnchanged(described, await model('type One { id: ID! a: Int }'));
  expect(plain.tables[0]?.columns[1]?.comment).toBe(undefined);
  expect(keepUnchanged(plain, await model('type One { id: ID! a: Int }')).tables).toBe(plain.tables);
});
