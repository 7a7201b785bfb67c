/** Waits until the replicas have replayed the batch before the last one: no clocks, only positions in the log. */
import type { Context } from './context.js';

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
    for (let told = false; !stop.stopped; ) {
      const [row] = await session.rows(
        `SELECT max(pg_wal_lsn_diff('${this.before}', replay_lsn))::text AS bytes FROM pg_stat_replication
         WHERE state = 'streaming' AND replay_lsn < '${this.before}'`,
      );
      const bytes = row?.bytes;
      if (bytes === null || bytes === undefined) return;
      if (!told) {
        this.context.emit({
          type: 'throttled',
          step: this.step,
          reason: `a replica is ${bytes} bytes of WAL behind the batch before the last`,
        });
      }
      told = true;
      await stop.sleep(200);
    }
  }

  async mark(): Promise<void> {
    const { session } = this.context;
    if (session.kind !== 'postgres') return;
    const [row] = await session.rows('SELECT pg_current_wal_lsn()::text AS lsn');
    this.before = this.last;
    this.last = String(row?.lsn);
  }
}
