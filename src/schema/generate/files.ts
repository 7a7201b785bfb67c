/** All files of some targets, checked: paths stay inside the output folder, no two are the same, every file bears its mark. */
import { Exit, WesleyError } from '../../diagnostics/index.js';
import type { SchemaModel } from '../model.js';
import { markOf, withMark } from './mark.js';
import type { Target, TargetContext } from './target.js';

/** A target with what the configuration says for it. */
export interface TargetUse {
  readonly target: Target;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface OutputFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Name of the target. */
  readonly target: string;
}

/** Runs the targets on a schema without errors. Touches no file. Throws `WesleyError` for what a person can mend. */
export async function generateFiles(
  model: SchemaModel,
  uses: readonly TargetUse[],
  context?: TargetContext,
): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  const owners = new Map<string, string>();
  for (const { target, options } of uses) {
    for (const { path, text } of await target.generate(model, options, context)) {
      checkPath(path, target.name);
      // Some file systems know no difference between Customer.ts and customer.ts.
      const owner = owners.get(path.toLowerCase());
      if (owner !== undefined) throw sameFile(path, owner, target.name);
      owners.set(path.toLowerCase(), target.name);
      const marked = withMark(text.endsWith('\n') ? text : `${text}\n`, target.name, path);
      if (marked === undefined) throw withoutMark(path, target.name);
      files.push({ path, text: marked, target: target.name });
    }
  }
  return files;
}

function checkPath(path: string, target: string): void {
  const parts = path.split('/');
  const fine = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\:\0\n]/.test(path);
  if (fine) return;
  throw problem('generate/outside', `the target "${target}" wants to write ${JSON.stringify(path)}`, {
    why: 'Generated files stay inside the output folder.',
    fix: 'name a file relative to the output folder, with / between folders and without ..',
  });
}

function sameFile(path: string, first: string, second: string): WesleyError {
  const who =
    first === second ? `the target "${first}" writes it twice` : `the targets "${first}" and "${second}" do`;
  return problem('generate/same-file', `two generated files have the path ${path}: ${who}`, {
    fix: 'give one of them another name in the options of its target',
  });
}

function withoutMark(path: string, target: string): WesleyError {
  return problem(
    'generate/unmarked',
    `the file ${path} of the target "${target}" does not say who wrote it`,
    {
      why: 'Only files that bear the mark are ever overwritten or removed, and Wesley knows no comment of this kind of file.',
      fix: `write the mark in one of its first five lines: ${markOf(target, path)}`,
    },
  );
}

function problem(code: string, message: string, rest: { why?: string; fix: string }): WesleyError {
  return new WesleyError(
    {
      code,
      severity: 'error',
      message,
      ...(rest.why === undefined ? {} : { why: [rest.why] }),
      fix: { text: rest.fix },
    },
    Exit.no,
  );
}
