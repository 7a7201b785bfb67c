import { describe, expect, it } from 'vitest';
import { unqualifyColumns } from './view-text.js';

describe('unqualifyColumns', () => {
  it.each([
    [
      'SELECT orders.id,\n    lower(orders.note) AS note\n   FROM shop.orders\n  WHERE (orders.id > 1)\n  GROUP BY orders.id',
      'SELECT id,\n    lower(note) AS note\n   FROM shop.orders\n  WHERE (id > 1)\n  GROUP BY id',
    ],
    [
      `SELECT o.id,\n    'o.id'::text AS "o.id"\n   FROM shop.orders o`,
      `SELECT id,\n    'o.id'::text AS "o.id"\n   FROM shop.orders o`,
    ],
    [`SELECT "Or der"."user"\n   FROM "Or der"`, `SELECT "user"\n   FROM "Or der"`],
    [
      'SELECT o.id,\n    ( SELECT max(l.n) AS max\n           FROM l\n          WHERE (l.o = o.id)) AS n\n   FROM o',
      'SELECT id,\n    ( SELECT max(l.n) AS max\n           FROM l\n          WHERE (l.o = o.id)) AS n\n   FROM o',
    ],
    ['SELECT x.n\n   FROM f(1, 2) x(n)', 'SELECT n\n   FROM f(1, 2) x(n)'],
    [
      'SELECT x.n\n   FROM ( SELECT y.n\n           FROM y) x',
      'SELECT n\n   FROM ( SELECT y.n\n           FROM y) x',
    ],
    [
      'SELECT x.n\n   FROM ONLY x TABLESAMPLE system (10)',
      'SELECT n\n   FROM ONLY x TABLESAMPLE system (10)',
    ],
    [
      'SELECT auth.id,\n    auth.uid() AS uid\n   FROM auth.auth',
      'SELECT id,\n    auth.uid() AS uid\n   FROM auth.auth',
    ],
  ])('%s', (before, after) => {
    expect(unqualifyColumns(before)).toBe(after);
  });

  it.each([
    'SELECT o.id,\n    l.n\n   FROM (o\n     JOIN l ON ((l.o = o.id)))',
    'SELECT o.id,\n    l.n\n   FROM o,\n    l',
    'SELECT o.id\n   FROM o\nUNION\n SELECT l.o\n   FROM l',
    'SELECT o.*::o AS whole\n   FROM o',
    'SELECT 1 AS one',
  ])('leaves %s', (query) => {
    expect(unqualifyColumns(query)).toBe(query);
  });
});
