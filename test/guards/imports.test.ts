/** Who may import whom: the order of the house, as docs/ and the README tell it. */
import { describe, expect, it } from 'vitest';
import { places, readSources, type Source } from './sources.js';

const sources = readSources('src', 'wasm');
const byPath = new Map(sources.map((source) => [source.path, source]));

/** Area to the areas that it may import, besides itself. `src/paths.ts` is a leaf that anyone may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  wasm: [],
  engine: ['diagnostics'],
  facts: ['wasm', 'engine', 'diagnostics'],
  schema: ['facts', 'diagnostics'],
  ruleset: ['facts', 'engine', 'diagnostics'],
  plan: ['engine', 'facts', 'diagnostics'],
  verify: ['plan', 'facts', 'diagnostics'],
  executor: ['plan', 'facts', 'diagnostics'],
  report: ['plan', 'facts', 'diagnostics'],
  workshop: ['ruleset', 'schema', 'wasm', 'facts', 'engine', 'diagnostics', 'flow'],
  cli: ['index.ts', 'diagnostics'],
  // The preset is another face of `wesley lint`: it reads the same configuration.
  eslint: ['cli', 'flow', 'schema', 'ruleset', 'diagnostics'],
  'paths.ts': [],
  // Files of src itself: the public API, and the flow that puts the areas together.
  'index.ts': ['*'],
  flow: ['*'],
};

/** Package to the only files that may import it. */
const doors: Readonly<Record<string, RegExp>> = {
  pg: /^src\/facts\/connect\/postgres\.ts$/,
  '@electric-sql/pglite': /^src\/facts\/connect\/pglite(-[a-z]+)?\.ts$/,
  'libpg-query': /^wasm\//,
  '@pgsql/types': /^wasm\//,
  piscina: /^src\/executor\//,
  graphql: /^src\/(facts|schema)\//,
  '@graphql-eslint/eslint-plugin': /^src\/eslint\/graphql\.ts$/,
  eslint: /^src\/eslint\//,
  commander: /^src\/cli\//,
  picocolors: /^src\/(cli|diagnostics)\//,
};

function areaOf(path: string): string {
  const [top, second] = path.split('/') as [string, string];
  if (top !== 'src') return top;
  return !second.endsWith('.ts') || second in mayImport ? second : 'flow';
}

describe('imports', () => {
  it('every area is in the table', () => {
    const unknown = new Set(
      sources.map((source) => areaOf(source.path)).filter((area) => !(area in mayImport)),
    );
    expect([...unknown]).toEqual([]);
  });

  it('follow the order of the house', () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const area = areaOf(path);
      const allowed = mayImport[area] ?? [];
      return imports.flatMap(({ target, ours }) => {
        if (!ours) return [];
        const other = areaOf(target);
        const fine =
          other === area ||
          other === 'paths.ts' ||
          allowed.includes(other) ||
          (allowed.includes('*') && other !== 'cli');
        return fine
          ? []
          : [`${path} imports ${target}: ${area} may import ${allowed.join(', ') || 'nothing of ours'}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('name files that exist', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ target, ours }) =>
        ours && !byPath.has(target) && !target.endsWith('.json') ? [`${path} imports ${target}`] : [],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('reach a package through its door only', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ target, ours }) => {
        const door = ours ? undefined : doors[target];
        return door === undefined || door.test(path) ? [] : [`${path} imports ${target}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('load a package no earlier than it is needed', () => {
    const loaded = (path: string): string[] =>
      [...packagesLoadedWith(path)].filter((name) => !name.startsWith('node:')).sort();
    expect(loaded('src/cli/main.ts')).toEqual([]);
    expect(loaded('src/cli/run.ts')).toEqual(['commander', 'picocolors']);
    expect(loaded('src/pipeline.ts')).toEqual(['picocolors']);
    expect(loaded('src/linting-input.ts')).toEqual(['graphql', 'picocolors']);
    expect(loaded('src/planning.ts')).toEqual(['graphql', 'picocolors']);
  });

  it('take the parts of graphql that read and print: all of it loads its engine, too', () => {
    const whole = sources.flatMap((source) => places(source, /from 'graphql'/));
    expect(whole).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles(sources)).toEqual([]);
  });
});

/** Packages that are loaded with a file, before any of its functions is called. */
function packagesLoadedWith(path: string, seen: Set<string> = new Set()): Set<string> {
  const found = new Set<string>();
  seen.add(path);
  for (const { target, ours, typeOnly, late } of byPath.get(path)?.imports ?? []) {
    if (typeOnly || late || seen.has(target)) continue;
    if (!ours) found.add(target);
    else for (const name of packagesLoadedWith(target, seen)) found.add(name);
  }
  return found;
}

/** Circles of imports that are there when the program runs, each as one line. */
function circles(all: readonly Source[]): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const stack: string[] = [];
  const found: string[] = [];

  function visit(path: string): void {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...stack.slice(stack.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    stack.push(path);
    for (const { target, ours, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (ours && !typeOnly && byPath.has(target)) visit(target);
    }
    stack.pop();
    state.set(path, 'done');
  }

  for (const { path } of all) visit(path);
  return found;
}
