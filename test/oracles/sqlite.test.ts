/** Random programs with linear recursion, negation and aggregates give in SQLite what they give here. */
import initSqlJs from 'sql.js';
import { expect, it } from 'vitest';
import { factText } from '../../bench/engine/dialects/words.js';
import { toSql } from './sql.js';
import { cases, compare, runs, seed } from './support.js';

it(`SQLite derives the same (seed ${seed})`, async () => {
  const { Database } = await initSqlJs();
  let tuples = 0;
  for (const one of cases(runs(150), { terms: false, texts: false, tangles: false })) {
    const statements = toSql(one.program, one.facts);
    const database = new Database();
    try {
      database.run(statements);
      const theirs = [...one.program.relations.keys()].flatMap((name) =>
        (database.exec(`SELECT * FROM ${name}`)[0]?.values ?? []).map((row) =>
          factText('p_', [name, row as (string | number)[]]),
        ),
      );
      compare(one, theirs);
      tuples += theirs.length;
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${statements}`);
    } finally {
      database.close();
    }
  }
  expect(tuples).toBeGreaterThan(runs(150));
});
