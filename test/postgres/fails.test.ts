/** Statements that the rules say a server refuses are refused, and their neighbours are not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStart } from '../../bench/support/forecast.js';
import { SourceText } from '../../src/diagnostics/index.js';
import { FactSet, solve } from '../../src/engine/index.js';
import { catalogFacts } from '../../src/facts/catalog/facts.js';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import { collectStatements } from '../../src/facts/statements/index.js';
import { packageRoot } from '../../src/paths.js';
import { loadRuleset } from '../../src/ruleset/load.js';
import { describeOnServers } from '../support/describe.js';

const statements = [
  'ALTER TABLE orders ALTER note TYPE text',
  'ALTER TABLE orders ALTER flag TYPE varbit',
  'ALTER TABLE events ALTER day TYPE timestamp',
  'ALTER TABLE events DROP COLUMN day',
  'ALTER TABLE orders DROP COLUMN customer_id',
  'ALTER TABLE orders DROP COLUMN customer_id CASCADE',
  'ALTER TABLE orders DROP COLUMN region',
  'DROP TABLE customers',
  'DROP TABLE lines',
  'DROP VIEW open_orders',
  'ALTER TABLE docs ADD FOREIGN KEY (id) REFERENCES tenants NOT VALID',
  'ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES customers NOT VALID',
  'DROP INDEX customers_pkey',
  'DROP INDEX customers_name_i',
  'ALTER TABLE customers ADD UNIQUE USING INDEX customers_code_u',
  'ALTER TABLE orders ADD CONSTRAINT x UNIQUE USING INDEX orders_open_i',
  'ALTER TABLE customers ALTER id DROP NOT NULL',
  'ALTER TABLE customers ALTER email DROP NOT NULL',
];

describeOnServers([14, 18], 'statements that fail', (major, server) => {
  it('are those that the rules predict', async () => {
    const fields = resolveConnection(await (await server()).createDatabase(), {});
    if (fields === undefined) throw new Error('internal error: a server without an address');
    const database = await openPostgres(fields);
    const { program } = loadRuleset();
    try {
      await database.exec(readFileSync(join(packageRoot, 'test/support/locks/fixture.sql'), 'utf8'));
      await database.exec('BEGIN');
      const { catalog } = await readStart(database);
      await database.exec('COMMIT');
      const results: string[] = [];
      const predictions: string[] = [];
      for (const sql of statements) {
        const facts = new FactSet().add('server', major);
        catalogFacts(catalog, 'before', facts);
        await collectStatements([new SourceText('a.sql', sql)], facts, { before: catalog, major });
        const fails = solve(program, facts).rows('fails').length > 0;
        predictions.push(`${sql}: ${fails ? 'refused' : 'done'}`);
        await database.exec('BEGIN');
        const outcome = await database.exec(sql).then(
          () => 'done',
          () => 'refused',
        );
        await database.exec('ROLLBACK');
        results.push(`${sql}: ${outcome}`);
      }
      expect(predictions).toEqual(results);
    } finally {
      await database.close();
    }
  });
});
