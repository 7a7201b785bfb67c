/** The side of the bridge that works: reads the files of the schema, lints them, and answers with what to report. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type MessagePort, workerData } from 'node:worker_threads';
import { readConfig } from '../cli/config/index.js';
import { expand } from '../cli/inputs.js';
import { type Diagnostic, Sources, WesleyError } from '../diagnostics/index.js';
import { lint } from '../linting-input.js';
import { directivesGraphql } from '../schema/sdl/directives-graphql.js';
import { sdlFiles } from '../sdl-files.js';

import type { SchemaOptions } from './bridge.js';

export interface Question {
  readonly options: SchemaOptions;
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

export interface Answer {
  readonly findings: readonly Reported[];
  /** All files of the schema as one text, with our directives. */
  readonly schema: string;
  /** Our directives alone. */
  readonly directives: string;
}

/** A finding as ESLint reports it: columns from 0. */
export interface Reported {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  /** Absolute; undefined for what is about no file. */
  readonly file: string | undefined;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

const { port, signal } = workerData as { port: MessagePort; signal: Int32Array };

port.on('message', (question: Question) => {
  void answer(question).then((said) => {
    port.postMessage(said);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});

async function answer(question: Question): Promise<Answer> {
  try {
    return await judge(question);
  } catch (error) {
    const diagnostics = error instanceof WesleyError ? error.diagnostics : [bug(error)];
    const directives = directivesGraphql();
    return {
      findings: diagnostics.map((one) => ({ ...reported(one, new Sources(), ''), file: undefined })),
      schema: whole(question.text, directives),
      directives: whole('', directives),
    };
  }
}

interface Kept {
  readonly key: string;
  readonly answer: Answer;
}
let last: Kept | undefined;

async function judge({ options, file, text }: Question): Promise<Answer> {
  const cwd = options.config === undefined ? dirname(file) : dirname(resolve(options.config));
  const config = readConfig({ cwd }, options.config === undefined ? undefined : resolve(options.config));
  const base = options.schema === undefined || config.path === undefined ? cwd : dirname(config.path);
  const specs = options.schema ?? config.schema;
  const all = specs
    .flatMap((one) => expand(one, { cwd: base }))
    .flatMap((one) => sdlFiles(one, base))
    .map((path) => resolve(base, path));
  const paths = all.includes(file) ? [...new Set(all)] : [file];
  const files = paths.map((path) => ({ path, text: path === file ? text : readFileSync(path, 'utf8') }));
  const { sdl: settings, rules: severities, ruleFolders } = config;
  const key = JSON.stringify([files, settings, [...severities], ruleFolders]);
  if (last?.key === key) return last.answer;
  const { report } = await lint({ from: [], files, settings, severities, ruleFolders }, { cwd });
  const sources = new Sources(report.inputs);
  const directives = directivesGraphql(settings.scalars);
  const schema = files.map((one) => one.text).join('\n');
  const made = {
    findings: report.findings.map((one) => reported(one, sources, cwd)),
    schema: whole(schema, directives),
    directives: whole('', directives),
  };
  last = { key, answer: made };
  return made;
}

/** A schema that GraphQL tools take: with our directives, unless they lie beside it, and an entry point. */
function whole(schema: string, directives: string): string {
  const declared = schema.includes('directive @wes_') ? '' : directives;
  const entry = /\btype\s+Query\b|^\s*schema\b/m.test(schema) ? '' : 'type Query { wesley: Boolean }';
  return [schema, declared, entry].join('\n');
}

function reported(finding: Diagnostic, sources: Sources, cwd: string): Reported {
  const { code, severity, message, span, fix } = finding;
  const advice =
    fix === undefined ? '' : ` ${sentence(fix.text)}${fix.code === undefined ? '' : ` ${fix.code}`}`;
  const start = span === undefined ? { line: 1, column: 1 } : { line: span.line, column: span.column };
  const end = span === undefined ? start : sources.endOf(span);
  return {
    code,
    severity,
    message: `${sentence(message)}${advice}`,
    file: span === undefined ? undefined : resolve(cwd, span.file),
    start: { line: start.line, column: start.column - 1 },
    end: { line: end.line, column: end.column - 1 },
  };
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

function bug(error: unknown): Diagnostic {
  return { code: 'wesley/bug', severity: 'error', message: `this is a bug in Wesley: ${String(error)}` };
}
