/** Several files, instances of components, and what a broken declaration does not cause. */
import { describe, expect, it } from 'vitest';
import { compile, FactSet, type Source, solve } from '../index.js';

const files: Readonly<Record<string, string>> = {
  'lib/base.dl': '.decl base(x: number)\nbase(1).',
  'lib/more.dl': '.include "base.dl"\n.decl more(x: number)\nmore(x + 1) :- base(x).',
  'a.dl': '.include "b.dl"',
  'b.dl': '.include "c.dl"',
  'c.dl': '.include "a.dl"',
  'self.dl': '.include "self.dl"',
  'wrong.dl': '.decl wrong(x: nmber)',
};

/** Resolves from the folder of the file that includes. */
function include(path: string, from: string): Source | undefined {
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
  const file = [`${folder}${path}`, path].find((name) => Object.hasOwn(files, name));
  return file === undefined ? undefined : { file, text: files[file] ?? '' };
}

const start = (text: string): Source[] => [{ file: 'main.dl', text }];

describe('.include', () => {
  it('reads each file once, and those that it includes', () => {
    const text =
      '.include "lib/more.dl"\n.include "lib/base.dl"\n.decl out(x: number)\nout(x) :- more(x), !base(x).';
    const { program, diagnostics, sources } = compile(start(text), { include });
    expect(diagnostics).toEqual([]);
    expect(sources.map(({ file }) => file)).toEqual(['main.dl', 'lib/more.dl', 'lib/base.dl']);
    expect(program && solve(program, new FactSet()).rows('out')).toEqual([[2]]);
  });

  it('takes a file that is given, wherever it stands', () => {
    const given = [
      ...start('.include "../rules/lib/x.dl"\nx(1).'),
      { file: 'lib/x.dl', text: '.decl x(n: number)' },
    ];
    expect(compile(given).diagnostics).toEqual([]);
  });

  it('takes the file beside the one that names it before any other of that name', () => {
    const own: Readonly<Record<string, string>> = {
      'one/all.dl': '.include "base.dl"',
      'one/base.dl': '.decl one(n: number)',
      'two/all.dl': '.include "./base.dl"',
      'two/base.dl': '.decl two(n: number)',
    };
    const beside = (path: string, from: string): Source | undefined => {
      const folder = from.slice(0, from.lastIndexOf('/') + 1);
      const file = `${folder}${path.replace('./', '')}`;
      return own[file] === undefined ? undefined : { file, text: own[file] };
    };
    const main = start('.include "one/all.dl"\n.include "two/all.dl"\none(1). two(2).');
    const read = compile(main, { include: beside });
    expect(read.diagnostics).toEqual([]);
    expect(read.sources.map(({ file }) => file)).toEqual([
      'main.dl',
      'one/all.dl',
      'two/all.dl',
      'one/base.dl',
      'two/base.dl',
    ]);
    const given = [...main, ...Object.entries(own).map(([file, text]) => ({ file, text }))];
    expect(compile(given).diagnostics).toEqual([]);
  });

  it('cuts a long circle', () => {
    const ring = (path: string): Source => ({
      file: path,
      text: `.include "${(Number.parseInt(path, 10) + 1) % 500}.dl"`,
    });
    const [circle] = compile([ring('0.dl')], { include: ring }).diagnostics;
    expect(circle?.message).toContain('`10.dl` → ... → `499.dl` → `0.dl`.');
    expect(circle?.related).toHaveLength(12);
  });

  it.each<[string, string, string, string]>([
    ['a file that is not there', '.include "lib/mor.dl"', 'dl/unknown-include', '"lib/mor.dl"'],
    ['a circle', '.include "a.dl"', 'dl/include-cycle', '"a.dl"'],
    ['a file that includes itself', '.include "self.dl"', 'dl/include-cycle', '"self.dl"'],
    ['an error in it', '.include "wrong.dl"', 'dl/unknown-type', 'nmber'],
  ])('reports %s', (_, text, code, underlined) => {
    const { diagnostics, sources } = compile(start(text), { include });
    expect(
      diagnostics.map(({ code: found, span }) => {
        const source = sources.find(({ file }) => file === span?.file);
        return [found, source?.text.slice(span?.start, span?.end)];
      }),
    ).toEqual([[code, underlined]]);
  });

  it('shows each step of a circle', () => {
    const [circle] = compile(start('.include "a.dl"'), { include }).diagnostics;
    expect(circle?.message).toBe('The file includes itself: `a.dl` → `b.dl` → `c.dl` → `a.dl`.');
    expect(circle?.related?.map(({ span }) => span.file)).toEqual(['a.dl', 'b.dl']);
  });

  it('without a reader says that the file is not among the rule files', () => {
    const [missing] = compile(start('.include "lib/more.dl"')).diagnostics;
    expect(missing?.message).toBe('The file `lib/more.dl` is not among the rule files.');
  });
});

