/** Step kinds that change tables. */
import type { StepKind } from './kind.js';

export const tableKinds: readonly StepKind[] = [];
