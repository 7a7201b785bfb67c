/** `drift` of the configuration: what a team does not call drift, each with the reason. */
import type { Ignore } from '../../index.js';
import type { Reader } from './reader.js';
import { isRecord } from './value.js';

/** What the configuration says about drift. */
export interface DriftConfig {
  readonly ignore: readonly Ignore[];
}

/** Reads the value of `drift`; mistakes go to the reader. */
export function readDrift(given: unknown, reader: Pick<Reader, 'problem' | 'unknown'>): DriftConfig {
  if (given === undefined) return { ignore: [] };
  if (!isRecord(given)) {
    reader.problem('config/bad-value', '"drift" must be an object: { "ignore" }', 'drift');
    return { ignore: [] };
  }
  for (const key of Object.keys(given)) if (key !== 'ignore') reader.unknown(key, ['ignore']);
  const { ignore = [] } = given;
  if (!Array.isArray(ignore)) {
    reader.problem('config/bad-value', '"ignore" must be a list of { "objects", "reason" }', 'ignore');
    return { ignore: [] };
  }
  return { ignore: ignore.flatMap((one: unknown) => readIgnore(one, reader)) };
}

function readIgnore(given: unknown, reader: Pick<Reader, 'problem' | 'unknown'>): Ignore[] {
  const { objects, reason } = isRecord(given) ? given : { objects: given, reason: undefined };
  if (isRecord(given)) {
    for (const key of Object.keys(given)) {
      if (key !== 'objects' && key !== 'reason') reader.unknown(key, ['objects', 'reason']);
    }
  }
  if (typeof objects !== 'string' || objects === '') {
    const message = '"objects" must be a pattern: "index:public.tmp_*", "public.audit_*", "sequence"';
    reader.problem('config/bad-value', message, 'ignore');
    return [];
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    reader.problem('config/missing-reason', `ignoring "${objects}" needs a "reason"`, 'ignore');
    return [];
  }
  return [{ objects, reason }];
}
