import { describe, expect, it } from 'vitest';
import { provenNotNull } from './not-null.js';
import { grantsOf, parseGrant } from './privileges.js';

describe('provenNotNull', () => {
  it.each([
    ['CHECK ((a IS NOT NULL))', ['a']],
    ['CHECK ((a IS NOT NULL)) NOT VALID', ['a']],
    [
      'CHECK (((a IS NOT NULL) AND (b > 0) AND ((c IS NOT NULL) AND ("D ""x"" AND" IS NOT NULL))))',
      ['a', 'c', 'D "x" AND'],
    ],
    ['CHECK (((a IS NOT NULL) OR (b IS NOT NULL)))', []],
    ['CHECK ((NOT (a IS NOT NULL)))', []],
    ["CHECK (((note <> ') AND (a IS NOT NULL'::text) AND (b IS NOT NULL)))", ['b']],
    ['CHECK ((lower(a) IS NOT NULL))', []],
    ['CHECK (((a IS NOT NULL) = true))', []],
    ['CHECK ((((a + 1) IS NOT NULL) AND (ROW(b, c) IS NOT NULL)))', []],
  ])('%s', (definition, columns) => {
    expect(provenNotNull(definition)).toEqual(columns);
  });
});

describe('grantsOf', () => {
  const tableDefaults = ['app=arwdDxt/app'];
  const routineDefaults = ['=X/app', 'app=X/app'];

  it.each([
    ['no grants at all', null, null, undefined],
    ['the same as the default', ['app=arwdDxt/app'], tableDefaults, undefined],
    ['a grant', ['app=arwdDxt/app', 'reader=r/app'], tableDefaults, ['reader=r']],
    ['a grant by somebody else', ['app=arwdDxt/app', 'a=r*/app', 'b=r/a'], tableDefaults, ['a=r*', 'b=r/a']],
    ['an owner with less', ['app=r/app'], tableDefaults, ['$owner=r']],
    ['an owner with nothing', ['reader=r/app'], tableDefaults, ['$owner=', 'reader=r']],
    ['PUBLIC without its default', ['app=X/app'], routineDefaults, []],
    ['names in quotes', ['app=arwdDxt/app', '"a=b/""c"""=r/app'], tableDefaults, ['"a=b/""c"""=r']],
  ])('%s', (_name, acl, defaults, expected) => {
    expect(grantsOf(acl, defaults, 'app')).toEqual(expected);
  });

  it('is read back', () => {
    expect(parseGrant('"a=b/""c"""=r*w/boss')).toEqual({
      grantee: 'a=b/"c"',
      privileges: 'r*w',
      grantor: 'boss',
    });
    expect(parseGrant('=U')).toEqual({ grantee: '', privileges: 'U' });
  });
});
