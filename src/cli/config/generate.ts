/** `generate` of the configuration: which files follow from the schema, and where they go. */
import { targetNames } from '../../index.js';
import type { Reader } from './reader.js';
import { isRecord } from './value.js';

/** What the configuration says about generated files. */
export interface GenerateConfig {
  /** Output folder, relative to the working folder. */
  readonly out: string | undefined;
  /** Options by target: a name, or a module as it is written. */
  readonly targets: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Folder of the configuration: modules are relative to it. */
  readonly base: string;
  /** Where a key stands in the configuration. */
  readonly place: Reader['place'];
}

/** Output folder where nobody names one. */
export const defaultFolder = 'generated';

/**
 * The targets of a flag with their options of the configuration, `all` being every target that there is; without the flag
 * those of the configuration.
 */
export function chosenTargets(
  named: readonly string[] | undefined,
  { targets }: GenerateConfig,
): GenerateConfig['targets'] {
  if (named === undefined) return targets;
  const wanted = named.flatMap((name) => (name === 'all' ? [...targetNames, ...targets.keys()] : [name]));
  return new Map(wanted.map((name) => [name, targets.get(name) ?? {}]));
}

/** Reads the value of `generate`; mistakes go to the reader. */
export function readGenerate(given: unknown, reader: Reader): GenerateConfig {
  const none: GenerateConfig = {
    out: undefined,
    targets: new Map(),
    base: reader.base,
    place: (key) => reader.place(key),
  };
  if (given === undefined) return none;
  if (!isRecord(given)) {
    reader.problem('config/bad-value', '"generate" must be an object: { "out", "targets" }', 'generate');
    return none;
  }
  for (const key of Object.keys(given)) {
    if (key !== 'out' && key !== 'targets') reader.unknown(key, ['out', 'targets']);
  }
  const { out, targets } = given;
  if (out !== undefined && (typeof out !== 'string' || out === '')) {
    reader.problem('config/bad-value', '"out" must be the path of a folder', 'out');
  }
  return {
    ...none,
    out: typeof out === 'string' ? reader.path(out) : undefined,
    targets: readTargets(targets, reader),
  };
}

function readTargets(given: unknown, reader: Reader): GenerateConfig['targets'] {
  const targets = new Map<string, Readonly<Record<string, unknown>>>();
  if (given === undefined) return targets;
  if (!isRecord(given)) {
    const message = `"targets" must be an object: target → options, and the targets are ${targetNames.join(', ')}`;
    reader.problem('config/bad-value', message, 'targets');
    return targets;
  }
  for (const [name, options] of Object.entries(given)) {
    if (isRecord(options)) targets.set(name, options);
    else reader.problem('config/bad-value', `"${name}" must be an object of options, or {}`, name);
  }
  return targets;
}
