/** A run that does not begin: nothing was changed. */
import { type Diagnostic, WesleyError } from '../diagnostics/index.js';

export class Refusal extends WesleyError {
  readonly outcome: 'refused' | 'stale';

  constructor(
    diagnostics: Diagnostic | readonly Diagnostic[],
    exitCode: number,
    outcome: 'refused' | 'stale' = 'refused',
  ) {
    super(diagnostics, exitCode);
    this.outcome = outcome;
  }
}