describe('.init', () => {
  const tree = `.comp Tree {
    .type Node <: symbol
    .decl up(x: Node, y: Node)
    .decl root(x: Node)
    .output root
    root(y) :- up(_, y), !up(y, _), !banned(y).
  }
  .decl banned(x: symbol)\n`;

  it('gives each instance relations and types of its own', () => {
    const text = `${tree}.init a = Tree\n.init b = Tree\na.up("x", "y"). b.up("p", "q"). banned("q").`;
    const { program, diagnostics } = compile(start(text));
    expect(diagnostics).toEqual([]);
    const solution = program && solve(program, new FactSet());
    expect(solution?.rows('a.root')).toEqual([['y']]);
    expect(solution?.rows('b.root')).toEqual([]);
    expect(program?.relations.get('a.root')).toMatchObject({ output: true, columns: [{ type: 'a.Node' }] });
  });

  it.each<[string, string, string]>([
    ['.init a = Tre', 'dl/unknown-component', 'Tre'],
    ['.init a = Tree\na.uq("x", "y").', 'dl/unknown-relation', 'a.uq'],
    ['.init a = Tree\na.up(1, "y").', 'dl/type', '1'],
    ['.comp Tree { }', 'dl/duplicate-declaration', 'Tree'],
  ])('%s', (text, code, underlined) => {
    const { diagnostics } = compile(start(tree + text));
    expect(
      diagnostics.map(({ code: found, span }) => [found, (tree + text).slice(span?.start, span?.end)]),
    ).toEqual([[code, underlined]]);
  });
});

describe('a component that is a test', () => {
  it('warns of what does not fit the program', () => {
    const text = `.decl p(x: number)
.comp t {
  p("a"). p(1, 2). q(1). p(x). p(_).
  .decl own(x: symbol)
  own("a").
}`;
    const { diagnostics, program } = compile(start(text));
    expect(program).toBeDefined();
    expect(
      diagnostics.map(
        ({ code, severity, span }) => `${severity} ${code}: ${text.slice(span?.start, span?.end)}`,
      ),
    ).toEqual([
      'warning dl/type: "a"',
      'warning dl/arity: p',
      'warning dl/unknown-relation: q',
      'warning dl/unbound-variable: x',
    ]);
  });
});

describe('one mistake is one error', () => {
  it.each<[string, string[]]>([
    ['.decl p(x number)\np(1). q(1) :- p(1).\n.decl q(x: number)', ['dl/syntax: number']],
    ['.type T = A { x: number | B {}\n.decl p(t: T)\np($A(1)). p($B()).', ['dl/syntax: |']],
    ['.decl p(x: nmber)\np(1). p("a").', ['dl/unknown-type: nmber']],
    ['.decl p(x: number)\np(x) :- p(x), y = , z = 1.\np(2).', ['dl/syntax: ,']],
    ['.decl s(x: symbol)\ns("a). s("b").\ns("c").', ['dl/syntax: ").']],
    ['.decl s(x: symbol)\n@[message = "a]\ns("c").', ['dl/syntax: "a]']],
    ['.decl s(x: symbol)\ns(cat("a", .)) :- s(_).\ns("c").', ['dl/syntax: .']],
    ['.decl p(x: number)\n.comp t {\n  p( }\np(1).', ['dl/syntax: }']],
    ['.decl p(x: number)\np(1)\np(2).\np(3).', ['dl/syntax: p']],
    ['.decl p(x: number) .decl s(x: symbol)\np(x) :- p(x), s(x), x < 3, x = 2.', ['dl/type: x']],
    ['.decl p(x: number)\np(x) :- p(x), x = 1.5.', ['dl/type: x']],
  ])('%s', (text, wanted) => {
    const { diagnostics } = compile(start(text));
    expect(diagnostics.map(({ code, span }) => `${code}: ${text.slice(span?.start, span?.end)}`)).toEqual(
      wanted,
    );
  });
});
