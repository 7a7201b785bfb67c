/** What rules may use of time and memory, and what a person is told when they use more. */
import { type Diagnostic, WesleyError } from '../diagnostics/index.js';
import { EngineError, type Limits } from '../engine/index.js';
import type { RuleFolder } from './files.js';

const teamLimits = { tuples: 2_000_000, rounds: 20_000, milliseconds: 20_000 };

/** What follows from one fact is well below this many tuples: a large input is no runaway rule. */
const tuplesPerFact = 50;

/** A rule of a team that runs away ends in seconds, named, and no answer is given. `facts`: how many the input has. */
export function limitsFor(
  ruleFolders: readonly RuleFolder[] | undefined,
  asked: Partial<Limits> | undefined,
  facts = 0,
): Partial<Limits> {
  if (ruleFolders === undefined || ruleFolders.length === 0) return { ...asked };
  return { ...teamLimits, tuples: Math.max(teamLimits.tuples, tuplesPerFact * facts), ...asked };
}

/** Does the work; a limit that is passed is said with a way out. */
export async function within<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw told(error);
  }
}

/** As `within`, for work that is done when it returns. */
export function withinNow<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw told(error);
  }
}

function told(error: unknown): unknown {
  return error instanceof EngineError && error.diagnostic.code.startsWith('dl/limit-')
    ? new WesleyError(advised(error.diagnostic), error.exitCode)
    : error;
}

function advised(diagnostic: Diagnostic): Diagnostic {
  return {
    ...diagnostic,
    why: [...(diagnostic.why ?? []), 'Nothing is reported: half of an answer would look like a good one.'],
    fix: diagnostic.fix ?? {
      text: 'Give a recursion an end, and let the parts of a clause share variables',
    },
  };
}
