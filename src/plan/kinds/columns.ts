/** Step kinds that change columns. */
import type { StepKind } from './kind.js';

export const columnKinds: readonly StepKind[] = [];
