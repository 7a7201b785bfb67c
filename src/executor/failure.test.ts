import { expect, it } from 'vitest';
import { QueryError } from '../facts/connect/database.js';
import { diagnose, failureOf } from './failure.js';

const step = { id: 'S02', title: 'add a key', subject: 'public.orders.orders_key' };

function told(code: string, lost = false): [string, number] {
  const { diagnostic, exitCode } = diagnose(
    failureOf(new QueryError({ code, message: 'no' }, lost), 'S02'),
    step,
    [],
  );
  return [diagnostic.code, exitCode];
}

it('tells what passes from what a person must mend', () => {
  expect(told('55P03')).toEqual(['exec/lock-timeout', 4]);
  expect(told('40P01')).toEqual(['exec/deadlock', 4]);
  expect(told('40001')).toEqual(['exec/serialization', 4]);
  expect(told('57014')).toEqual(['exec/statement-timeout', 4]);
  expect(told('57P01', true)).toEqual(['exec/connection-lost', 4]);
  expect(told('53300')).toEqual(['exec/server-busy', 4]);
  expect(told('53100')).toEqual(['exec/disk-full', 5]);
  expect(told('23505')).toEqual(['exec/unique-violation', 5]);
  expect(told('23503')).toEqual(['exec/foreign-key-violation', 5]);
  expect(told('23514')).toEqual(['exec/check-violation', 5]);
  expect(told('23502')).toEqual(['exec/not-null-violation', 5]);
  expect(told('22P02')).toEqual(['exec/bad-value', 5]);
  expect(told('42501')).toEqual(['exec/insufficient-rights', 5]);
  expect(told('58P01')).toEqual(['exec/server-needs-restart', 5]);
  expect(told('42601')).toEqual(['exec/sql-error', 5]);
});

it('says who is in the way, what stays, and what was done before', () => {
  const { diagnostic } = diagnose(
    {
      kind: 'lock',
      step: 'S02',
      sql: 'ALTER TABLE public.orders ADD COLUMN a int',
      waitedMs: 600_000,
      blockers: [
        {
          pid: 4711,
          application: 'report',
          user: 'ann',
          state: 'active',
          age: 372,
          query: 'SELECT *\n  FROM orders',
          mode: 'AccessShare',
          relation: 'public.orders',
        },
        { pid: null, prepared: 'tx1', application: '', user: '', state: '', age: 90_000, query: '' },
      ],
      left: 'public.orders_idx is half done',
    },
    step,
    ['S01'],
  );
  expect(diagnostic).toEqual({
    code: 'exec/lock-timeout',
    severity: 'error',
    message: 'S02 (add a key) stopped: it did not get its locks within 10 min',
    why: [
      'In the way: pid 4711 "report" of ann holds AccessShare on public.orders for 6 min, active: SELECT * FROM orders.',
      'In the way: the prepared transaction "tx1" is in the way for 25 h.',
      'Statement: ALTER TABLE public.orders ADD COLUMN a int',
      'public.orders_idx is half done.',
      'Done before it, and kept: S01.',
    ],
    fix: { text: 'Apply the plan again when the blockers are gone; it goes on with this step' },
    subject: 'public.orders.orders_key',
  });
});
