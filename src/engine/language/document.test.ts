/** docs/engine/language.md: each example gives what stands below it. WESLEY_WRITE_DOCS=1 writes that anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeStyle, renderDiagnostic, Sources } from '../../diagnostics/index.js';
import { packageRoot } from '../../paths.js';
import { compile, FactSet, showFact, solve } from '../index.js';
import { reservedWords } from './words.js';

const path = join(packageRoot, 'docs', 'engine', 'language.md');
const text = readFileSync(path, 'utf8');
const example = /```souffle\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;

/** The diagnostics as a terminal shows them, or else all tuples. */
function outcome(program: string): string {
  const compiled = compile([{ file: 'example.dl', text: program }]);
  if (compiled.diagnostics.length > 0 || compiled.program === undefined) {
    const sources = new Sources([{ path: 'example.dl', text: program }]);
    const style = makeStyle({ unicode: true, width: 100 });
    return compiled.diagnostics.map((one) => `${renderDiagnostic(one, sources, style)}\n`).join('');
  }
  const solution = solve(compiled.program, new FactSet());
  return [...compiled.program.relations.keys()]
    .sort()
    .flatMap((name) => solution.rows(name).map((row) => `${showFact(name, row)}\n`))
    .join('');
}

describe('docs/engine/language.md', () => {
  if (process.env.WESLEY_WRITE_DOCS === '1') {
    const written = text.replace(
      example,
      (_, program: string) => `\`\`\`souffle\n${program}\`\`\`\n\n\`\`\`text\n${outcome(program)}\`\`\``,
    );
    writeFileSync(path, written);
  }
  const examples = [...text.matchAll(example)];

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(examples).toHaveLength(text.split('```souffle').length - 1);
  });

  it.each(examples.map((found) => [found[1]?.split('\n')[0], found[1], found[2]]))(
    '%s',
    (_, program, wanted) => {
      expect(outcome(program ?? '')).toBe(wanted);
    },
  );

  it('names every word of the language', () => {
    expect([...reservedWords].filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
  });

  it('names every code', () => {
    const folder = join(packageRoot, 'src', 'engine', 'language');
    const codes = readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.includes('.test'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/'dl\/[a-z-]+'/g) ?? [])
      .map((code) => code.slice(1, -1));
    expect([...new Set(codes)].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });
});
