/** The preset in the real ESLint: what `wesley lint` finds, at the same places, under the rules of ESLint. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import wesley from '../../src/eslint/index.js';
import { lint } from '../../src/index.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wesley-eslint-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const customers = `type Customer {
  id: ID!
  email: String! @pii
  member: Boolean
}
`;
const visits = `"""Somebody looked."""
type Visit @index(fields: ["page"]) @index(fields: ["page", "day"]) {
  id: ID!
  customer: Customer!
  page: String!
  day: Date!
}
`;

/** Writes a project, and what ESLint says of its schema: \`file:line:column rule severity\`. */
async function eslint(
  files: Readonly<Record<string, string>>,
  config = wesley.configs.strict,
): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const engine = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: config });
  const results = await engine.lintFiles(Object.keys(files).filter((name) => name.endsWith('.graphql')));
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, column, ruleId, severity, message }) =>
        `${filePath.slice(folder.length + 1)}:${line}:${column} ${ruleId ?? message} ${severity === 2 ? 'error' : 'warn'}`,
    ),
  );
}

it('reports what wesley lint reports, at the same places', async () => {
  const files = {
    'one/wesley.config.json': '{ "schema": "*.graphql" }',
    'one/a.graphql': customers,
    'one/b.graphql': visits,
  };
  const found = await eslint(files);
  const { report } = await lint({ from: ['one/a.graphql', 'one/b.graphql'] }, { cwd: folder });
  expect(found).toEqual(
    report.findings.map(
      ({ code, severity, span }) =>
        `${span?.file}:${span?.line}:${span?.column} ${code.replace('rule/', 'wesley/')} ${severity === 'error' ? 'error' : 'warn'}`,
    ),
  );
  expect(found).toEqual([
    'one/a.graphql:3:3 wesley/pii-without-row-security warn',
    'one/a.graphql:4:3 wesley/boolean-nullable warn',
    'one/b.graphql:2:12 wesley/index-redundant warn',
    'one/b.graphql:4:3 wesley/foreign-key-not-indexed warn',
  ]);
});

it('leaves notes out where they are not asked for, and takes comments of both', async () => {
  const found = await eslint(
    {
      'two/wesley.config.json': '{ "schema": "*.graphql" }',
      'two/a.graphql': `type Customer {
  id: ID!
  # wesley:ignore pii-without-row-security only the shop reads it
  email: String! @pii
  # eslint-disable-next-line wesley/pii-without-row-security
  phone: String! @pii
  member: Boolean
}
`,
    },
    wesley.configs.recommended,
  );
  expect(found).toEqual([]);
});

it('says what the compiler says, of all files of the schema each in its file', async () => {
  const found = await eslint({
    'three/wesley.config.json': '{ "schema": "*.graphql" }',
    'three/a.graphql': `type Customer {
  id: ID! @primary
  order: Ordr
}
`,
    'three/b.graphql': customers.replace('Customer', 'Person').replace('@pii', '@pi'),
  });
  expect(found).toEqual([
    'three/a.graphql:2:12 wesley/schema error',
    'three/a.graphql:3:10 wesley/schema error',
    'three/b.graphql:3:19 wesley/schema error',
  ]);
});

it('knows our directives and scalars in the rules of others', async () => {
  const config = [
    ...wesley.configs.recommended,
    {
      rules: {
        '@graphql-eslint/known-directives': 'error' as const,
        '@graphql-eslint/known-type-names': 'error' as const,
        '@graphql-eslint/known-argument-names': 'error' as const,
      },
    },
  ];
  expect(
    await eslint(
      {
        'four/wesley.config.json': '{ "schema": "*.graphql" }',
        'four/a.graphql':
          'type Customer @table(name: "customers") {\n  id: ID!\n  seen: DateTime! @index @wes_column(name: "at")\n}\n',
        'four/b.graphql': 'type Visit {\n  id: ID!\n  customer: Customer! @index\n}\n',
      },
      config,
    ),
  ).toEqual([]);
});

it('sees that another file of the schema has changed', async () => {
  const files = {
    'seven/wesley.config.json': '{ "schema": "*.graphql" }',
    'seven/a.graphql': customers,
    'seven/b.graphql': visits,
  };
  const b = async (more: Readonly<Record<string, string>>) =>
    (await eslint({ ...files, ...more }, wesley.configs.recommended)).filter((one) =>
      one.includes('b.graphql'),
    );
  expect(await b({})).toHaveLength(2);
  expect(await b({ 'seven/a.graphql': customers.replace('Customer', 'Person') })).toEqual([
    'seven/b.graphql:4:13 wesley/schema error',
  ]);
  expect(await b({})).toHaveLength(2);
});

it('takes rules of a team, and what the configuration decides', async () => {
  const found = await eslint({
    'five/wesley.config.json': JSON.stringify({
      schema: '*.graphql',
      namespace: 'acme',
      ruleFolders: ['rules'],
      rules: { 'pii-without-row-security': { severity: 'off', reason: 'one tenant' } },
    }),
    'five/rules/no-member/rule.dl': `/// Members are kept elsewhere.
@[rule(severity = "warning")]
@[message = "{Shown} is kept elsewhere"]
schema_finding("acme/no-member", $AtColumn(Table, Column)) :-
    sdl_column(Table, Column, "member", _), sdl_column_name(Table, Column, Shown).
`,
    'five/a.graphql': customers,
  });
  expect(found).toEqual([
    'five/a.graphql:4:3 wesley/team error',
    'five/a.graphql:4:3 wesley/boolean-nullable warn',
  ]);
});

it('judges a file that no configuration names alone, or with those that the preset names', async () => {
  const files = { 'six/a.graphql': customers, 'six/b.graphql': visits };
  expect((await eslint(files)).filter((one) => one.includes('b.graphql'))).toEqual([
    'six/b.graphql:4:13 wesley/schema error',
  ]);
  const together = wesley.preset({ schema: [join(folder, 'six/*.graphql')] });
  expect((await eslint(files, together)).filter((one) => one.includes('b.graphql'))).toEqual([
    'six/b.graphql:2:12 wesley/index-redundant warn',
    'six/b.graphql:4:3 wesley/foreign-key-not-indexed warn',
  ]);
});
