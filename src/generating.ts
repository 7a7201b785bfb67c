/** From a schema to the files that follow from it: read the schema, run the generators, write what differs. */

import { resolve } from 'node:path';
import { type Diagnostic, didYouMean, Exit, type SourceText, WesleyError } from './diagnostics/index.js';
import type { Catalog } from './facts/catalog/catalog.js';
import { readSqlFile } from './facts/sources/files.js';
import { type LoadOptions, loadState, readStateHash } from './facts/sources/index.js';
import { generateFiles, type TargetUse } from './schema/generate/files.js';
import { applyOutput, compareOutput, type FileChange } from './schema/generate/output.js';
import { isModulePath, loadPlugin } from './schema/generate/plugin.js';
import type { TargetContext } from './schema/generate/target.js';
import { loadTarget, targetNames } from './schema/generate/targets.js';
import { defaultSettings, readSdl, type SchemaModel, type SchemaSettings } from './schema/index.js';
import { sdlFiles } from './sdl-files.js';

/** Options of targets by name: one of `targetNames`, the path of a module, or a package. */
export type TargetOptions = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export interface GenerateInput {
  /** A state as `readState` takes it; several when all are SDL. */
  readonly from: string | readonly string[];
  readonly settings?: SchemaSettings;
  readonly targets: TargetOptions;
  /** Folder that modules of targets are relative to; the working folder when absent. */
  readonly base?: string;
  /** Output folder. */
  readonly out: string;
  /** Say what differs and write nothing. */
  readonly check?: boolean;
  /** Only stale files of the named targets are removed, not those of targets that are not used any more. */
  readonly keepOthers?: boolean;
}

export interface GenerateResult {
  /** Where the schema was read. */
  readonly source: string;
  readonly out: string;
  /** Names of the targets that ran. */
  readonly targets: readonly string[];
  /** Every file, with what was, or would be, done to it. */
  readonly changes: readonly FileChange[];
  /** What reading the schema had to say. */
  readonly notes: readonly Diagnostic[];
}

/** Reads the schema, runs the targets, and writes what differs. Throws `WesleyError`; then nothing is written. */
export async function generate(input: GenerateInput, options: LoadOptions = {}): Promise<GenerateResult> {
  const cwd = options.cwd ?? process.cwd();
  const uses = await loadTargets(input.targets, resolve(cwd, input.base ?? '.'));
  const { model, source, notes, catalog } = await readSchema(input.from, input.settings, options);
  const files = await generateFiles(model, uses, catalog && contextOf(input.from, catalog, options));
  const names = uses.map(({ target }) => target.name);
  const folder = resolve(cwd, input.out);
  const others = input.keepOthers === true ? new Set(names) : undefined;
  const changes = compareOutput(folder, files, others, input.out);
  if (input.check !== true) applyOutput(folder, files, changes);
  return { source, out: input.out, targets: names, changes, notes };
}

/** What SDL is hashed as is its SQL; everything else is hashed as it was named. */
function contextOf(from: GenerateInput['from'], catalog: Catalog, options: LoadOptions): TargetContext {
  const [spec = ''] = typeof from === 'string' ? [from] : from;
  const statements = async (): Promise<readonly string[]> => {
    const { buildFromNothing } = await import('./planning.js');
    return buildFromNothing(catalog);
  };
  return {
    hash: async (schemas) => {
      if (!spec.endsWith('.json')) return readStateHash(spec, options, schemas);
      const text = `${(await statements()).join(';\n')};\n`;
      return readStateHash({ kind: 'sql', name: spec, text }, options, schemas);
    },
    statements,
    unmodelled: catalog.unmodelled,
  };
}

/** Loads the targets, each with its options. Throws `WesleyError` for those that there are not. */
export async function loadTargets(named: TargetOptions, folder: string): Promise<TargetUse[]> {
  const uses: TargetUse[] = [];
  for (const [name, options] of named) {
    const target = (await loadTarget(name)) ?? (await loadPlugin(name, folder));
    if (target === undefined) throw unknownTarget(name);
    const other = uses.find((use) => use.target.name === target.name);
    if (other !== undefined || (targetNames.includes(target.name) && target.name !== name)) {
      throw problem(
        'generate/same-name',
        `the generator ${name} has the name "${target.name}", as another one has`,
        'give it another name',
      );
    }
    uses.push({ target, options });
  }
  return uses;
}

export interface ReadSchema {
  readonly model: SchemaModel;
  /** For people. */
  readonly source: string;
  readonly notes: readonly Diagnostic[];
  /** What the model was made of; absent for SDL. */
  readonly catalog?: Catalog;
}

/** A schema as generators see it, with what reading it had to say. Throws `WesleyError` when it has errors. */
export async function readSchema(
  from: string | readonly string[],
  settings: SchemaSettings | undefined,
  options: LoadOptions = {},
): Promise<ReadSchema> {
  const cwd = options.cwd ?? process.cwd();
  const specs = typeof from === 'string' ? [from] : from;
  const name = specs.join(', ');
  const sdl = specs.map((spec) => sdlFiles(spec, cwd));
  if (sdl.every((files) => files.length > 0)) {
    const sources = sdl.flat().map((path): SourceText => readSqlFile(path, cwd));
    const { model, diagnostics } = await readSdl(sources, settings);
    if (diagnostics.some((one) => one.severity === 'error')) throw new WesleyError(diagnostics, Exit.no);
    return { model, source: name, notes: diagnostics };
  }
  const [spec] = specs;
  if (spec === undefined || specs.length > 1) {
    throw problem(
      'generate/several-states',
      `${name}: several files can be one schema only when all of them are GraphQL`,
      'name one state, or a folder of SQL files',
      Exit.usage,
    );
  }
  const [{ catalog, source, notes }, { modelOfCatalog }] = await Promise.all([
    loadState(spec, options),
    import('./schema/catalog/index.js'),
  ]);
  return { model: modelOfCatalog(catalog, settings ?? defaultSettings, source), source, notes, catalog };
}

function unknownTarget(name: string): WesleyError {
  if (isModulePath(name)) {
    return problem('generate/unknown-target', `${name}: there is no such module`, 'mend the path');
  }
  return problem(
    'generate/unknown-target',
    `there is no target and no package "${name}".${didYouMean(name, targetNames)}`,
    `targets are ${targetNames.join(', ')}, the path of a module, or an installed package`,
  );
}

function problem(code: string, message: string, fix: string, exit: number = Exit.config): WesleyError {
  return new WesleyError({ code, severity: 'error', message, fix: { text: fix } }, exit);
}
