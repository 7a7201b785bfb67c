/** The formatter: how things look, and that nothing but the looks ever changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { packageRoot } from '../../paths.js';
import { Reporter } from '../errors.js';
import { randomCase } from '../evaluation/random-program.test-helper.js';
import { formatRules } from './format.js';
import { piecesOf } from './layout.js';
import { tokenize } from './lexer.js';
import { parse } from './parser.js';

const format = (text: string, width?: number): string => {
  const { text: formatted, diagnostics } = formatRules(
    { file: 'a.dl', text },
    width === undefined ? {} : { width },
  );
  return formatted ?? diagnostics.map(({ code }) => code).join(' ');
};

describe('looks', () => {
  it.each([
    ['blanks', 'p( X,Y ):-q(X ,Y),X<Y , !r( _,-1 ).', 'p(X, Y) :- q(X, Y), X < Y, !r(_, -1).\n'],
    ['arithmetic', 'p(X*2-1,-X):-q(X).', 'p(X * 2 - 1, -X) :- q(X).\n'],
    [
      'terms',
      'p($A( X ,"b"),[1,nil],@f(X)):-q(X);r(X),(s(X);t(X)).',
      'p($A(X, "b"), [1, nil], @f(X)) :- q(X) ; r(X), (s(X) ; t(X)).\n',
    ],
    [
      'aggregates',
      'p(N):-N=count:{q(_,_)},M=max k:{q(k,M)},N<sum  -x:q(x,_).',
      'p(N) :- N = count : { q(_, _) }, M = max k : { q(k, M) }, N < sum -x : q(x, _).\n',
    ],
    [
      'declarations',
      '.type A=symbol|B\n.type C<:number\n.type R=[a:A,b:C]\n.decl p(a:A,b:C) .input p,q\n.include"x.dl"',
      '.type A = symbol | B\n.type C <: number\n.type R = [a: A, b: C]\n.decl p(a: A, b: C)\n.input p, q\n.include "x.dl"\n',
    ],
    [
      'metadata',
      '///Doc.\n\n@[rule( severity="error" ,tags=["a","b"])]@[message="x"] p(1).',
      '/// Doc.\n@[rule(severity = "error", tags = ["a", "b"])]\n@[message = "x"]\np(1).\n',
    ],
    ['facts on one line', 'p(1).p(2).   p(3).\np(4).', 'p(1). p(2). p(3).\np(4).\n'],
    ['empty lines', '\n\np(1).\n\n\n\n// c\n\np(2).\n\n', 'p(1).\n\n// c\n\np(2).\n'],
    [
      'comments',
      'p(1). // one\n  // two\np(X) :- // three\n q(X), /* four */ r(X)\n // five\n , s(X).',
      'p(1). // one\n// two\np(X) :- // three\n    q(X), /* four */ r(X)\n    // five\n    , s(X).\n',
    ],
    [
      'components',
      '@[test].comp t{\n// c\n\np(1).p(2).\n@[expect]q(1).}',
      '@[test]\n.comp t {\n    // c\n\n    p(1). p(2).\n    @[expect]\n    q(1).\n}\n',
    ],
    [
      'what stands inside, and what is made of it',
      '.comp t {//!About it.\n.decl p(@[key]x:number) p(1).p(2).}\n.init a=t\nq(x):-//!why\na.p(x).',
      '.comp t {\n    //! About it.\n    .decl p(@[key] x: number)\n    p(1). p(2).\n}\n.init a = t\nq(x) :-\n    //! why\n    a.p(x).\n',
    ],
    [
      'branches, one per line where one was broken',
      '.type T = A { x: number }\n| B {} // b\n// c\n| C { y:T,z:T }',
      '.type T =\n    A { x: number }\n  | B {} // b\n    // c\n  | C { y: T, z: T }\n',
    ],
    [
      'documented columns',
      '.decl p(/// First.\na: T, b: T)',
      '.decl p(\n    /// First.\n    a: T, b: T\n)\n',
    ],
    ['a byte order mark and foreign line ends', '\ufeffp(1).\r\n// c\r\np(2).\r\n', 'p(1).\n// c\np(2).\n'],
    ['nothing', ' \n', ''],
  ])('%s', (_, text, wanted) => {
    expect(format(text)).toBe(wanted);
    expect(format(wanted)).toBe(wanted);
  });

  it('breaks a body that is too long, and keeps the breaks of a person while every line fits', () => {
    expect(format('p(X) :- aaaa(X), bbbb(X), cccc(X), dddd(X).', 30)).toBe(
      'p(X) :-\n    aaaa(X), bbbb(X), cccc(X),\n    dddd(X).\n',
    );
    const grouped = 'p(X) :-\n    aaaa(X),\n    bbbb(X), cccc(X).\n';
    expect(format(grouped, 30)).toBe(grouped);
    expect(format('p(X) :-\n aaaa(X),\n bbbb(X), cccc(X), dddd(XX).', 30)).toBe(
      'p(X) :-\n    aaaa(X), bbbb(X), cccc(X),\n    dddd(XX).\n',
    );
  });

  it('breaks heads, arguments, columns and lists that are too long', () => {
    expect(format('pppp(X, "a long text"), qqqq(X) :- r(X).', 30)).toBe(
      'pppp(X, "a long text"),\n    qqqq(X) :-\n    r(X).\n',
    );
    expect(format('pppp("a long text", "another one", X) :- r(X).', 30)).toBe(
      'pppp(\n    "a long text",\n    "another one", X\n) :-\n    r(X).\n',
    );
    expect(format('.decl pppp(first: symbol, second: symbol)', 30)).toBe(
      '.decl pppp(\n    first: symbol,\n    second: symbol\n)\n',
    );
    expect(format('.input aaaa, bbbb, cccc, dddd, eeee', 30)).toBe(
      '.input aaaa, bbbb, cccc, dddd,\n    eeee\n',
    );
    expect(format('p(N) :- N = max k : { aaaa(X, k), bbbb(X, k) }.', 30)).toBe(
      'p(N) :-\n    N = max k : {\n        aaaa(X, k), bbbb(X, k)\n    }.\n',
    );
    expect(format('@[rule(severity = "error", tags = ["a", "b"])] p(1).', 30)).toBe(
      '@[rule(severity = "error",\n    tags = ["a", "b"])]\np(1).\n',
    );
  });

  it('refuses a file that cannot be read', () => {
    const { text, diagnostics } = formatRules({ file: 'a.dl', text: 'p(X :- q(X).' });
    expect(text).toBe(undefined);
    expect(diagnostics).toMatchObject([{ code: 'dl/syntax', span: { file: 'a.dl', start: 4 } }]);
  });

  it('says where the mistake is in a file with other line breaks, and ends when there are very many', () => {
    const { diagnostics } = formatRules({ file: 'a.dl', text: 'p(1).\r\n\r\np(X :- q(X).' });
    expect(diagnostics).toMatchObject([{ code: 'dl/syntax', span: { line: 3, start: 13 } }]);
    const many = formatRules({ file: 'a.dl', text: 'p(1) €\n"\n'.repeat(200) });
    expect(many.diagnostics).toHaveLength(101);
  });

  it('leaves alone what is no line break', () => {
    expect(format('// a\rp(1).\r\np(2).')).toBe('// a\rp(1).\np(2).\n');
  });
});

