/** Random numbers from a seed, and what is drawn with them. */

/** A sequence of random numbers from a seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** The next number of the sequence, below `n`. */
  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const all = [...list];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const [a, b] = [all[i] as T, all[j] as T];
      all[i] = b;
      all[j] = a;
    }
    return all;
  }
}
