/**
 * `npm run --silent score -- BOARD ARGUMENTS`: measures Wesley against cases that others wrote. One file here is one
 * board, which exports `score(arguments)` and ends with one line of JSON.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What the file of a board exports: gets its arguments, prints, and resolves to the exit code. */
export type Board = (args: readonly string[]) => Promise<number>;

const folder = dirname(fileURLToPath(import.meta.url));
const boards = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== 'main.js')
  .map((file) => file.slice(0, -3));

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !boards.includes(name)) {
  console.error(`usage: npm run score -- BOARD CASES.jsonl [options]\nboards: ${boards.join(', ')}`);
  process.exitCode = 64;
} else {
  const board = (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as { score: Board };
  process.exitCode = await board.score(args);
}
