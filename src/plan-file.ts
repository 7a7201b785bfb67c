/** A plan as a file: read back only when it is what was written. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, Exit, WesleyError } from './diagnostics/index.js';
import { canonicalJson } from './facts/catalog/canonical.js';
import { planFormat, planId } from './plan/artifact.js';
import type { Plan } from './plan/plan.js';

/** Text of a plan file. */
export function planText(plan: Plan): string {
  return `${canonicalJson(plan, 1)}\n`;
}

/** Reads a plan file. Refuses one that is cut off, of another format, or edited: its id is the hash of its content. */
export function readPlanFile(path: string, cwd: string): Plan {
  const file = resolve(cwd, path);
  if (statSync(file).isDirectory()) throw refuse('plan/broken', `${path} is not a plan: it is a folder`);
  const text = readFileSync(file, 'utf8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    const what = text.trim() === '' ? 'it is empty' : 'it is not valid JSON, or cut off';
    throw refuse('plan/broken', `${path} is not a plan: ${what}`);
  }
  const format =
    typeof content === 'object' && content !== null && 'format' in content ? content.format : undefined;
  if (format !== planFormat) {
    const what = typeof format === 'string' ? `it has the format ${format}` : 'it is JSON of another kind';
    throw refuse(
      'plan/format',
      `${path} is not a plan: ${what}, and this version of Wesley reads ${planFormat}`,
    );
  }
  const plan = content as Plan;
  if (plan.id !== planId(plan)) {
    throw refuse('plan/edited', `${path} was changed after it was made: its content does not match its id`, [
      'Nothing that was verified or approved about the plan holds for the edited one.',
    ]);
  }
  return plan;
}

function refuse(code: string, message: string, why?: readonly string[]): WesleyError {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    message,
    ...(why === undefined ? {} : { why }),
    fix: { text: 'make the plan again', code: 'wesley plan --from ... --to ... -o plan.json' },
  };
  return new WesleyError(diagnostic, Exit.config);
}
