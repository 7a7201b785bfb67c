import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  displayWidth,
  formats,
  makeStyle,
  type Report,
  renderText,
  SourceText,
  suggest,
} from './index.js';

const text = '-- Grüße\nSELECT \'日本🎉\'; ALTER TABLE "bestellungen" ADD UNIQUE (größe); -- end\n';
const source = new SourceText('sql/größe.sql', text);
const start = text.indexOf('ADD UNIQUE');

const finding: Diagnostic = {
  code: 'rule/unique-builds-index',
  severity: 'error',
  message: 'ADD UNIQUE builds an index, while nobody can use "bestellungen": 100%',
  span: source.span(start, start + 'ADD UNIQUE (größe)'.length),
  why: ['ACCESS EXCLUSIVE is held for the whole build.'],
  fix: { text: 'Build it concurrently first.', code: 'CREATE UNIQUE INDEX CONCURRENTLY ...;' },
  related: [{ label: 'the table', span: source.span(text.indexOf('"best'), text.indexOf('"best') + 14) }],
  fingerprint: 'ab12',
  subject: 'public.bestellungen',
  proof: [
    { depth: 0, text: 'finding("unique-builds-index", 2, "public.bestellungen")' },
    {
      depth: 1,
      text: 'takes_lock(2, "public.bestellungen", "AccessExclusive")',
      span: source.span(start, start + 3),
    },
  ],
};

const report: Report = {
  version: '0.1.0',
  findings: [finding],
  suppressed: [
    {
      finding: { ...finding, code: 'rule/drop-table', severity: 'warning' },
      reason: 'empty <now>',
      by: 'comment',
    },
  ],
  rules: [
    {
      id: 'unique-builds-index',
      severity: 'error',
      title: 'ADD UNIQUE builds its index under lock',
      doc: 'ADD UNIQUE builds its index under lock. More.',
      tags: ['lock'],
    },
  ],
  inputs: [{ path: 'sql/größe.sql', sha256: '00', text, statements: 2 }],
  basis: ['no state before was given'],
};

describe('text', () => {
  it('puts the carets under the marked letters, whatever stands before them', () => {
    expect(renderText(report, makeStyle({ width: 100 }))).toBe(
      [
        'error[rule/unique-builds-index]: ADD UNIQUE builds an index, while nobody can use "bestellungen": 100%',
        '  ╭▸ sql/größe.sql:2:43',
        '2 │ SELECT \'日本🎉\'; ALTER TABLE "bestellungen" ADD UNIQUE (größe); -- end',
        `  │ ${' '.repeat(44)}${'━'.repeat(18)}`,
        '  ├ sql/größe.sql:2:28  the table',
        '2 │ SELECT \'日本🎉\'; ALTER TABLE "bestellungen" ADD UNIQUE (größe); -- end',
        `  │ ${' '.repeat(29)}${'─'.repeat(14)}`,
        '  ├ why   ACCESS EXCLUSIVE is held for the whole build.',
        '  ├ fix   Build it concurrently first.',
        '  │         CREATE UNIQUE INDEX CONCURRENTLY ...;',
        '  ╰ more  wesley explain unique-builds-index  ·  proof: wesley explain sql/größe.sql:2',
        '',
        '1 error in 2 statements of 1 file, 1 rule; 1 finding accepted with a reason',
        'no state before was given',
        '',
      ].join('\n'),
    );
  });

  it('draws with ASCII signs where nothing else is shown', () => {
    const drawn = renderText({ ...report, inputs: [] }, makeStyle({ unicode: false }));
    const signs = drawn.replaceAll('größe', '');
    expect([...signs].filter((letter) => letter > '~')).toEqual([]);
    expect(drawn).toContain('--> sql/größe.sql:2:43');
  });

  it('says nothing in colour unless asked to', () => {
    expect(renderText(report, makeStyle())).not.toContain('\u001b');
    expect(renderText(report, makeStyle({ color: true }))).toContain('\u001b[');
  });

  it('shows the part of a long line that is meant, and control characters as a sign', () => {
    const long = `${'x'.repeat(300)} DROP \u0007TABLE ${'y'.repeat(300)}`;
    const place = new SourceText('long.sql', long);
    const at = long.indexOf('DROP');
    const drawn = renderText(
      {
        ...report,
        findings: [{ code: 'a/b', severity: 'error', message: 'm', span: place.span(at, at + 4) }],
        inputs: [{ path: 'long.sql', sha256: '', text: long, statements: 1 }],
      },
      makeStyle({ width: 80 }),
    );
    const [, , line = '', marks = ''] = drawn.split('\n');
    expect(line).toContain('DROP \ufffdTABLE');
    expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(line.indexOf('DROP')).toBe(marks.indexOf('━'));
  });

  it('cuts a long line between words', () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
    const text = words.join(' ');
    const place = new SourceText('a.sql', text);
    for (const word of ['word0', 'word30', 'word59']) {
      const at = text.indexOf(word);
      const drawn = renderText(
        {
          ...report,
          findings: [
            { code: 'a/b', severity: 'error', message: 'm', span: place.span(at, at + word.length) },
          ],
          inputs: [{ path: 'a.sql', sha256: '', text, statements: 1 }],
        },
        makeStyle({ width: 80 }),
      );
      const [, , line = '', marks = ''] = drawn.split('\n');
      const shown = line
        .slice(line.indexOf('│') + 2)
        .split(/[ …]/)
        .filter(Boolean);
      expect(shown.filter((one) => !words.includes(one))).toEqual([]);
      expect(shown.length).toBeGreaterThan(7);
      expect(line.slice(marks.indexOf('━'), marks.lastIndexOf('━') + 1)).toBe(word);
    }
  });
});

