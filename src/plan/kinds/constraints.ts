/** Step kinds that change constraints. */
import type { StepKind } from './kind.js';

export const constraintKinds: readonly StepKind[] = [];
