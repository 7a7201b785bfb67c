/**
 * The init board: SDL written for schemas that others wrote leads back to the same schema.
 *   npm run --silent score -- init FILE.sql... FOLDER... CASES.jsonl... [--verbose]
 * A case passes when the SDL of the state compiles and the state that it leads to has no difference. Cases of JSON lines
 * are states by their `after`; those that do not load by themselves are counted apart.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { WesleyError } from '../../src/diagnostics/index.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { initialiseState } from '../../src/initialising.js';

interface Case {
  readonly name: string;
  readonly sql: string;
}

export async function score(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { verbose: { type: 'boolean', default: false } },
  });
  const cases = positionals.flatMap(readCases);
  const failed: string[] = [];
  let unreadable = 0;
  let empty = 0;
  let parts = 0;
  const scratch = new Scratch();
  try {
    for (const one of cases) {
      const state = await loadState({ kind: 'sql', name: one.name, text: one.sql }, { scratch }).catch(
        (error: unknown) => {
          if (!(error instanceof WesleyError)) throw error;
          return undefined;
        },
      );
      if (state === undefined) {
        unreadable += 1;
        continue;
      }
      const problem = await problemOf(state, scratch);
      if (problem === undefined) empty += 1;
      else if (typeof problem === 'number') parts += problem;
      else {
        failed.push(one.name);
        console.log(`FAILED ${one.name}: ${problem}`);
      }
    }
  } finally {
    await scratch.close();
  }
  const total = cases.length - unreadable - empty;
  console.log(
    JSON.stringify({
      kind: 'init',
      total,
      passed: total - failed.length,
      failed,
      unreadable,
      empty,
      asSql: parts,
    }),
  );
  return 0;

  /** What is the matter, or how many parts stand as SQL; undefined when there is nothing in the state. */
  async function problemOf(
    state: Awaited<ReturnType<typeof loadState>>,
    own: Scratch,
  ): Promise<string | number | undefined> {
    try {
      const result = await initialiseState(state, { scratch: own });
      const error = result.notes.find(({ severity }) => severity === 'error');
      if (values.verbose) for (const { what, name } of result.parts) console.log(`  ${what} ${name}`);
      return result.differences[0]?.sentence ?? error?.message ?? result.parts.length;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof WesleyError && error.diagnostics[0]?.code === 'init/nothing') return undefined;
      return error instanceof WesleyError
        ? error.diagnostics.map(({ message }) => message).join('; ')
        : (error.stack ?? error.message);
    }
  }
}

/** An SQL file, a folder of SQL files that belong together, or lines of JSON with a state each. */
function readCases(path: string): Case[] {
  if (statSync(path).isDirectory()) {
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.sql'),
    );
    return files
      .sort()
      .map((name) => ({ name: `${basename(path)}/${name}`, sql: readFileSync(join(path, name), 'utf8') }));
  }
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.jsonl')) return [{ name: basename(path), sql: text }];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line, i) => {
      const { name, after } = JSON.parse(line) as { readonly name?: string; readonly after?: unknown };
      return typeof after === 'string' ? [{ name: name ?? `${basename(path)}:${i + 1}`, sql: after }] : [];
    });
}
