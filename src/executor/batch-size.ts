/** How large the next batch is: follows the time that the last ones took, in small steps. */

export interface SizeLimits {
  readonly min: number;
  readonly max: number;
}

export class BatchSize {
  private size: number;
  /** Smoothed milliseconds for one row (or page). */
  private cost: number | undefined;

  constructor(
    start: number,
    private readonly targetMs: number,
    private readonly limits: SizeLimits,
  ) {
    this.size = Math.max(1, Math.round(start));
  }

  get current(): number {
    return this.size;
  }

  took(ms: number): void {
    const now = ms / this.size;
    this.cost = this.cost === undefined ? now : 0.4 * now + 0.6 * this.cost;
    const wanted = this.cost > 0 ? this.targetMs / this.cost : this.size * 1.5;
    const near = Math.min(Math.max(wanted, this.size * 0.5), this.size * 1.5);
    this.size = Math.max(1, Math.round(Math.min(Math.max(near, this.limits.min), this.limits.max)));
  }

  halve(): void {
    this.size = Math.max(1, Math.floor(this.size / 2));
  }
}
