/** The rehearsal of a plan. */
export type { VerifyCheck, VerifyReport } from './report.js';
export { type VerifyEvent, type VerifyOptions, verifyPlan } from './verify.js';
