/** What is open can only add: no shipped rule asks for the absence of what a team derives, and no other answer changes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CompiledProgram } from '../../src/engine/compile.js';
import { solve } from '../../src/engine/index.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { packageRoot } from '../../src/paths.js';
import { collectFacts } from '../../src/pipeline.js';
import { loadRuleset } from '../../src/ruleset/load.js';
import { openRelations } from '../../src/ruleset/open-relations.js';
import { TeamPlace } from './team.js';

const program = loadRuleset().program as CompiledProgram;
const open = openRelations(program);
const place = new TeamPlace();
const scratch = new Scratch();

afterAll(async () => {
  place.remove();
  await scratch.close();
});

it('the documentation lists what is open, with its columns', () => {
  const text = readFileSync(join(packageRoot, 'docs', 'team-rules.md'), 'utf8');
  const listed = [...text.matchAll(/^\| `(\w+)\(([^)]*)\)` \|/gm)].map(
    ([, name, columns]) => `${name}(${columns})`,
  );
  expect(listed.sort()).toEqual(
    open.map(
      (name) =>
        `${name}(${program.relations
          .get(name)
          ?.columns.map((one) => one.name)
          .join(', ')})`,
    ),
  );
});

describe('no shipped rule asks for the absence of what comes from', () => {
  // A step of a team is a step like any other; what follows from that is looked at below.
  it.each(open.filter((name) => name !== 'custom_step'))('%s', (name) => {
    const reached = new Set([name]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { head, steps } of program.bodies) {
        if (steps.some((step) => step.kind === 'atom' && reached.has(step.relation))) reached.add(head);
      }
    }
    const asking = program.bodies.filter(({ steps }) =>
      steps.some((step) =>
        step.kind === 'aggregate'
          ? step.bodies.flat().some((inner) => 'relation' in inner && reached.has(inner.relation))
          : step.kind === 'absent' && reached.has(step.relation),
      ),
    );
    expect(asking.map(({ rule }) => `${rule.file}:${rule.span.line}`)).toEqual([]);
  });
});

describe('a step of a team for every operation changes nothing else that is derived', () => {
  const patterns = [
    'object-change',
    'type-via-shadow-column',
    'drop-table-after-its-keys',
    'rename-in-place',
  ];
  it.each(patterns)('in %s', async (pattern) => {
    place.rule(
      'every',
      '/// Every one.\ncustom_step("acme/every", "all", o, "switch", "SELECT 1", "SELECT true") :- operation(o).\n',
    );
    const read = (name: string) => {
      const text = readFileSync(join(packageRoot, 'rules', 'plan', pattern, `${name}.sql`), 'utf8');
      return loadState({ kind: 'sql', name, text }, { scratch });
    };
    const before = await read('before');
    const after = await read('after');
    const { facts } = await collectFacts({ files: [], before, after });
    const folder = { path: `${place.folder}/rules`, namespace: 'acme', label: 'rules' };
    const without = solve(program, facts);
    const extended = solve(loadRuleset([folder]).program, facts);
    const changed = [...program.relations.keys()].filter(
      (name) => JSON.stringify(without.rows(name)) !== JSON.stringify(extended.rows(name)),
    );
    expect(without.rows('operation').length).toBeGreaterThan(0);
    expect(changed.sort()).toEqual(['custom_step', 'step', 'step_phase']);
  });
});
