import { describe, expect, it } from 'vitest';
import { bareName, fitting, ident, literal, nameParts, replaceColumns, schemaOf } from './sql.js';

describe('names', () => {
  it('quotes what PostgreSQL would quote', () => {
    expect(['region', 'Order', 'order', 'a b', 'say"so', '1st', 'name', 'x$y'].map(ident)).toEqual([
      'region',
      '"Order"',
      '"order"',
      '"a b"',
      '"say""so"',
      '"1st"',
      'name',
      '"x$y"',
    ]);
  });

  it('takes qualified names apart', () => {
    expect(nameParts('public."Or.der"."a""b"')).toEqual(['public', 'Or.der', 'a"b']);
    expect(bareName('public."Order"')).toBe('Order');
    expect(schemaOf('"My Schema".t')).toBe('My Schema');
  });

  it('keeps made-up names within 63 bytes, each its own', () => {
    const [a, b] = [fitting(`wesley_${'x'.repeat(80)}a`), fitting(`wesley_${'x'.repeat(80)}b`)];
    expect([Buffer.byteLength(a), Buffer.byteLength(b), a === b]).toEqual([63, 63, false]);
    expect(fitting('wesley_short')).toBe('wesley_short');
    expect(Buffer.byteLength(fitting('ü'.repeat(60)))).toBeLessThanOrEqual(63);
  });
});

describe('literal', () => {
  it('survives quotes and backslashes', () => {
    expect([literal("it's"), literal('a\\b')]).toEqual(["'it''s'", "E'a\\\\b'"]);
  });
});

describe('replaceColumns', () => {
  const names = new Map([
    ['total', 'amount'],
    ['Or der', 'x'],
  ]);
  it('replaces columns and nothing else', () => {
    expect(replaceColumns("(total > 0) AND total(1) AND x.total AND a::total AND 'total' = b", names)).toBe(
      "(amount > 0) AND total(1) AND x.total AND a::total AND 'total' = b",
    );
    expect(replaceColumns('("Or der" IS NOT NULL)', names)).toBe('(x IS NOT NULL)');
    expect(replaceColumns('lower((total)::text) = $$total$$', names)).toBe(
      'lower((amount)::text) = $$total$$',
    );
  });
});
