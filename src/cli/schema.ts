/** `wesley schema`: what belongs to SDL besides the schema itself. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';

interface DirectivesOptions {
  readonly output?: string;
  readonly check?: boolean;
}

/** Declares `directives`. */
export function directivesCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Declare the directives and scalars of SDL, for editors and GraphQL tools')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .option('--check', 'write nothing; the exit code is 1 when the file is not up to date');
  withExamples(
    command,
    'wesley schema directives -o directives.graphql',
    '',
    'The file may lie beside the schema: nothing in it becomes a table or a type.',
  );
  return runner.command<DirectivesOptions>(command, runDirectives);
}

async function runDirectives(context: Context, _args: string[], options: DirectivesOptions): Promise<number> {
  const { io, config } = context;
  const { directivesGraphql } = await import('../index.js');
  const text = await directivesGraphql(readConfig(io, config).sdl.scalars);
  const { output } = options;
  if (output === undefined || output === '-') {
    io.out(text);
    return Exit.done;
  }
  const path = resolve(io.cwd, output);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    io.out(`${output}: up to date\n`);
    return Exit.done;
  }
  if (options.check === true) {
    io.out(`${output}: ${context.out.red('not up to date')}\n`);
    return Exit.no;
  }
  writeFileSync(path, text);
  io.out(`${output}: written\n`);
  return Exit.done;
}
