/** A linter that is kept says at any time what one that is new says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/index.js';
import { lint, openLinter } from '../../src/index.js';
import { lintSchema } from '../../src/linting.js';
import { packageRoot } from '../../src/paths.js';
import { compileSdl } from '../../src/schema/index.js';

const fields = [
  'done: Boolean',
  'done: Boolean!',
  'price: Float',
  'code: String @unique',
  'org: Org!',
  'org: Org! @index',
  'createdAt: String',
  'seen: DateTime @deprecated',
  'label: String! @deprecated(reason: "use code")',
  'first_name: String @pii',
];

/** A number from 0 up to below `limit`, the same for the same seed. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function compiled(text: string) {
  const sources = [new SourceText('schema.graphql', text)];
  const { model, diagnostics } = await compileSdl(sources);
  return { model, diagnostics, sources };
}

describe('openLinter', () => {
  const seed = Number(process.env.WESLEY_SEED ?? 20261122);
  const edits = Number(process.env.WESLEY_RUNS ?? 40);

  it(`agrees with a new one after each of ${edits} edits (WESLEY_SEED=${seed})`, async () => {
    const random = randomFrom(seed);
    const linter = await openLinter();
    const types = Array.from({ length: 6 }, () => new Set<string>());
    for (let edit = 0; edit < edits; edit += 1) {
      const type = types[random(types.length)];
      const field = fields[random(fields.length)] ?? '';
      const same = [...(type ?? [])].find((one) => one.split(':')[0] === field.split(':')[0]);
      if (same !== undefined) type?.delete(same);
      if (same !== field) type?.add(field);
      const text = `type Org {\n  id: ID!\n}\n${types
        .map(
          (one, at) =>
            `type Thing${at}${[...one].some((f) => f.startsWith('org')) && at % 2 === 0 ? ' @tenant(by: "org")' : ''} {\n${at === 5 ? '  name: String' : '  id: ID!'}\n${[...one].map((f) => `  ${f}\n`).join('')}}\n`,
        )
        .join('')}`;
      const schema = await compiled(text);
      expect(linter.lint(schema).report).toEqual(lintSchema(schema).report);
    }
  });

  it('goes on after a schema with errors', async () => {
    const linter = await openLinter();
    const codes = async (text: string) =>
      linter.lint(await compiled(text)).report.findings.map(({ code }) => code);
    expect(await codes('type A {\n  id: ID!\n  done: Boolean\n}\n')).toEqual(['rule/boolean-nullable']);
    expect(await codes('type A {\n  id: ID!\n  done: Bool\n}\n')).toEqual(['sdl/unknown-type']);
    expect(await codes('type A {\n  id: ID!\n  done: Boolean!\n}\n')).toEqual([]);
  });
});

const github = join(packageRoot, '..', 'shared', 'cases', 'graphql', 'github.graphql');

it.skipIf(!existsSync(github))(
  'refuses a schema of an API of 69,000 lines, each mistake at its place',
  async () => {
    const text = readFileSync(github, 'utf8');
    const { report, solution } = await lint({ from: [], files: [{ path: 'github.graphql', text }] });
    expect(solution).toBeUndefined();
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(100);
    expect(errors.filter(({ span }) => span === undefined)).toEqual([]);
  },
);
