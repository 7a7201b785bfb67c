/** Every rule folder proves itself: unsafe.sql raises exactly its rule, safe.sql none, and what it tells people to write is safe. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import type { CheckResult, KnownState } from '../../src/index.js';
import { check } from '../../src/index.js';
import { parseExample, readRulePages } from '../../src/rule-pages.js';

const pages = readRulePages();
const scratch = new Scratch();

afterAll(() => scratch.close());

function stateOf(sql: string): Promise<KnownState> {
  return loadState({ kind: 'sql', name: 'before', text: sql }, { scratch });
}

async function run(name: string, text: string): Promise<CheckResult> {
  const { before, change, server } = parseExample(text);
  return check({
    files: [{ path: name, text: change }],
    before: before === undefined ? undefined : await stateOf(before),
    major: server,
  });
}

function found({ report }: CheckResult): string[] {
  return [...new Set(report.findings.map((finding) => finding.code))].sort();
}

describe.each(pages.map((page) => [page.rule.id, page] as const))('%s', (id, { rule, unsafe, safe }) => {
  it('has both examples', () => {
    expect(existsSync(join(rule.folder, 'unsafe.sql'))).toBe(true);
    expect(existsSync(join(rule.folder, 'safe.sql'))).toBe(true);
  });

  it('unsafe.sql raises it and nothing else', async () => {
    const { also } = parseExample(unsafe);
    expect(found(await run('unsafe.sql', unsafe))).toEqual([id, ...also].map((one) => `rule/${one}`).sort());
  });

  it('safe.sql raises nothing', async () => {
    expect(found(await run('safe.sql', safe))).toEqual([]);
  });

  it('says it in whole sentences, and what it proposes to write is SQL without an error', async () => {
    const { report } = await run('unsafe.sql', unsafe);
    for (const finding of report.findings) {
      expect([finding.message, ...(finding.why ?? []), finding.fix?.text ?? ''].join('\n')).not.toMatch(
        /[{}]/,
      );
      if (finding.fix?.code === undefined) continue;
      const { report: proposed } = await check({ files: [{ path: 'fix.sql', text: finding.fix.code }] });
      expect(proposed.findings.filter((one) => one.severity === 'error')).toEqual([]);
    }
  });
});

describe('the rule set', () => {
  it('has no two rules with one name', () => {
    const ids = pages.map(({ rule }) => rule.id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});
