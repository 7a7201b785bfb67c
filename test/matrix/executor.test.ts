/** The runner's tests on all servers between the oldest and the newest that `npm test` leaves out. */
process.env.WESLEY_TEST_MAJORS = '11,12,13,15,16,17';
for (const name of ['apply', 'backfill', 'builds', 'locks', 'planned', 'refusals', 'resume']) {
  await import(`../executor/${name}.test.ts`);
}

export {};
