/** `wesley rules repl`: ask goals, add rules of the moment, and look around, line by line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { Exit } from '../diagnostics/index.js';
import { makeFolder } from '../paths.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { complete } from './repl-completion.js';
import { isWhole, Repl } from './repl-session.js';
import { addFactFlags, type FactFlags, openInput } from './rules-input.js';

/** Declares the command. */
export function rulesReplCommand(name: string, runner: Runner): Command {
  const command = addFactFlags(newCommand(name, 'Ask goals and try rules, line by line'));
  withExamples(
    command,
    'wesley rules repl change.sql',
    'wesley rules repl --against prod.snapshot.json',
    "echo '?- takes_lock(S, T, M).' | wesley rules repl change.sql",
    '',
    'In it: ?- goal.   head(X) :- body(X).   :help   :quit',
  );
  return runner.command<FactFlags>(command, runRepl);
}

async function runRepl(context: Context, files: string[], options: FactFlags): Promise<number> {
  const { io } = context;
  const piped = io.terminal === undefined;
  const repl = new Repl(context, await openInput(context, files, options));
  if (piped) {
    const text = new TextDecoder().decode(await io.stdin());
    for (const line of text.split('\n')) {
      await repl.line(line);
      if (repl.ended) break;
    }
    await repl.flush();
    return repl.failures > 0 ? Exit.no : Exit.done;
  }
  await converse(context, repl);
  return Exit.done;
}

const prompt = '?- ';
const goesOn = '.. ';

/** With a person: a prompt, completion, and a history that lasts where the system keeps state. */
async function converse({ io, out }: Context, repl: Repl): Promise<void> {
  const { terminal } = io;
  if (terminal === undefined) return;
  const path = historyPath(io.env);
  const reader = createInterface({
    ...terminal,
    terminal: true,
    prompt,
    historySize: 500,
    history: readHistory(path),
    removeHistoryDuplicates: true,
    completer: (line: string) => complete(line, repl.vocabulary()),
  });
  io.out(`${repl.greeting()}\n`);
  const turn = (): void => {
    reader.setPrompt(out.dim(repl.waiting ? goesOn : prompt));
    reader.prompt();
  };
  let history: string[] = [];
  reader.on('history', (lines) => {
    history = lines;
  });
  reader.on('SIGINT', () => {
    if (!repl.waiting && reader.line === '') reader.close();
    else {
      repl.forget();
      io.out('\n');
      reader.write(null, { ctrl: true, name: 'u' });
      turn();
    }
  });
  turn();
  for await (const line of reader) {
    if (repl.waiting && line.trim() === '') await repl.flush();
    else await repl.line(isWhole(line) || repl.waiting ? line : repl.alone(line));
    if (repl.ended) break;
    turn();
  }
  reader.close();
  writeHistory(path, history);
}

function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const state = env.XDG_STATE_HOME || (env.HOME ? join(env.HOME, '.local', 'state') : undefined);
  return state === undefined ? undefined : join(state, 'wesley', 'rules-history');
}

function readHistory(path: string | undefined): string[] {
  try {
    return path === undefined ? [] : readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** A history that cannot be kept is no reason to bother anyone. */
function writeHistory(path: string | undefined, lines: readonly string[]): void {
  if (path === undefined || lines.length === 0) return;
  try {
    makeFolder(dirname(path));
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  } catch {
    // As above.
  }
}
