/** Waits until the replicas have replayed the batch before the last one: no clocks, only positions in the log. */
import type { Context } from './context.js';

/** A replica that is a moment behind is no news. */
const worthTelling = 3;

export class Throttle {
  private before: string | undefined;
  private last: string | undefined;

  constructor(
    private readonly context: Context,
    private readonly step: string,
  ) {}

  async wait(): Promise<void> {
    const { session, stop } = this.context;
    if (this.before === undefined) return;
    for (let polls = 0; !stop.stopped; polls++) {
      const [row] = await session.rows(
        `SELECT max(pg_wal_lsn_diff('${this.before}', replay_lsn))::text AS bytes FROM pg_stat_replication
         WHERE state = 'streaming' AND replay_lsn < '${this.before}'`,
      );
      const bytes = row?.bytes;
      if (bytes === null || bytes === undefined) return;
      if (polls === worthTelling) {
        const reason = `a replica is ${bytes} bytes of WAL behind the batch before the last`;
        this.context.emit({ type: 'throttled', step: this.step, reason });
      }
      await stop.sleep(Math.min(20 * 2 ** polls, 200));
    }
  }

  /** After a batch. Only what is flushed can be on its way: batches commit without waiting for the disk. */
  async mark(): Promise<void> {
    const { session } = this.context;
    if (session.kind !== 'postgres') return;
    const [row] = await session.rows('SELECT pg_current_wal_flush_lsn()::text AS lsn');
    this.before = this.last;
    this.last = String(row?.lsn);
  }
}
