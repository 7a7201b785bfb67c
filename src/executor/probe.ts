/** What the database itself says about a step. */
import { WesleyError } from '../diagnostics/index.js';
import { namesWhatIsAbsent, QueryError } from '../facts/connect/database.js';
import type { Step } from '../plan/plan.js';
import type { Session } from './session.js';

export type ProbeState = 'done' | 'not done' | 'half done';

const states: readonly string[] = ['done', 'not done', 'half done'] satisfies ProbeState[];

export async function probe(session: Session, step: Pick<Step, 'id' | 'probe'>): Promise<ProbeState> {
  const rows = await session.rows(step.probe);
  const state = rows[0]?.state;
  if (rows.length === 1 && typeof state === 'string' && states.includes(state)) return state as ProbeState;
  throw new WesleyError(
    {
      code: 'exec/bad-probe',
      severity: 'error',
      message: `the probe of ${step.id} answered ${JSON.stringify(rows)}, not one row with state done, not done or half done`,
      fix: { text: 'Make the plan again with this version of Wesley' },
    },
    5,
  );
}

/** Of a probe that names what is not there (yet, or any more): undefined. */
export async function probeIfPossible(
  session: Session,
  step: Pick<Step, 'id' | 'probe'>,
): Promise<ProbeState | undefined> {
  try {
    return await probe(session, step);
  } catch (error) {
    if (error instanceof QueryError && namesWhatIsAbsent(error)) return undefined;
    throw error;
  }
}
