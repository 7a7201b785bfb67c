/** The glue between vitest and the embedded servers: what cannot run here is skipped by name, with the reason. */
import { describe } from 'vitest';
import { availableMajors, type Server, sharedServer } from '../../bench/support/servers.js';

export * from '../../bench/support/servers.js';

/** `describe` once per major; `server()` starts it on first use and is shared in this process. */
export function describeOnServers(
  majors: readonly number[],
  name: string,
  body: (major: number, server: () => Promise<Server>) => void,
): void {
  const available = new Set(availableMajors());
  for (const major of majors) {
    if (available.has(major)) {
      describe(`${name} (PostgreSQL ${major})`, () => body(major, () => sharedServer(major)));
    } else {
      describe.skip(`${name} (skipped: no PostgreSQL ${major} for this machine under test/servers)`, () =>
        body(major, () => sharedServer(major)));
    }
  }
}
