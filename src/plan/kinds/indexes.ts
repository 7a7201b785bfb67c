/** Step kinds that change indexs. */
import type { StepKind } from './kind.js';

export const indexKinds: readonly StepKind[] = [];
