/**
 * Looks at the running steps from a connection of its own: who they wait for, how far a build is, and, when asked,
 * cancels them. The same connection holds the lead; when it is lost, the lead is taken again or the run ends.
 */
import { waiting } from './blockers.js';
import type { Blocker, RunEvents } from './events.js';
import type { Unit } from './schedule.js';
import type { Session } from './session.js';
import type { StopFlag } from './stop.js';

const everyMs = 500;

interface Watched {
  readonly unit: Unit;
  pid: number | undefined;
  waitsSince: number | undefined;
  blockers: readonly Blocker[];
  cancelled: boolean;
}

export interface Watch {
  /** True when another runner may have taken over. */
  readonly lostLead: boolean;
  begin(unit: Unit): { session(pid: number): void; end(): void };
  /** Who the unit waited for when it was last looked at. */
  blockersOf(unit: Unit): readonly Blocker[];
}

/** For a database with one session. */
export const blind: Watch = {
  lostLead: false,
  begin: () => ({ session: () => {}, end: () => {} }),
  blockersOf: () => [],
};

export class GuardWatch implements Watch {
  private readonly watched = new Set<Watched>();
  private readonly seen = new WeakMap<Unit, readonly Blocker[]>();
  private looking: Promise<void> | undefined;
  private fault: { readonly error: unknown } | undefined;
  private ended = false;
  private hasBuildProgress: boolean | undefined;
  lostLead = false;

  /** `retake` brings a new guard that leads, or undefined when somebody else does. */
  constructor(
    private guard: Session,
    private readonly retake: () => Promise<Session | undefined>,
    private readonly stop: StopFlag,
    private readonly emit: RunEvents,
  ) {}

  get session(): Session {
    return this.guard;
  }

  start(): void {
    this.looking = this.loop().catch((error: unknown) => {
      this.fault = { error };
      this.stop.raise(1);
    });
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.looking;
    if (this.fault !== undefined) throw this.fault.error;
  }

  begin(unit: Unit): { session(pid: number): void; end(): void } {
    const entry: Watched = { unit, pid: undefined, waitsSince: undefined, blockers: [], cancelled: false };
    this.watched.add(entry);
    return {
      session: (pid) => {
        entry.pid = pid;
        entry.cancelled = false;
      },
      end: () => {
        this.watched.delete(entry);
      },
    };
  }

  blockersOf(unit: Unit): readonly Blocker[] {
    return this.seen.get(unit) ?? [];
  }

  private async loop(): Promise<void> {
    for (let next = performance.now() + everyMs; !this.ended; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (performance.now() < next && !this.stop.cancelled) continue;
      next = performance.now() + everyMs;
      try {
        await this.look();
      } catch (error) {
        if (!this.guard.isLost()) throw error;
        const guard = await this.retake();
        if (guard === undefined) {
          this.lostLead = true;
          this.stop.raise(1);
          return;
        }
        this.guard = guard;
      }
    }
  }

  private async look(): Promise<void> {
    const entries = [...this.watched].filter((entry) => entry.pid !== undefined);
    const pids = entries.map((entry) => entry.pid ?? 0);
    if (this.stop.cancelled) await this.cancel(entries);
    const found = await waiting(this.guard, pids);
    const now = performance.now();
    for (const entry of entries) {
      const blockers = found.get(entry.pid ?? 0) ?? [];
      if (blockers.length === 0) {
        entry.waitsSince = undefined;
        continue;
      }
      this.seen.set(entry.unit, blockers);
      if (entry.waitsSince === undefined) entry.waitsSince = now;
      else this.tell(entry, now - entry.waitsSince, blockers);
    }
    if (pids.length > 0) await this.tellBuilds(entries, pids);
    else await this.guard.rows('SELECT 1');
  }

  private tell(entry: Watched, waitedMs: number, blockers: readonly Blocker[]): void {
    const step = entry.unit.steps[0]?.id ?? '';
    this.emit({ type: 'lock_wait', step, waitedMs: Math.round(waitedMs), blockers });
  }

  private async tellBuilds(entries: readonly Watched[], pids: readonly number[]): Promise<void> {
    if (entries.every((entry) => entry.unit.transactional)) return;
    if (this.hasBuildProgress === undefined) {
      const [row] = await this.guard.rows(
        `SELECT to_regclass('pg_catalog.pg_stat_progress_create_index') IS NOT NULL AS there`,
      );
      this.hasBuildProgress = row?.there === true;
    }
    if (!this.hasBuildProgress) return;
    const rows = await this.guard.rows(
      `SELECT pid, phase, CASE WHEN blocks_total > 0 THEN blocks_done WHEN tuples_total > 0 THEN tuples_done
           ELSE lockers_done END AS done,
         CASE WHEN blocks_total > 0 THEN blocks_total WHEN tuples_total > 0 THEN tuples_total
           ELSE lockers_total END AS total
       FROM pg_stat_progress_create_index WHERE pid IN (${pids.join(', ')})`,
    );
    for (const row of rows) {
      const step = entries.find((entry) => entry.pid === Number(row.pid))?.unit.steps[0]?.id ?? '';
      this.emit({
        type: 'build',
        step,
        phase: String(row.phase),
        done: Number(row.done),
        total: Number(row.total),
      });
    }
  }

  /** Each running statement once: what is done after it, is repair. */
  private async cancel(entries: readonly Watched[]): Promise<void> {
    for (const entry of entries) {
      if (entry.cancelled) continue;
      const [row] = await this.guard.rows(
        `SELECT pg_cancel_backend(pid) AS sent FROM pg_stat_activity WHERE pid = ${entry.pid} AND state = 'active'`,
      );
      entry.cancelled = row?.sent === true;
    }
  }
}
