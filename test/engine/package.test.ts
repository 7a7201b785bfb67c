/** `wesley/engine` from outside: what it loads, its types under strict settings, its examples, and the code in its docs. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/engine/index.js';
import { packageRoot } from '../../src/paths.js';
import { type BuiltPackage, buildPackage } from './built-package.js';

const docs = join(packageRoot, 'docs', 'engine');
const pages = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(docs, name), 'utf8') }))
  .map((page) => ({ ...page, blocks: codeBlocks(page.text) }));
const examples = readdirSync(join(packageRoot, 'examples')).filter((name) => /^engine-.*\.ts$/.test(name));

let built: BuiltPackage;
let complaints: readonly string[];

beforeAll(() => {
  built = buildPackage();
  const files = new Map([
    ['consumer.ts', consumer],
    ['wrong.ts', wrong],
  ]);
  for (const name of examples) files.set(name, readFileSync(join(packageRoot, 'examples', name), 'utf8'));
  for (const { name, blocks } of pages) {
    const parts = blocks.map(({ code }, i) => `${code}\nconsole.log('@@ ${i}');`);
    files.set(name.replace('.md', '.ts'), ['export {};', ...parts].join('\n'));
  }
  for (const [name, text] of files) built.write(name, text);
  complaints = built.compile([...files.keys()]).split('\n');
});
afterAll(() => built?.close());

/** What the compiler says of a file of the user. */
function complaintsOf(name: string): string[] {
  return complaints.filter((line) => line.startsWith(`${name}(`));
}

describe('the built entry', () => {
  it('loads the engine and the shape of diagnostics, and nothing else', () => {
    const start = join(built.wesley, 'dist', 'src', 'engine', 'index.js');
    const loaded = new Set<string>();
    const foreign = new Set<string>();
    const visit = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) visit(join(dirname(file), specifier));
        else foreign.add(specifier);
      }
    };
    visit(start);
    const names = [...loaded].map((file) => relative(join(built.wesley, 'dist', 'src'), file));
    expect([...foreign]).toEqual([]);
    expect(names.filter((name) => !name.startsWith('engine')).sort()).toEqual([
      join('diagnostics', 'diagnostic.js'),
      join('diagnostics', 'source.js'),
    ]);
    expect(names.length).toBeGreaterThan(20);
  });

  it('runs where no other package is, and where no code may be made of strings', () => {
    built.write(
      'first.js',
      `import { compile, FactSet, renderProof, solve } from 'wesley/engine';
      const { program } = compile([{ file: 'a.dl', text: '.decl e(a: number, b: number) .decl p(a: number, b: number) p(a, b) :- e(a, b). p(a, c) :- p(a, b), e(b, c).' }]);
      const facts = new FactSet();
      for (let i = 0; i < 400; i++) facts.add('e', i, i + 1);
      const solution = solve(program, facts);
      console.log(solution.rows('p').length, renderProof(solution.why('p', [0, 2])).split('\\n').length);`,
    );
    expect(built.run('first.js')).toBe('80200 4\n');
    expect(built.run('first.js', '--disallow-code-generation-from-strings')).toBe('80200 4\n');
  });
});

it.each(['code from strings', 'no code from strings'])('runs where nothing of Node is, with %s', (code) => {
  const entry = join(built.wesley, 'dist', 'src', 'engine', 'index.js');
  built.write('browser.js', browser(entry, code === 'code from strings'));
  const output = built.run('browser.js', '--experimental-vm-modules', '--no-warnings');
  expect(output).toBe('undefined undefined undefined 80200 4 80601 {"valid":true,"tuples":6}\n');
});

