/** Where units run: in threads with connections of their own, or, for PGlite, here. */
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { compiled } from '../paths.js';
import type { Context } from './context.js';
import type { RunEvents } from './events.js';
import { runUnit, type UnitResult } from './run-unit.js';
import type { Unit } from './schedule.js';
import type { WorkerMessage, WorkerSetup, WorkerTask } from './worker.js';

export interface Pool {
  readonly slots: number;
  /** `onSession` tells the server's process that works on the unit. */
  run(unit: Unit, emit: RunEvents, onSession: (pid: number) => void): Promise<UnitResult>;
  close(): Promise<void>;
}

export function threadPool(setup: WorkerSetup, slots: number): Pool {
  const piscina = new Piscina<WorkerTask, UnitResult>({
    filename: compiled('src/executor/worker.js'),
    minThreads: 0,
    maxThreads: slots,
    idleTimeout: Number.POSITIVE_INFINITY,
    // A thread that sleeps between tasks would not see that its connection is lost.
    atomics: 'disabled',
    workerData: setup,
  });
  return {
    slots,
    run: async (unit, emit, onSession) => {
      const { port1, port2 } = new MessageChannel();
      const drained = new Promise<void>((resolve) => port1.once('close', resolve));
      port1.on('message', (message: WorkerMessage) => {
        if (message.type === 'session') onSession(message.pid);
        else emit(message.event);
      });
      try {
        const result = await piscina.run({ unit, port: port2 }, { transferList: [port2] });
        // Events that were sent before the result must not come after it.
        await drained;
        return result;
      } finally {
        port1.close();
      }
    },
    close: () => piscina.destroy(),
  };
}

export function inlinePool(context: Omit<Context, 'emit'>): Pool {
  return {
    slots: 1,
    run: (unit, emit) => runUnit({ context: async () => ({ ...context, emit }) }, unit),
    close: async () => {},
  };
}
