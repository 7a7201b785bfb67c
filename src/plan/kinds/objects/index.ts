/** Step kinds for every object that is not a table, column, constraint or index. */
import type { StepKind } from '../kind.js';

export const objectKinds: readonly StepKind[] = [];
