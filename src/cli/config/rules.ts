/** `rules` of the configuration: other severities, each with the reason. */
import type { Severity } from '../../diagnostics/index.js';
import type { RuleSetting } from '../../index.js';
import type { Reader } from './reader.js';
import { isRecord } from './value.js';

/** Reads the value of `rules`; mistakes go to the reader. */
export function readRules(given: unknown, reader: Reader): Map<string, RuleSetting> {
  const settings = new Map<string, RuleSetting>();
  if (given === undefined) return settings;
  if (!isRecord(given)) {
    reader.problem('config/bad-value', '"rules" must be an object: rule → { severity, reason }', 'rules');
    return settings;
  }
  for (const [id, setting] of Object.entries(given)) {
    const read = readRule(id, setting, reader);
    if (read !== undefined) settings.set(id, read);
  }
  return settings;
}

function readRule(id: string, setting: unknown, reader: Reader): RuleSetting | undefined {
  const { severity, reason } = isRecord(setting) ? setting : { severity: setting, reason: undefined };
  for (const key of isRecord(setting) ? Object.keys(setting) : []) {
    if (key !== 'severity' && key !== 'reason') reader.unknown(key, ['severity', 'reason']);
  }
  if (!isSetting(severity)) {
    reader.problem('config/bad-value', `severity of "${id}" must be error, warning, note or off`, id);
    return undefined;
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    reader.report({
      code: 'config/missing-reason',
      severity: 'error',
      message: `changing the severity of "${id}" needs a reason`,
      ...reader.place(id),
      fix: {
        text: 'say why',
        code: `"${id}": { "severity": ${JSON.stringify(severity)}, "reason": "..." }`,
      },
    });
    return undefined;
  }
  return { severity, reason, ...reader.place(id) };
}

function isSetting(value: unknown): value is Severity | 'off' {
  return value === 'error' || value === 'warning' || value === 'note' || value === 'off';
}
