/** Which database a run changes. */
import { describeConnection } from '../facts/connect/conninfo.js';
import { type DatabaseName, resolveDatabase } from '../facts/connect/open.js';
import { openPglite } from '../facts/connect/pglite.js';
import { fromDatabase, openSession, type Session } from './session.js';

export type Target = DatabaseName;

export const resolveTarget = resolveDatabase;

export async function openTarget(target: Target, applicationName: string): Promise<Session> {
  return target.kind === 'postgres'
    ? await openSession(target.connection, applicationName)
    : await fromDatabase(await openPglite({ dataDir: target.dir }));
}

/** For people: never the password. */
export function describeTarget(target: Target): string {
  return target.kind === 'postgres'
    ? describeConnection(target.connection)
    : `the PGlite folder ${target.dir}`;
}
