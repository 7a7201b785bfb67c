/** A thread of the pool: one connection, one unit at a time. */
import { type MessagePort, workerData } from 'node:worker_threads';
import type { ConnectionFields } from '../facts/connect/conninfo.js';
import type { Context } from './context.js';
import type { RunEvent } from './events.js';
import { joinWorkers, untilSessionEnded } from './guard.js';
import { holdsLead, Journal, type Lead, LostLead } from './journal.js';
import type { Settings } from './options.js';
import { runUnit, type UnitResult } from './run-unit.js';
import type { Unit } from './schedule.js';
import { openSession, type Session } from './session.js';
import { StopFlag } from './stop.js';

/** The same for all threads of a run. */
export interface WorkerSetup {
  readonly fields: ConnectionFields;
  readonly applicationName: string;
  readonly run: string;
  readonly lead: Lead;
  readonly settings: Settings;
  readonly major: number;
  readonly stop: SharedArrayBuffer;
}

export interface WorkerTask {
  readonly unit: Unit;
  readonly port: MessagePort;
}

/** `session`: the server's process that works on the unit from now on. */
export type WorkerMessage =
  | { readonly type: 'session'; readonly pid: number }
  | { readonly type: 'event'; readonly event: RunEvent };

const setup = workerData as WorkerSetup;
const stop = new StopFlag(setup.stop);

let current: { session: Session; backendStart: string } | undefined;

export default async function work({ unit, port }: WorkerTask): Promise<UnitResult> {
  const send = (message: WorkerMessage) => port.postMessage(message);
  try {
    return await runUnit({ context: () => connect(send) }, unit);
  } finally {
    port.close();
  }
}

async function connect(send: (message: WorkerMessage) => void): Promise<Context> {
  if (current === undefined || current.session.isLost()) {
    const old = current;
    current = undefined;
    current = await open(old);
  }
  const { session } = current;
  send({ type: 'session', pid: session.pid });
  return {
    session,
    journal: new Journal(session, setup.run, setup.lead),
    settings: setup.settings,
    major: setup.major,
    stop,
    emit: (event) => send({ type: 'event', event }),
  };
}

async function open(old: typeof current): Promise<NonNullable<typeof current>> {
  const session = await openSession(setup.fields, setup.applicationName);
  try {
    const project = setup.lead.project;
    if (!(await joinWorkers(session, project)) || !(await holdsLead(session, setup.lead)))
      throw new LostLead();
    if (old !== undefined) await untilSessionEnded(session, old.session.pid, old.backendStart);
    const [row] = await session.rows(
      'SELECT backend_start::text AS at FROM pg_stat_activity WHERE pid = pg_backend_pid()',
    );
    return { session, backendStart: String(row?.at) };
  } catch (error) {
    await session.close();
    throw error;
  }
}
