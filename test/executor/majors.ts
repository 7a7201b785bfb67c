/** Which servers the tests of the runner use: two in `npm test`, all of them from test/matrix. */

const all = process.env.WESLEY_TEST_MAJORS?.split(',').map(Number);

/** For what depends on the version. */
export const someMajors = all ?? [14, 18];

/** For what hardly does. */
export const newestMajor = all ?? [18];
