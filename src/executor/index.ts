/** Runs a plan on a database, resumable at every step, and says how far it is. Never sees a rule. */
export { applyPlan } from './apply.js';
export type { Blocker, Outcome, RunEvent, RunEvents, RunResult, StepResult, StepState } from './events.js';
export { type LastState, lastState } from './last-state.js';
export type { RunOptions } from './options.js';
export { listOwned, type Owned } from './owned.js';
export { type RunStatus, runStatus, type StepStatus } from './status.js';
export { describeTarget, resolveTarget, type Target } from './target.js';
