import { expect, it } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { readHeaders } from './headers.js';
import { collectStatements } from './index.js';

it('reads what comments before the first statement say', () => {
  const text = [
    '-- Orders get a region',
    '',
    '--Approved-By: alice,  bob',
    '-- ticket: SHOP-1\r',
    '-- wesley:ignore drop-table a reason',
    '-- url: ',
    'ALTER TABLE orders ADD region text;',
    '-- approved-by: carol',
  ].join('\n');
  expect(readHeaders(text)).toEqual([
    { key: 'approved-by', value: 'alice' },
    { key: 'approved-by', value: 'bob' },
    { key: 'ticket', value: 'SHOP-1' },
  ]);
  expect(readHeaders('')).toEqual([]);
});

it('says it as facts, and which object gets which comment', async () => {
  const facts: (string | number)[][] = [];
  const sql = `-- approved-by: alice
    COMMENT ON COLUMN orders."Region" IS 'Where it goes';
    COMMENT ON TABLE shop.orders IS NULL;
    COMMENT ON MATERIALIZED VIEW totals IS 'x';
    COMMENT ON CONSTRAINT positive ON orders IS 'y';
    COMMENT ON FUNCTION f(int) IS 'z';`;
  await collectStatements([new SourceText('a.sql', sql)], {
    add: (relation, ...values) => ['file_says', 'stmt_sets_comment'].includes(relation) && facts.push(values),
  });
  expect(facts).toEqual([
    ['a.sql', 'approved-by', 'alice'],
    [1, 'column:public.orders.Region', 'Where it goes'],
    [2, 'table:shop.orders', ''],
    [3, 'view:public.totals', 'x'],
    [4, 'constraint:public.orders.positive', 'y'],
  ]);
});
