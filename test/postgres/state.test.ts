/** The state at a statement, as the rules derive it, is the state that PostgreSQL has when the statement comes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLockRules } from '../../bench/support/forecast.js';
import { SourceText } from '../../src/diagnostics/index.js';
import { FactSet, type Solution, solve } from '../../src/engine/index.js';
import type { Catalog, Table } from '../../src/facts/catalog/catalog.js';
import { catalogFacts } from '../../src/facts/catalog/facts.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openPglite } from '../../src/facts/connect/pglite.js';
import { collectStatements, type Statement } from '../../src/facts/statements/index.js';
import { packageRoot } from '../../src/paths.js';

const kinds = new Set(['check', 'foreign key', 'unique', 'primary key', 'exclusion']);

let database: Database;

beforeAll(async () => {
  database = await openPglite();
});
afterAll(async () => {
  await database.close();
});

describe('the state at a statement', () => {
  it('is the state that PostgreSQL has', async () => {
    const text = readFileSync(join(packageRoot, 'test', 'support', 'state', 'history.sql'), 'utf8');
    const facts = new FactSet().add('server', 18);
    const before = await readCatalog(database);
    catalogFacts(before, 'before', facts);
    const { statements } = await collectStatements([new SourceText('history.sql', text)], facts, { before });
    const state = new Derived(solve(loadLockRules(), facts));
    const found: string[] = [];
    let inTransaction = false;
    for (const statement of statements) {
      if (statement.inside !== undefined) continue;
      const catalog = await readCatalog(database, { inTransaction });
      found.push(...differences(statement, catalog, state));
      await database.exec(statement.text);
      if (statement.kind === 'begin') inTransaction = true;
      if (statement.kind === 'commit' || statement.kind === 'rollback') inTransaction = false;
    }
    expect(found).toEqual([]);
  });
});

/** What differs for the relations and columns that the statement names. */
function differences({ id, text }: Statement, catalog: Catalog, state: Derived): string[] {
  const tables = new Map(catalog.tables.map((table) => [table.id, table]));
  const relations = new Set(
    [catalog.tables, catalog.indexes, catalog.sequences, catalog.views].flatMap((list) =>
      list.map((one) => one.id),
    ),
  );
  const lines: string[] = [];
  const same = (what: string, derived: unknown, found: unknown): void => {
    if (JSON.stringify(derived) !== JSON.stringify(found))
      lines.push(
        `${id} ${text}: ${what}: derived ${JSON.stringify(derived)}, found ${JSON.stringify(found)}`,
      );
  };
  for (const [name, identity] of state.named(id)) {
    same(`${name} exists`, state.holds('exists_at', id, identity), relations.has(name));
    const table = tables.get(name);
    if (table === undefined) continue;
    same(`constraints of ${name}`, state.constraints(id, identity), constraintsOf(table));
    const indexes = catalog.indexes.flatMap((index) => (index.table === name ? [index.id] : [])).sort();
    same(`indexes of ${name}`, state.indexes(id, identity), indexes);
    for (const [column, original] of state.columns(id, name)) {
      const found = table.columns.find((one) => one.name === column);
      same(`type of ${column}`, state.type(id, identity, original), found?.type);
      const notNull = state.holds('column_not_null_at', id, identity, original);
      same(`not null of ${column}`, notNull, found?.notNull ?? false);
    }
  }
  return lines;
}

function constraintsOf(table: Table): string[] {
  return table.constraints
    .filter(({ kind }) => kinds.has(kind))
    .map(({ name, kind, validated }) => `${name} ${kind}${validated ? ' valid' : ''}`)
    .sort();
}

/** What the rules derived, by statement. */
class Derived {
  constructor(private readonly solution: Solution) {}

  holds(relation: string, ...tuple: (string | number)[]): boolean {
    return this.solution.has(relation, tuple);
  }

  /** Names that a statement has for relations, with their identity. */
  named(stmt: number): [string, string][] {
    return this.of('stmt_names_relation', stmt).map(([, name, identity]) => [String(name), String(identity)]);
  }

  columns(stmt: number, table: string): [string, string][] {
    return this.of('stmt_names_column', stmt)
      .filter(([, name]) => name === table)
      .map(([, , column, identity]) => [String(column), String(identity)]);
  }

  type(stmt: number, table: string, column: string): string | undefined {
    const row = this.of('column_type_at', stmt).find(([, t, c]) => t === table && c === column);
    return row === undefined ? undefined : String(row[3]);
  }

  constraints(stmt: number, table: string): string[] {
    return this.of('constraint_at', stmt)
      .filter(([, t, , kind]) => t === table && kinds.has(String(kind)))
      .map(([, , name, kind]) => {
        const valid = this.holds('constraint_valid_at', stmt, table, String(name));
        return `${String(name)} ${String(kind)}${valid ? ' valid' : ''}`;
      })
      .sort();
  }

  indexes(stmt: number, table: string): string[] {
    return this.of('index_at', stmt)
      .filter(([, , t]) => t === table)
      .map(([, index]) => this.nameOf(stmt, String(index)))
      .sort();
  }

  private nameOf(stmt: number, identity: string): string {
    const names = this.solution
      .rows('identity_name')
      .filter(([one, , from]) => one === identity && Number(from) <= stmt)
      .sort((a, b) => Number(a[2]) - Number(b[2]));
    return String(names.at(-1)?.[1] ?? identity);
  }

  private of(relation: string, stmt: number): readonly (readonly unknown[])[] {
    return this.solution.rows(relation).filter(([one]) => one === stmt);
  }
}
