/**
 * Every rule folder proves itself: unsafe.sql raises exactly its rule, safe.sql none, its other tests hold, no condition is
 * there for nothing, and what it tells people to write is safe.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import {
  check,
  isCondition,
  lint,
  openRuleTests,
  type RuleTester,
  type RuleTestReport,
} from '../../src/index.js';
import { packageRoot } from '../../src/paths.js';
import { parseExample, readRulePages } from '../../src/workshop/rule-pages.js';

const pages = readRulePages();
const scratch = new Scratch();
let tester: RuleTester;
let report: RuleTestReport;

beforeAll(async () => {
  tester = await openRuleTests({ cwd: packageRoot, ruleFolders: [] });
  report = await tester.run({ coverage: true });
}, 600_000);

afterAll(async () => {
  await tester.close();
  await scratch.close();
});

describe.each(pages.map((page) => [page.rule.id, page] as const))('%s', (id, { rule, language, unsafe }) => {
  it('has both examples', () => {
    expect(existsSync(join(rule.folder, `unsafe.${language}`))).toBe(true);
    expect(existsSync(join(rule.folder, `safe.${language}`))).toBe(true);
  });

  it('does what its examples and tests say (see: wesley rules test)', () => {
    const own = report.results.filter((result) => result.rule === id);
    expect(own.length).toBeGreaterThanOrEqual(2);
    expect(
      own.flatMap(({ span, problems }) => problems.map((one) => `${span.file}:${span.line} ${one.message}`)),
    ).toEqual([]);
  });

  it.runIf(rule.judges === 'schema')('says it in whole sentences', async () => {
    const { report: raised } =
      language === 'graphql'
        ? await lint({ from: [], files: [{ path: 'unsafe.graphql', text: unsafe }] })
        : await lint({ from: [join(rule.folder, 'unsafe.sql')] });
    for (const { message, why = [], fix, span } of raised.findings) {
      expect([message, ...why, fix?.text ?? '', fix?.code ?? ''].join('\n')).not.toMatch(/\{[A-Z]/);
      expect(
        [message, ...why, fix?.text ?? ''].filter((text) => /[.]$/.test(message) || text === ''),
      ).toEqual([]);
      if (language === 'graphql') expect(span?.line).toBeGreaterThan(0);
    }
  });

  it.runIf(rule.judges === 'sql')(
    'says it in whole sentences, and what it proposes to write is SQL without an error',
    async () => {
      const { before, change, server } = parseExample(unsafe);
      const { report: raised } = await check({
        files: [{ path: 'unsafe.sql', text: change }],
        before:
          before === undefined
            ? undefined
            : await loadState({ kind: 'sql', name: 'before', text: before }, { scratch }),
        major: server,
      });
      for (const finding of raised.findings) {
        expect([finding.message, ...(finding.why ?? []), finding.fix?.text ?? ''].join('\n')).not.toMatch(
          /[{}]/,
        );
        if (finding.fix?.code === undefined) continue;
        const { report: proposed } = await check({ files: [{ path: 'fix.sql', text: finding.fix.code }] });
        expect(proposed.findings.filter((one) => one.severity === 'error')).toEqual([]);
      }
    },
  );
});

describe('the rule set', () => {
  it('has no two rules with one name', () => {
    const ids = pages.map(({ rule }) => rule.id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has tests that hold, and none that cannot be read', () => {
    expect(report.results.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('has no clause that fires in no test, and no condition that decides nothing (see: wesley rules test --coverage)', () => {
    const judging =
      report.coverage?.files.filter(({ file }) => /^rules\/(safety|style|schema)\//.test(file)) ?? [];
    expect(judging).toHaveLength(pages.length);
    const idle = judging.flatMap(({ clauses }) =>
      clauses.flatMap(({ span, head, fired, literals }) => [
        ...(fired === 0 ? [`${span.file}:${span.line} ${head} never fires`] : []),
        ...literals
          .filter((one) => isCondition(one) && one.state !== 'decided')
          .map(({ span: at, text, state }) => `${at.file}:${at.line}:${at.column} ${text} ${state}`),
      ]),
    );
    expect(idle).toEqual([]);
  });
});
