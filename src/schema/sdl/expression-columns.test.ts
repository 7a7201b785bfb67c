import { expect, test } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { readSdl } from '../index.js';

/** Messages and fixes with the text under each span. */
async function told(text: string): Promise<string[]> {
  const { diagnostics } = await readSdl([new SourceText('app.graphql', text)]);
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ message, span, fix }) =>
        `«${text.slice(span?.start, span?.end)}» ${message}${fix === undefined ? '' : ` [${fix.code}]`}`,
    );
}

const columns = 'id: ID! total: Int! placedAt: DateTime! note: String';

test('names that are no column are told where they stand, with what was meant', async () => {
  expect(
    await told(`type Purchase @check(expr: "totl > 0 AND note <> ''") @index(expression: "lower(nota)", where: "paid") {
  ${columns}
  twice: Int @generated(as: "total * 2 + purchase.totel")
  rest: Int! @backfill(expr: "total - gone")
}`),
  ).toEqual([
    '«totl» the expression names totl, and Purchase has no such column. Did you mean "total"?',
    '«nota» the expression names nota, and Purchase has no such column. Did you mean "note"?',
    '«paid» the expression names paid, and Purchase has no such column.',
    '«totel» the expression names totel, and Purchase has no such column. Did you mean "total"?',
    '«gone» the expression names gone, and Purchase has no such column.',
  ]);
});

test('the name of a field is answered with the name of its column', async () => {
  expect(await told(`type Purchase @check(expr: "placedAt > '2020-01-01'") { ${columns} }`)).toEqual([
    '«placedAt» the expression names placedat, and Purchase has no such column. [placed_at]',
  ]);
});

test('what names something else is left alone', async () => {
  expect(
    await told(`type Purchase
  @check(expr: "placed_at > current_timestamp AND extract(epoch FROM placed_at) > 0 AND purchase IS NOT NULL")
  @check(expr: "purchase.total > 0 AND tableoid > 0::oid AND note IN ('x', 'totl')")
  @rls(select: "EXISTS (SELECT FROM other WHERE other.thing = purchase.total AND more = 1)")
{
  ${columns}
}`),
  ).toEqual([]);
});

test('the fields of an interface are judged in each type that has them', async () => {
  expect(
    await told(`interface Priced { price: Int! @check(expr: "prize > 0") }
type A implements Priced { id: ID! price: Int! }
type B implements Priced { id: ID! price: Int! }`),
  ).toEqual([
    '«prize» the expression names prize, and A has no such column. Did you mean "price"?',
    '«prize» the expression names prize, and B has no such column. Did you mean "price"?',
  ]);
});
