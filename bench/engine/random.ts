/** A sequence of random numbers from a seed (a linear congruence): the same on every machine. */

export class Random {
  constructor(private state: number) {}

  /** A whole number from 0 up to, not including, `n`. */
  below(n: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 0x1_0000_0000) * n);
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  }
}
