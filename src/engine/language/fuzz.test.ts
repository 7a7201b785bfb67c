/**
 * Bad input: whatever a file holds, the compiler ends, throws nothing, and says what is wrong at a place inside the file.
 * WESLEY_FUZZ=100000 runs more cases of each kind, WESLEY_FUZZ_SEED=7 others. A failure names its case.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../paths.js';
import { compile, EngineError, FactSet, type Source, solve } from '../index.js';
import { Random } from './random.test-helper.js';
import { sample } from './sample.test-helper.js';

const cases = Number(process.env.WESLEY_FUZZ ?? 10_000);
const seed = Number(process.env.WESLEY_FUZZ_SEED ?? 1);

/** Compiles; checks what is true of every compilation; evaluates what was accepted. */
function examine(...texts: string[]): string[] {
  const sources = texts.map((text, i): Source => ({ file: `${i}.dl`, text }));
  const { program, diagnostics } = compile(sources);
  for (const { code, message, span, related, why, fix } of diagnostics) {
    for (const place of [span, ...(related ?? []).map((one) => one.span)]) {
      const text = sources.find(({ file }) => file === place?.file)?.text;
      if (place === undefined || text === undefined) throw new Error(`${code} has no place`);
      const { start, end } = place;
      if (!(0 <= start && start <= end && end <= text.length)) {
        throw new Error(`${code} is at ${start}-${end} of ${text.length}`);
      }
    }
    const said = [message, ...(why ?? []), fix?.text ?? '', fix?.code ?? ''].join('\n');
    if (said.length > 4000) throw new Error(`${code} says too much: ${said.length} characters`);
  }
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  if ((program === undefined) !== failed) throw new Error('rejected without a reason');
  if (program !== undefined) {
    try {
      solve(program, new FactSet(), { limits: { tuples: 2000, rounds: 50, milliseconds: 200 } });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return diagnostics.map(({ code }) => code);
}

const fragments = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    '.',
    ':-',
    ':',
    '|',
    '!',
    '=',
    '!=',
    '<',
    '<=',
    '<:',
    '+',
    '-',
    '*',
  ],
  ...[
    '/',
    '%',
    '^',
    '$',
    '@',
    '@[',
    '@![',
    '#',
    '"',
    '\\',
    '//',
    '///',
    '//!',
    '/*',
    '*/',
    '\n',
    '\0',
    '\ud800',
  ],
  ...[
    '\udc00',
    '\u20ac',
    '\u{1f600}',
    '\ufeff',
    '_',
    'nil',
    'true',
    'count',
    'sum',
    'min(',
    'range(',
    'as(',
    'band',
  ],
  ...[
    '0x',
    '1.5',
    '99999999999999999999',
    '1u',
    '.decl',
    '.type',
    '.comp',
    '.init',
    '.input',
    '.include "x"',
  ],
  ...[
    '.functor',
    '.plan',
    '.pragma',
    '.lattice',
    'eqrel',
    'part(',
    'x',
    '$Circle',
    '"a"',
    '?',
    '~',
    '`',
    '\t',
    '\r',
  ],
];

function mutate(text: string, random: Random): string {
  const words = (): string[] => text.split(/(?<=\W)|(?=\W)/);
  const lines = (): string[] => text.split('\n');
  const at = random.below(text.length + 1);
  const to = at + random.below(30);
  switch (random.below(11)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + random.pick(fragments) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(fragments) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(to);
    case 4:
      return text.slice(0, to) + text.slice(at);
    case 5:
      return text.slice(0, at) + String.fromCharCode(random.below(0x10000)) + text.slice(at + 1);
    case 6: {
      const all = words();
      const i = random.below(all.length);
      all.splice(i, 1, random.pick(all));
      return all.join('');
    }
    case 7: {
      const all = words();
      all.splice(random.below(all.length), 1);
      return all.join('');
    }
    case 8: {
      const all = lines();
      all.splice(random.below(all.length), 1, ...(random.below(2) ? [random.pick(all)] : []));
      return all.join('\n');
    }
    case 9: {
      const all = lines();
      all.splice(random.below(all.length), 0, random.pick(all));
      return all.join('\n');
    }
    default:
      return text.slice(0, at);
  }
}

function ruleFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ruleFiles(path);
    return entry.name.endsWith('.dl') && entry.name !== 'relations.dl' ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('a file', () => {
  it('with every construct is accepted', () => {
    const { diagnostics } = compile([{ file: 'a.dl', text: sample }]);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  it(`that was changed by accident is read to its end (${cases} cases, seed ${seed})`, () => {
    const files = ruleFiles(join(packageRoot, 'rules'));
    let accepted = 0;
    for (let n = 0; n < cases; n++) {
      const random = new Random(seed * 1_000_003 + n);
      let text = random.below(3) === 0 ? random.pick(files) : sample;
      for (let i = random.below(6); i >= 0; i--) text = mutate(text, random);
      try {
        if (!examine(text).some((code) => code === 'dl/syntax')) accepted++;
      } catch (error) {
        throw new Error(`case ${n} of seed ${seed}: ${(error as Error).stack}`);
      }
    }
    expect(accepted).toBeGreaterThan(0);
  }, 600_000);

  it(`made of words in any order is read to its end (${cases} cases, seed ${seed})`, () => {
    const words = sample.split(/(?<=\W)|(?=\W)/);
    for (let n = 0; n < cases; n++) {
      const random = new Random(seed * 2_000_003 + n);
      const text = Array.from({ length: random.below(120) }, () =>
        random.below(4) === 0 ? random.pick(fragments) : random.pick(words),
      ).join(random.pick(['', ' ']));
      try {
        examine(text);
      } catch (error) {
        throw new Error(`case ${n} of seed ${seed}: ${(error as Error).stack}`);
      }
    }
  }, 600_000);
});

const decls = '.decl p(x: number) .decl q(x: number) .decl s(x: symbol)\n';
const many = (text: string, times = 100_000): string => text.repeat(times);
const megabyte = 1_000_000;
const namedOnce = Array.from({ length: 900 }, (_, i) => `q(variable${i})`).join(', ');

describe('nothing hangs and nothing overflows', () => {
  it.each<[string, string, string[]]>([
    ['parentheses', `${decls}p(x) :- q(x), x = ${many('(')}1${many(')')}.`, ['dl/too-deep']],
    ['parentheses that are not closed', `${decls}p(x) :- ${many('(')}`, ['dl/too-deep']],
    [
      'groups, line by line',
      `${decls}${many('p(x) :- (q(x)\n', 50_000)}`,
      ['dl/syntax', 'dl/too-many-errors'],
    ],
    ['negations', `${decls}p(x) :- q(x), ${many('!')}q(x).`, ['dl/too-deep']],
    ['calls', `${decls}s(${many('cat("a", ')}"b"${many(')')}).`, ['dl/too-deep']],
    ['minima', `${decls}p(${many('min(')}1${many(', 2)')}).`, ['dl/too-deep']],
    [
      'aggregates',
      `${decls}p(x) :- x = ${many('max 1 : { p(y), y = ', 5000)}1${many('}', 5000)}.`,
      ['dl/too-deep'],
    ],
    ['records', `${decls}p(${many('[')}1${many(']')}).`, ['dl/too-deep']],
    ['a sum', `${decls}p(1${many(' + 1')}).`, ['dl/too-deep']],
    ['powers', `${decls}p(1${many(' ^ 1')}).`, ['dl/too-deep']],
    ['signs', `${decls}p(${many('-')}1).`, ['dl/too-deep']],
    ['annotations', `@[a = ${many('[')}${many(']')}]${decls}`, ['dl/too-deep']],
    [
      'subtypes',
      Array.from({ length: 50_000 }, (_, i) => `.type T${i + 1} <: T${i}`)
        .reverse()
        .join('\n')
        .concat('\n.type T0 <: number'),
      ['dl/too-deep'],
    ],
    ['a long union', `.type A <: number\n.type U = A${many(' | A')}`, ['dl/too-large']],
    [
      'doubled unions',
      Array.from({ length: 90 }, (_, i) => `.type U${i + 1} = U${i} | U${i} | X${i}\n.type X${i} <: number`)
        .join('\n')
        .concat('\n.type U0 <: number\n.decl p(x: U90) .decl q(x: U89) .decl r(x: X80) r(x) :- p(x), q(x).'),
      ['dl/type'],
    ],
    ['literals', `${decls}p(x) :- q(x)${many(', q(x)')}.`, ['dl/too-large']],
    [
      'alternatives',
      `${decls}p(x) :- ${Array.from({ length: 20 }, () => '(q(x) ; p(x))').join(', ')}.`,
      ['dl/too-many-alternatives'],
    ],
    ['arguments', `${decls}p(1${many(', 1')}).`, ['dl/too-large']],
    [
      'columns',
      `.decl w(a0: number${Array.from({ length: 100_000 }, (_, i) => `, a${i + 1}: number`).join('')})`,
      ['dl/too-large'],
    ],
    ['heads', `${decls}p(1)${many(', p(1)')} :- q(_).`, ['dl/too-many-alternatives']],
    [
      'heads and alternatives',
      `${decls}p(1)${many(', p(1)', 500)} :- q(x), (x = 0${many(' ; x = 1', 900)}).`,
      ['dl/too-many-alternatives'],
    ],
    [
      'an aggregate of many alternatives',
      `${decls}p(x) :- x = count : { q(1)${many(', (q(2) ; q(3))', 11)} }.`,
      ['dl/too-many-alternatives'],
    ],
    [
      'instances',
      `.comp c { .decl r(x: number) ${many('r(1). ', 2000)} }\n${Array.from({ length: 2000 }, (_, i) => `.init i${i} = c`).join('\n')}`,
      ['dl/too-large'],
    ],
    ['names joined by dots', `${decls}p${many('.a')}(1).`, ['dl/too-long']],
    [
      'files that are not there',
      Array.from({ length: 1000 }, (_, i) => `.include "none${i}.dl"`).join('\n'),
      ['dl/unknown-include', 'dl/too-many-errors'],
    ],
    ['variables named once', `${decls}${many(`p(1) :- ${namedOnce}.\n`, 10)}`, []],
    [
      'words that a column can hold',
      `@[values(k = [${many('"a", ', 900)}"b"])] .decl r(k: symbol)\n${Array.from({ length: 3000 }, (_, i) => `r(k) :- r(k), k = "c${i}".`).join('\n')}`,
      ['dl/never'],
    ],
    [
      'constants in a ring of relations',
      `.decl z(x: symbol) .input z\n${Array.from({ length: 3000 }, (_, i) => `.decl r${i}(x: symbol) r${i}(x) :- r${(i + 1) % 3000}(x).`).join('\n')}
      ${Array.from({ length: 900 }, (_, i) => `r0("c${i}").`).join('\n')}`,
      [],
    ],
    [
      'names of one declaration',
      `.decl ${Array.from({ length: 50_000 }, (_, i) => `r${i}`).join(', ')}(x: number)`,
      [],
    ],
    ['facts', `${decls}${many('p(1).', 50_000)}`, []],
    [
      'unknown names',
      Array.from({ length: 50_000 }, (_, i) => `relation_${i}(1).`).join('\n'),
      ['dl/unknown-relation', 'dl/too-many-errors'],
    ],
    [
      'relations in a chain',
      Array.from({ length: 20_000 }, (_, i) => `.decl r${i}(x: number) r${i}(x) :- r${i + 1}(x).`)
        .join('\n')
        .concat('\n.decl r20000(x: number)'),
      [],
    ],
    [
      'relations in a ring',
      Array.from(
        { length: 5000 },
        (_, i) => `.decl r${i}(x: number) r${i}(x) :- r${(i + 1) % 5000}(x), !r${(i + 2) % 5000}(x).`,
      ).join('\n'),
      ['dl/unstratified'],
    ],
    ['a long name', `.decl ${many('a', megabyte)}(x: number)`, ['dl/too-long']],
    ['a long text', `${decls}s("${many('a', megabyte)}").`, []],
    ['a long number', `${decls}p(${many('9', megabyte)}).`, ['dl/number']],
    ['a long float', `.decl f(x: float) f(${many('9', megabyte)}.5).`, ['dl/number']],
    ['a long comment', `${decls}/*${many('*', megabyte)}*/ //${many('/', megabyte)}`, []],
    ['a comment that is not closed', `${decls}/*${many('* /', 300_000)}`, ['dl/syntax']],
    ['a text that is not closed', `${decls}s("${many('\\"', 300_000)}`, ['dl/syntax']],
    ['one line', `${decls.replace('\n', ' ')}${many('p(1). ', 50_000)}`, []],
    ['characters without a meaning', many('\u20ac\u20ad', megabyte), ['dl/syntax', 'dl/too-many-errors']],
    ['NUL', many('\0', 1000), ['dl/syntax']],
    ['half a character', `${decls}s("\ud800"). \udc00`, ['dl/syntax']],
    ['quotes', many('"', 100_001), ['dl/syntax']],
    ['stops', many('.', 100_000), ['dl/syntax']],
    ['closing braces', many('}', 100_000), ['dl/syntax']],
    ['components', many('.comp c {\n', 50_000), ['dl/unsupported', 'dl/too-many-errors']],
    ['documentation', many('/// a\n', 100_000), []],
    ['loose annotations', `${many('@[a]\n', 1000)}`, ['dl/duplicate-annotation', 'dl/too-many-errors']],
    [
      'variables in a chain',
      `${decls}p(v0) :- ${Array.from({ length: 900 }, (_, i) => `v${i} = v${i + 1} + 1`).join(', ')}, q(v900).`,
      [],
    ],
    [
      'variables in a circle',
      `${decls}p(v0) :- ${Array.from({ length: 900 }, (_, i) => `v${i} = v${(i + 1) % 900} + 1`).join(', ')}.`,
      ['dl/unbound-variable'],
    ],
    ['a pattern', `${decls}s(x) :- s(x), match("${many('(a{99})', 1000)}b", x).`, ['dl/bad-pattern']],
  ])('%s', (_, text, codes) => {
    expect([...new Set(examine(text).filter((code) => !quiet.includes(code)))].sort()).toEqual(
      [...codes].sort(),
    );
  });
});

/** Lints, which are not what these files are about. */
const quiet = ['dl/unbounded-recursion', 'dl/cross-product', 'dl/singleton-variable', 'dl/loose-annotation'];
