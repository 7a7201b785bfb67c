/** What the code that runs one unit needs, the same in a worker and in the coordinator. */
import type { RunEvent } from './events.js';
import type { Journal } from './journal.js';
import type { Settings } from './options.js';
import type { Session } from './session.js';
import type { StopFlag } from './stop.js';

export interface Context {
  readonly session: Session;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly major: number;
  readonly stop: StopFlag;
  emit(event: RunEvent): void;
}
