/** A plan as one SQL script that psql runs from top to bottom; also the text by which the rules judge the plan. */

import type { Backfill, Step } from './plan.js';
import { planSession } from './session.js';
import { ident } from './sql.js';

export interface Script {
  readonly text: string;
  /** Per step, in order: where its statements stand in the text. */
  readonly places: readonly { readonly start: number; readonly end: number }[];
}

/** The steps of one segment stand in one transaction; what cannot be in one stands alone. */
export function sqlScript(steps: readonly Step[]): Script {
  const places: { start: number; end: number }[] = [];
  let text = `${planSession.map((setting) => `${setting};`).join('\n')}\n`;
  let lock = -1;
  let statement = -1;
  const add = (line: string): void => {
    text += `${line}\n`;
  };
  steps.forEach((step, i) => {
    const opens = steps[i - 1]?.segment !== step.segment;
    const closes = steps[i + 1]?.segment !== step.segment;
    const needsBlock =
      step.transactional && step.backfill === undefined && (!opens || !closes || step.sql.length > 1);
    if (opens) {
      add('');
      const limits = strictest(steps.filter((other) => other.segment === step.segment));
      if (limits.lock !== lock) add(`SET lock_timeout = ${duration(limits.lock)};`);
      if (limits.statement !== statement) add(`SET statement_timeout = ${duration(limits.statement)};`);
      lock = limits.lock;
      statement = limits.statement;
    }
    if (opens && needsBlock) add('BEGIN;');
    add(`-- ${step.id} ${step.phase}: ${step.title.replaceAll('\n', ' ')}`);
    const start = text.length;
    if (step.backfill === undefined) for (const sql of step.sql) add(`${sql};`);
    else add(backfillBlock(step.backfill));
    places.push({ start, end: text.length });
    if (closes && needsBlock) add('COMMIT;');
  });
  return { text, places };
}

/** The lowest limits of a segment; 0 is none. */
function strictest(steps: readonly Step[]): { lock: number; statement: number } {
  const lowest = (values: readonly number[]): number => {
    const limits = values.filter((value) => value > 0);
    return limits.length === 0 ? 0 : Math.min(...limits);
  };
  return {
    lock: lowest(steps.map((step) => step.timeouts.lock)),
    statement: lowest(steps.map((step) => step.timeouts.statement)),
  };
}

function duration(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  return milliseconds % 1000 === 0 ? `'${milliseconds / 1000}s'` : `'${milliseconds}ms'`;
}

const batchRows = 1000;

/** Batches in a DO block that commits after each. */
function backfillBlock({ table, key, keyTypes, assignments, pending }: Backfill): string {
  const update = `UPDATE ${table} SET ${assignments} WHERE`;
  if (key.length === 0) return `${update} ${pending};`;
  const names = key.map(ident);
  const row = (parts: readonly string[]): string =>
    parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
  const variables = (prefix: string): string[] => key.map((_, i) => `${prefix}${i + 1}`);
  const [lower, upper] = [variables('lower_'), variables('upper_')];
  const above = `(${lower[0]} IS NULL OR ${row(names)} > ${row(lower)})`;
  return `DO $wesley$
DECLARE
${[...lower, ...upper].map((name, i) => `  ${name} ${keyTypes[i % key.length] ?? 'text'};`).join('\n')}
BEGIN
  LOOP
    SELECT ${names.join(', ')} INTO ${upper.join(', ')} FROM (
      SELECT ${names.join(', ')} FROM ${table} WHERE ${above} ORDER BY ${names.join(', ')} LIMIT ${batchRows}
    ) batch ORDER BY ${names.map((name) => `${name} DESC`).join(', ')} LIMIT 1;
    EXIT WHEN ${upper[0]} IS NULL;
    ${update} ${above} AND ${row(names)} <= ${row(upper)} AND (${pending});
    COMMIT;
${lower.map((name, i) => `    ${name} := ${upper[i]};`).join('\n')}
  END LOOP;
END
$wesley$;`;
}
