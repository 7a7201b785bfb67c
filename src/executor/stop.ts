/** One number that coordinator and workers share: 0 go on, 1 stop at the next safe point, 2 cancelled. */

export class StopFlag {
  private readonly cell: Int32Array<SharedArrayBuffer>;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.cell = new Int32Array(memory);
  }

  raise(level: 1 | 2): void {
    if (level > Atomics.load(this.cell, 0)) Atomics.store(this.cell, 0, level);
  }

  get stopped(): boolean {
    return Atomics.load(this.cell, 0) >= 1;
  }

  get cancelled(): boolean {
    return Atomics.load(this.cell, 0) >= 2;
  }

  /** Sleeps, but not past a stop. */
  async sleep(ms: number): Promise<void> {
    const end = performance.now() + ms;
    for (;;) {
      const left = end - performance.now();
      if (left <= 0 || this.stopped) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, 100)));
    }
  }
}

/** Thrown at a safe point of a step after a stop: nothing of the step is half done. */
export class Stopped extends Error {}
