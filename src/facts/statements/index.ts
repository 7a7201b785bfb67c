/** Statement facts: what each statement of the input does, and under which circumstances. */
export {
  type CollectedStatements,
  collectStatements,
  type Statement,
  type StatementContext,
} from './collect.js';
export { milliseconds, type TransactionModel } from './session.js';
export { StatementSpans } from './spans.js';