describe('formats for tools', () => {
  it('json: places are 1-based, in UTF-16, with the end exclusive', () => {
    const json = JSON.parse(formats.json(report));
    expect(json.schema).toBe('wesley/check/1');
    expect(json.ok).toBe(false);
    expect(json.findings[0].where).toEqual({
      path: 'sql/größe.sql',
      line: 2,
      column: 43,
      endLine: 2,
      endColumn: 61,
      start: 51,
      end: 69,
    });
    expect(json.suppressed[0].reason).toBe('empty <now>');
  });

  it('sarif: rules, the proof as code flow, suppressions, and an encoded path', () => {
    const [run] = JSON.parse(formats.sarif(report)).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual([
      'unique-builds-index',
      'drop-table',
    ]);
    const [result, accepted] = run.results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'sql/gr%C3%B6%C3%9Fe.sql' },
      region: { startLine: 2, startColumn: 43, endLine: 2, endColumn: 61, charOffset: 51, charLength: 18 },
    });
    expect(
      result.codeFlows[0].threadFlows[0].locations.map((one: { nestingLevel: number }) => one.nestingLevel),
    ).toEqual([0, 1]);
    expect(accepted.suppressions).toEqual([
      { kind: 'inSource', status: 'accepted', justification: 'empty <now>' },
    ]);
  });

  it('github: one annotation, escaped', () => {
    expect(formats.github(report)).toBe(
      '::error file=sql/größe.sql,line=2,endLine=2,col=43,endColumn=61,title=rule/unique-builds-index::ADD UNIQUE builds an index, while nobody can use "bestellungen": 100%25%0AACCESS EXCLUSIVE is held for the whole build.%0ABuild it concurrently first.%0ACREATE UNIQUE INDEX CONCURRENTLY ...;\n',
    );
  });

  it('github: no more annotations than a step may show, and the rest counted', () => {
    const many = formats.github({ ...report, findings: Array.from({ length: 14 }, () => finding) });
    expect(many.split('\n').filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(many).toContain('::notice title=wesley::4 more findings, see the log');
  });

  it('gitlab: severity words and lines', () => {
    expect(JSON.parse(formats.gitlab(report))).toEqual([
      {
        description: finding.message,
        check_name: 'rule/unique-builds-index',
        fingerprint: 'ab12',
        severity: 'critical',
        location: { path: 'sql/größe.sql', lines: { begin: 2 } },
      },
    ]);
  });

  it('junit: escaped, with accepted findings as skipped', () => {
    const xml = formats.junit(report);
    expect(xml).toContain('tests="2" failures="1" errors="0" skipped="1"');
    expect(xml).toContain('while nobody can use &quot;bestellungen&quot;: 100%');
    expect(xml).toContain('<skipped message="empty &lt;now&gt;"/>');
  });

  it('rdjson: columns in UTF-8 bytes', () => {
    const { diagnostics } = JSON.parse(formats.rdjson(report));
    expect(diagnostics[0].location.range).toEqual({
      start: { line: 2, column: 49 },
      end: { line: 2, column: 69 },
    });
  });

  it('markdown: degrades to a table before it is too long for a comment', () => {
    expect(formats.markdown(report)).toContain('<details><summary>error: ADD UNIQUE');
    const wide = { ...finding, why: ['w'.repeat(3000)] };
    const long = formats.markdown({ ...report, findings: Array.from({ length: 40 }, () => wide) });
    expect(long.length).toBeLessThan(65_536);
    expect(long).not.toContain('<details>');
  });
});

describe('suggest', () => {
  it('names what is near and nothing else', () => {
    expect(suggest('severty', ['severity', 'tags', 'since'])).toEqual(['severity']);
    expect(suggest('quux', ['severity', 'tags'])).toEqual([]);
  });
});