/** The tree without places: what a program means, its documentation and its annotations. */
function meaning(text: string): unknown {
  const reporter = new Reporter();
  const items = parse(new SourceText('a.dl', text), reporter);
  expect(reporter.failed).toBe(false);
  return JSON.parse(
    JSON.stringify(items, (key, value) => {
      if (['start', 'end', 'source', 'annotationSpans'].includes(key) || /(Start|End)$/.test(key))
        return undefined;
      return value instanceof Map ? [...value] : value;
    }),
  );
}

function commentsOf(text: string): string[] {
  const source = new SourceText('a.dl', text);
  return piecesOf(source, tokenize(source, new Reporter()))
    .filter(({ kind }) => kind === 'comment')
    .map((piece) => piece.text);
}

function expectOnlyLooksToChange(text: string, width?: number): void {
  const once = format(text, width);
  expect(meaning(once)).toEqual(meaning(text));
  expect(commentsOf(once)).toEqual(commentsOf(text));
  expect(format(once, width)).toBe(once);
}

/** The same tokens with other blanks, line breaks and comments between them. */
function shaken(text: string, random: () => number): string {
  const source = new SourceText('a.dl', text);
  const tokens = tokenize(source, new Reporter());
  const blanks = [
    '',
    ' ',
    ' ',
    '  ',
    '\n',
    '\n\n\n',
    '\n    ',
    ' // remark\n',
    '\n// remark, on its own\n',
    ' /* x */ ',
    '\t',
  ];
  return tokens
    .map((token, i) => {
      const next = tokens[i + 1];
      const raw = text.slice(token.start, token.end);
      if (next === undefined || next.kind === 'end') return `${raw}\n`;
      if (token.kind === 'doc') return `${raw}\n`;
      if (next.kind === 'directive' || next.kind === 'doc') return `${raw}\n`;
      const touches = token.end === next.start;
      const word = /\w$/.test(raw) && /^\w/.test(text.slice(next.start, next.end));
      // Inside `a.b`, and between signs that would become another one, nothing may stand, or something must.
      if (touches && (raw === '.' || text[next.start] === '.')) return raw;
      const chosen = blanks[Math.floor(random() * blanks.length)] ?? ' ';
      return raw + (chosen === '' && (word || !touches) ? ' ' : chosen);
    })
    .join('');
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const folder = join(packageRoot, 'rules');
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.dl'))
  .sort();
const runs = Number(process.env.WESLEY_FORMAT_RUNS ?? 60);

describe('meaning', () => {
  it('stays in every shipped rule, at any width', () => {
    for (const name of shipped) {
      const text = readFileSync(join(folder, name), 'utf8');
      for (const width of [undefined, 40]) expectOnlyLooksToChange(text, width);
    }
  });

  it('stays in shipped rules whose blanks and comments were shaken', () => {
    const random = generator(7);
    for (let run = 0; run < runs; run++) {
      const name = shipped[Math.floor(random() * shipped.length)] ?? '';
      expectOnlyLooksToChange(
        shaken(readFileSync(join(folder, name), 'utf8'), random),
        run % 2 === 0 ? 60 : undefined,
      );
    }
  });

  it('stays in random programs', () => {
    for (let seed = 1; seed <= runs; seed++) {
      const { text } = randomCase(seed, 8);
      expectOnlyLooksToChange(text, 50);
      expectOnlyLooksToChange(shaken(text, generator(seed)), seed % 3 === 0 ? undefined : 50);
    }
  });
});
