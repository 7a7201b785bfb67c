/** Every proof of the product's own rules replays: on the scenarios of the corpus, and on what raises each rule. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proofChecker, proofId, showFact, solve } from '../../src/engine/index.js';
import { packageRoot } from '../../src/paths.js';
import { collectFacts } from '../../src/pipeline.js';
import { loadRuleset } from '../../src/ruleset/load.js';

const corpus = join(packageRoot, 'corpus');
const safety = join(packageRoot, 'rules', 'safety');

const scenarios = readdirSync(corpus).map((name) => join(corpus, name, 'change.sql'));
const examples = readdirSync(safety).map((name) => join(safety, name, 'unsafe.sql'));

describe('proofs of the shipped rules', () => {
  const { program } = loadRuleset([], 'all');

  it.each([...scenarios, ...examples].filter((path) => existsSync(path)))('%s', async (path) => {
    const { facts } = await collectFacts({
      files: [{ path: 'change.sql', text: readFileSync(path, 'utf8') }],
    });
    const solution = solve(program, facts);
    const check = proofChecker(program, facts, { solution });
    for (const relation of program.relations.keys()) {
      for (const tuple of solution.rows(relation)) {
        const proof = solution.why(relation, tuple);
        if (proof === undefined) throw new Error(`no proof of ${showFact(relation, tuple)}`);
        expect(check(proof)).toMatchObject({ valid: true });
      }
    }
    for (const tuple of solution.rows('finding')) {
      const { found } = solution.proofs('finding', tuple, { limit: 3 });
      expect(new Set(found.map((proof) => proofId(proof))).size).toBe(found.length);
      for (const proof of found) expect(check(proof)).toMatchObject({ valid: true });
    }
  });
});
