/** Row security as the SDL makes it, its pgTAP tests and its migrations, on the servers that `npm test` leaves out. */
process.env.WESLEY_TEST_MAJORS = '11,12,13,15,16,17';
for (const name of ['isolation', 'migration', 'pgtap']) {
  await import(`../policies/${name}.test.ts`);
}

export {};