describe('the types', () => {
  it('are usable under strict settings, without the types of Node', () => {
    expect(complaints.filter((line) => /^\S/.test(line) && !line.startsWith('wrong.ts'))).toEqual([]);
    expect(built.run('consumer.js')).toBe('ok\n');
  });

  it('refuse what makes no sense', () => {
    const lines = complaintsOf('wrong.ts').map((line) => Number(/\((\d+)/.exec(line)?.[1]));
    const marked = wrong.split('\n').flatMap((line, i) => (line.includes('// wrong') ? [i + 1] : []));
    expect(lines).toEqual(marked);
  });
});

describe('examples', () => {
  it.each(examples)('%s', (name) => {
    expect(complaintsOf(name)).toEqual([]);
    const expected = readFileSync(join(packageRoot, 'examples', name.replace('.ts', '.txt')), 'utf8');
    expect(built.run(name.replace('.ts', '.js'))).toBe(expected);
  });
});

describe('documentation', () => {
  it.each(pages)('the code of $name runs and says what it says', ({ name, blocks }) => {
    expect(complaintsOf(name.replace('.md', '.ts'))).toEqual([]);
    const told = built.run(name.replace('.md', '.js')).split(/^@@ \d+\n/m);
    expect(told.slice(0, -1)).toEqual(blocks.map(({ output }) => output));
  });

  it('names every function that the entry exports', async () => {
    const text = pages.map((page) => page.text).join('\n');
    const entry: object = await import(
      pathToFileURL(join(built.wesley, 'dist', 'src', 'engine', 'index.js')).href
    );
    expect(Object.keys(entry).filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });

  it('lists every limit', () => {
    const text = pages.map((page) => page.text).join('\n');
    expect(Object.keys(defaultLimits).filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map(([, from, bare]) => from ?? bare ?? '');
}

/** The blocks of TypeScript of a page, each with the block of text that follows it: what it prints. */
function codeBlocks(page: string): { readonly code: string; readonly output: string }[] {
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm)].map(
    ([, code = '', output = '']) => ({ code, output }),
  );
}

/** A program that loads the engine into a world with no more than the language and a clock. */
function browser(entry: string, strings: boolean): string {
  return `import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import vm from 'node:vm';
const world = { performance: { now: () => performance.now() }, say: (...texts) => console.log(...texts) };
const context = vm.createContext(world, { codeGeneration: { strings: ${strings}, wasm: false } });
const modules = new Map();
const load = (path) => {
  if (!modules.has(path)) {
    modules.set(path, new vm.SourceTextModule(readFileSync(path, 'utf8'), { context, identifier: path }));
  }
  return modules.get(path);
};
const main = new vm.SourceTextModule(\`
  import { checkProof, compile, FactSet, open, renderProof, renderWhyNot, solve } from 'engine';
  const { program } = compile([{ file: 'a.dl', text: '.decl e(a: number, b: number) .decl p(a: number, b: number) p(a, b) :- e(a, b). p(a, c) :- p(a, b), e(b, c).' }]);
  const facts = new FactSet();
  for (let i = 0; i < 400; i++) facts.add('e', i, i + 1);
  const solution = solve(program, facts);
  const proof = solution.why('p', [0, 3]);
  const session = open(program, facts);
  session.update({ insert: new FactSet().add('e', 400, 401) });
  renderWhyNot(solution.whyNot('p', [3, 0]));
  say(
    typeof process, typeof require, typeof Buffer, solution.rows('p').length,
    renderProof(solution.why('p', [0, 2])).split('\\\\n').length,
    session.rows('p').length, JSON.stringify(checkProof(program, facts, proof)),
  );
\`, { context, identifier: ${JSON.stringify(entry)} });
await main.link((name, from) => load(name === 'engine' ? from.identifier : resolve(dirname(from.identifier), name)));
await main.evaluate();
`;
}

const consumer = `import {
  checkProof, compile, type Compilation, type Contribution, EngineError, FactSet, type Facts, type Limits, open, type Premise,
  type Proof, type ProofCheck, type Program, proofFacts, proofToJson, renderProof, renderWhyNot, type Session, showFact,
  type Solution, solve, type SolveOptions, type Span, term, type Term, type Value, type WhyNot,
} from 'wesley/engine';

const text = '.type Op = Add { t: symbol } .decl op(o: Op) .decl out(t: symbol, n: number) out(t, n) :- op($Add(t)), n = count : op(_).';
const compilation: Compilation = compile([{ file: 'a.dl', text }], { goals: ['out'], lint: 'strict' });
const program: Program | undefined = compilation.program;
const place: Span | undefined = compilation.diagnostics[0]?.span;
if (program === undefined) throw new Error(place?.file);

const own: Facts = { forEach: (visit) => visit('op', [term('Add', 'x')]) };
const limits: Partial<Limits> = { milliseconds: 1000 };
const options: SolveOptions = { limits, proofs: true, code: 'closures', profile: true };
const solution: Solution = solve(program, own, options);
const naive: Solution = solve(program, own, { evaluator: 'naive' });
const session: Session = open(program, new FactSet().add('op', term('Add', 'x')));
const inserted: ReadonlyMap<string, readonly (readonly Value[])[]> = session.update({ insert: new FactSet().add('op', term('Add', 'y')) }).inserted;

function depth(premise: Premise): number {
  switch (premise.kind) {
    case 'fact': return premise.source?.line ?? 1;
    case 'derived': return 1 + Math.max(0, ...premise.premises.map(depth));
    case 'absent': return premise.pattern.filter((value) => value === undefined).length;
    case 'holds': return premise.text.length;
    case 'aggregate': return premise.from.flatMap((one: Contribution) => one.premises.map(depth)).length;
  }
}

for (const one of [solution, naive, session]) {
  const [row] = one.rows('out');
  const first: Value | undefined = row?.[0];
  if (row === undefined || typeof first !== 'string') throw new Error('no row');
  const proof: Proof | undefined = one.why('out', row);
  if (proof === undefined) throw new Error('no proof');
  const check: ProofCheck = checkProof(program, one === session ? new FactSet().add('op', term('Add', 'x')).add('op', term('Add', 'y')) : own, proof);
  if (!check.valid) throw new Error(check.at + check.reason);
  const missing: WhyNot = one.whyNot('out', ['z', undefined]);
  const length: number = renderProof(proof, { depth: 2 }).length + renderWhyNot(missing).length + depth(proof);
  const value: Value | undefined = one.bindings('out', row)?.values.get('t');
  if (length === 0 || value !== first || one.proofs('out', row, { limit: 2 }).found.length !== 1) throw new Error(showFact('out', row));
  if (proofToJson(proof).root.length !== 16 || proofFacts(proof).size === 0) throw new Error('no data');
}
try {
  solve(program, new FactSet().add('op', 'x'));
} catch (error) {
  if (!(error instanceof EngineError) || error.diagnostic.code !== 'dl/fact-type') throw error;
}
const made: Term = term('Add', 'x');
if (made.tag === 'Add' && inserted.has('op')) console.log('ok');
`;

const wrong = `import { compile, FactSet, open, type Proof, solve } from 'wesley/engine';
const { program } = compile([{ file: 'a.dl', text: '' }]);
solve(program, new FactSet()); // wrong
if (program === undefined) throw new Error();
new FactSet().add('a', true); // wrong
solve(program, new FactSet(), { evaluator: 'fast' }); // wrong
const solution = solve(program, new FactSet());
solution.rows('a').push([]); // wrong
const proof: Proof = solution.why('a', []); // wrong
open(program, new FactSet(), { proofs: false }); // wrong
export { proof };
`;
