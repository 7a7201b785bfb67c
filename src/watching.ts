/**
 * A schema that is being edited: after each save, its findings and the files that follow from it. What did not change is
 * not read, solved or written again; what is wrong is told, and the next save is waited for.
 */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, type Report, type SourceText, WesleyError } from './diagnostics/index.js';
import { readSqlFile } from './facts/sources/files.js';
import { loadTargets, type TargetOptions } from './generating.js';
import { type Linter, type LintOptions, openLinter } from './linting.js';
import { generateFiles, type TargetUse } from './schema/generate/files.js';
import { applyOutput, compareOutput, type FileChange } from './schema/generate/output.js';
import { readSdl, type SchemaModel, type SchemaSettings } from './schema/index.js';
import { keepUnchanged } from './schema/unchanged.js';
import { sdlFiles } from './sdl-files.js';

export interface WatchInput {
  /** SDL files, or folders of them. */
  readonly schema: readonly string[];
  readonly settings: SchemaSettings;
  /** How findings are judged. */
  readonly lint: Omit<LintOptions, 'settings'>;
  readonly targets: TargetOptions;
  /** Folder that modules of targets are relative to. */
  readonly base: string;
  /** Output folder. */
  readonly out: string;
  readonly cwd: string;
}

/** What one pass found and did. */
export interface WatchPass {
  readonly report: Report;
  /** Files that were written or removed; none while the schema has errors. */
  readonly changes: readonly FileChange[];
  /** False when the schema has errors, so that the files are those of an earlier pass. */
  readonly generated: boolean;
  /** Wall time by what it was spent on. */
  readonly milliseconds: { readonly read: number; readonly lint: number; readonly generate: number };
}

/** Prepares targets and rules; throws `WesleyError` for those that there are not. */
export async function openWatch(input: WatchInput): Promise<Watch> {
  const uses = await loadTargets(input.targets, input.base);
  return new Watch(input, uses, openLinter({ ...input.lint, settings: input.settings }));
}

export class Watch {
  private readonly texts = new Map<string, SourceText>();
  /** For generators, which look at no span. */
  private settled: SchemaModel | undefined;

  constructor(
    private readonly input: WatchInput,
    private readonly uses: readonly TargetUse[],
    private readonly linter: Linter,
  ) {}

  /** Looks at the schema. `changed`: absolute paths that may differ from what was read before; all when absent. */
  async pass(changed?: ReadonlySet<string>): Promise<WatchPass> {
    const clock = new Clock();
    const { sources, missing } = this.read(changed);
    const { model, diagnostics } = await readSdl(sources, this.input.settings);
    const read = clock.lap();
    const all = [...missing, ...diagnostics];
    const { report } = this.linter.lint({ model, diagnostics: all, sources });
    const lint = clock.lap();
    const generated = all.every(({ severity }) => severity !== 'error');
    const changes = generated ? await this.generate(model) : [];
    return { report, changes, generated, milliseconds: { read, lint, generate: clock.lap() } };
  }

  private async generate(model: SchemaModel): Promise<FileChange[]> {
    if (this.uses.length === 0) return [];
    this.settled = keepUnchanged(this.settled, model);
    const files = await generateFiles(this.settled, this.uses);
    const folder = resolve(this.input.cwd, this.input.out);
    const changes = compareOutput(folder, files, undefined);
    applyOutput(folder, files, changes);
    return changes.filter(({ state }) => state !== 'same');
  }

  /** Files as they are now; one that cannot be read is a finding, for it can come back. */
  private read(changed: ReadonlySet<string> | undefined): { sources: SourceText[]; missing: Diagnostic[] } {
    const { cwd, schema } = this.input;
    const missing: Diagnostic[] = [];
    const sources: SourceText[] = [];
    for (const spec of schema) {
      const paths = sdlFiles(spec, cwd);
      if (paths.length === 0) missing.push(nothingThere(spec, cwd));
      for (const path of paths) {
        try {
          sources.push(this.text(path, changed));
        } catch (error) {
          if (!(error instanceof WesleyError)) throw error;
          missing.push(...error.diagnostics);
        }
      }
    }
    return { sources, missing };
  }

  private text(path: string, changed: ReadonlySet<string> | undefined): SourceText {
    const known = this.texts.get(path);
    const { cwd } = this.input;
    if (known !== undefined && changed !== undefined && !changed.has(resolve(cwd, path))) return known;
    const text = readSqlFile(path, cwd);
    this.texts.set(path, text);
    return text;
  }
}

function nothingThere(spec: string, cwd: string): Diagnostic {
  const there = statSync(resolve(cwd, spec), { throwIfNoEntry: false }) !== undefined;
  return {
    code: 'file/not-found',
    severity: 'error',
    message: there ? `${spec}: no GraphQL file is there` : `${spec}: there is no such file`,
    fix: { text: 'save a .graphql file there, or name another place as "schema" in the configuration' },
  };
}

/** Time between laps. */
class Clock {
  private last = performance.now();

  lap(): number {
    const now = performance.now();
    const passed = now - this.last;
    this.last = now;
    return passed;
  }
}
