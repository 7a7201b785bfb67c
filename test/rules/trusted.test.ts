/** A command reads of the shipped rules what its goals need: they are the same rules as if it had read all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile, type Program, type Source } from '../../src/engine/index.js';

const folder = join(import.meta.dirname, '../../rules');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.dl') && !name.endsWith('tests.dl'))
  .sort();

/** Each compilation gets files of its own: those that are given again are not read again. */
function read(): Source[] {
  return files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function described(program: Program | undefined): unknown {
  return [program?.rules, program?.relations];
}

it.each([
  { goals: ['finding', 'does_forbidden'] },
  { goals: ['schema_finding'] },
  { goals: ['step', 'refuse'] },
])('The rules for $goals are the same, read whole or in part', ({ goals }) => {
  const whole = compile(read(), { goals, lint: 'off' });
  const patient = compile(read(), { goals, lint: 'off', isTrusted: () => true });
  expect(patient.diagnostics).toEqual([]);
  expect(whole.program?.rules.length).toBeGreaterThan(50);
  expect(described(patient.program)).toEqual(described(whole.program));
});
