/** Rules of a team: made, tried, used and reported when they are wrong, with the tools that a person has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const rule = (more: string, body = 'stmt_drops_column(Stmt, Table, Column, _).') => `/// A rule. More.
@[rule(severity = "warning")]
${more}
finding("acme/my-rule", Stmt, Column) :-
    ${body}
`;

async function checkWith(text: string) {
  place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["rules"] }');
  place.write('rules/my-rule/rule.dl', text);
  place.write('a.sql', 'SET lock_timeout = \'1s\';\nALTER TABLE orders DROP COLUMN "Total";\n');
  return place.wesley(['check', 'a.sql']);
}

describe('wesley rules', () => {
  it('makes a rule whose examples hold, and tells when they do not', async () => {
    expect((await place.wesley(['rules', 'new', 'acme/my-rule', '--in', 'rules'])).code).toBe(0);
    place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["rules"] }');
    expect(await place.wesley(['rules', 'test'])).toMatchObject({
      code: 0,
      out: '2 examples of 1 rule: all hold\n',
    });
    const safe = readFileSync(join(place.folder, 'rules/my-rule/safe.sql'), 'utf8');
    place.write('rules/my-rule/safe.sql', safe.replace('created_at', 'made_at'));
    const failed = await place.wesley(['rules', 'test', 'acme/my-rule']);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain(
      'FAIL  acme/my-rule  rules/my-rule/safe.sql:1\n      expected  nothing\n      got       acme/my-rule\n',
    );
    expect(failed.out).toMatch(/\n2 examples of 1 rule: 1 does not hold\n$/);
    expect((await place.wesley(['rules', 'test', 'drop-table'])).code).toBe(0);
  });

  it('lists them', async () => {
    const { out } = await place.wesley(['rules', 'list', '--json']);
    expect(JSON.parse(out).rules.length).toBeGreaterThan(60);
  });
});

describe('a rule file', () => {
  it('fills its texts from the proof, quoted where SQL needs it', async () => {
    const { out } = await checkWith(
      rule('@[message = "{Table} loses {Column}"]\n@[fix = "Do not."]\n@[sql = "SELECT {Column:name};"]'),
    );
    expect(out).toContain('warning[rule/acme/my-rule]: public.orders loses Total');
    expect(out).toContain('SELECT "Total";');
  });

  it.each([
    [
      '@[message = "{Colum}"]',
      'dl/unknown-message-variable',
      '{Colum} is not a variable of this clause. Did you mean "Column"?',
    ],
    ['@[message = "{Column:upper}"]', 'dl/unknown-message-variable', 'there is no such shape'],
    ['@[message = "x"]\n@[wy = "y"]', 'dl/unknown-annotation', 'Did you mean "why"?'],
    ['', 'dl/missing-message', 'has no @[message'],
  ])('with %j is refused', async (more, code, says) => {
    const { code: exit, err } = await checkWith(rule(more));
    expect(exit).toBe(78);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(says);
    expect(err).toContain('rules/my-rule/rule.dl:');
  });

  it('with a wrong severity, name or relation is refused', async () => {
    const message = '@[message = "x"]';
    const wrong = rule(message).replace('severity = "warning"', 'severty = "warning"');
    expect((await checkWith(wrong)).err).toContain('@[rule] has no "severty". Did you mean "severity"?');
    expect((await checkWith(rule(message).replace('"acme/my-rule"', '"drop-column"'))).err).toContain(
      'error[dl/wrong-rule-id]',
    );
    expect((await checkWith(rule(message, 'stmt_drops_colum(Stmt, _, Column, _).'))).err).toContain(
      'stmt_drops_column',
    );
  });
});
