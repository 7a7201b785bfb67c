/** The step kind of teams: SQL, probe and undo come from a rule, see rules/lib/custom.dl and src/plan/custom.ts. */
import { customSql } from '../custom.js';
import { doneWhen } from '../probes.js';
import type { StepKind } from './kind.js';

const custom: StepKind = {
  tag: 'Custom',
  render([rule = '', subject = ''], { rows }) {
    const { sql, probe, undo } = customSql(rows, rule, subject);
    return {
      subject,
      title: `run ${rule} for ${subject}`,
      sql: [sql],
      probe: doneWhen(`(${probe})`),
      undo: undo === undefined ? null : [undo],
    };
  },
};

export const customKinds: readonly StepKind[] = [custom];
