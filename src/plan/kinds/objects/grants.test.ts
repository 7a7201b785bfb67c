import { describe, expect, it } from 'vitest';
import { aclAtCreation, grantStatements } from './grants.js';

const table = { target: 'TABLE', name: 'public.orders' } as const;

describe('grantStatements', () => {
  it('takes away before it gives', () => {
    expect(grantStatements(table, ['app=ar', 'old=r'], ['app=rw*', '"New role"=d'])).toEqual([
      'REVOKE INSERT ON TABLE public.orders FROM app',
      'REVOKE SELECT ON TABLE public.orders FROM old',
      'GRANT UPDATE ON TABLE public.orders TO app WITH GRANT OPTION',
      'GRANT DELETE ON TABLE public.orders TO "New role"',
    ]);
  });

  it('knows what PUBLIC may do by default', () => {
    const routine = { target: 'ROUTINE', name: 'public.touch()' } as const;
    expect(grantStatements(routine, undefined, [])).toEqual([
      'REVOKE EXECUTE ON ROUTINE public.touch() FROM PUBLIC',
    ]);
    expect(grantStatements(routine, ['app=X'], undefined)).toEqual([
      'REVOKE EXECUTE ON ROUTINE public.touch() FROM app',
      'GRANT EXECUTE ON ROUTINE public.touch() TO PUBLIC',
    ]);
    expect(grantStatements(table, undefined, [])).toEqual([]);
  });

  it('takes back the option to grant, and no more', () => {
    expect(grantStatements(table, ['app=r*w'], ['app=rw'])).toEqual([
      'REVOKE GRANT OPTION FOR SELECT ON TABLE public.orders FROM app',
    ]);
  });

  it('grants on columns', () => {
    expect(
      grantStatements({ target: 'COLUMN', name: 'public.orders', column: '"Region"' }, [], ['app=rw']),
    ).toEqual(['GRANT SELECT ("Region"), UPDATE ("Region") ON TABLE public.orders TO app']);
  });

  it("changes the owner's own privileges", () => {
    expect(grantStatements({ ...table, owner: 'boss' }, undefined, ['$owner=r'])).toEqual([
      'REVOKE ALL ON TABLE public.orders FROM boss',
      'GRANT SELECT ON TABLE public.orders TO boss',
    ]);
    expect(grantStatements(table, ['$owner='], undefined)).toEqual([
      'GRANT ALL ON TABLE public.orders TO CURRENT_USER',
    ]);
  });

  it('speaks as the grantor when it is not the owner', () => {
    expect(grantStatements(table, [], ['app=r/boss'])).toEqual([
      'SET ROLE boss',
      'GRANT SELECT ON TABLE public.orders TO app',
      'RESET ROLE',
    ]);
  });
});

describe('aclAtCreation', () => {
  it('is what PostgreSQL gives without default privileges', () => {
    expect(aclAtCreation('ROUTINE', { granted: [], revoked: [] })).toBe(undefined);
  });

  it('adds what default privileges give and takes what they revoke', () => {
    expect(aclAtCreation('ROUTINE', { granted: ['app=X', 'app=X*'], revoked: ['=X'] })).toEqual([
      '""=',
      '"app"=X*',
    ]);
  });
});
