/**
 * Tests that rows of one tenant or owner are out of reach of another, asked as the application asks. What hand-written
 * policies allow is not guessed: only what must be so whatever they say is tested.
 */
import type { RowScopeModel, SchemaModel, TableModel } from '../../model.js';
import { literal, quote } from '../../naming.js';
import { qualified } from '../../sql/tables.js';
import { type Answer, type Asker, allowed, type Command } from './allowed.js';
import { TestFile } from './file.js';
import type { PgtapOptions } from './options.js';
import { columnsNamed, Rows, Unmakeable, type Who } from './rows.js';

/** Tests of one table; undefined when no row of it belongs to anybody. */
export async function isolationTests(
  table: TableModel,
  model: SchemaModel,
  options: PgtapOptions,
): Promise<string | undefined> {
  if (table.rowSecurity === undefined || table.scopes === undefined) return undefined;
  try {
    return await new Isolation(table, model, options).write();
  } catch (error) {
    if (!(error instanceof Unmakeable)) throw error;
    const file = new TestFile();
    file.section(`Isolation of ${table.schema}.${table.name}`);
    file.test(`skip(${literal(`isolation of ${table.name} is not tested: ${error.message}`)}, 1)`);
    return file.text;
  }
}

/** Role of the tests where no policy names one: it is gone with the transaction. */
const ownRole = 'wesley_pgtap_app';

class Isolation {
  private readonly file = new TestFile();
  private readonly rows: Rows;
  private readonly role: string;
  private readonly policyRole: string | undefined;
  private readonly scopes: readonly RowScopeModel[];
  private readonly all: readonly TableModel[];

  constructor(
    private readonly table: TableModel,
    model: SchemaModel,
    private readonly options: PgtapOptions,
  ) {
    this.rows = new Rows(table, model, options.values);
    this.scopes = table.scopes ?? [];
    this.all = model.tables;
    const named = table.rowSecurity?.policies.flatMap((policy) => policy.roles)[0];
    this.policyRole = options.role === '' ? named : options.role;
    this.role = this.policyRole ?? ownRole;
  }

  async write(): Promise<string> {
    const { table, file } = this;
    await this.prepare(this.rows.tables);
    file.section(`Isolation of ${table.schema}.${table.name}`);
    file.test(
      `ok((SELECT NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = ${literal(this.role)}), ${literal(`the role ${this.role} is held to policies`)})`,
    );
    const all = `SELECT count(*) FROM ${qualified(table)}`;
    await this.nobody(null, 'unset', all);
    for (const [who, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const mine: Asker = { tenant: 'own', owner: 'own' };
      const foreign: Asker = { tenant: 'other', owner: 'other' };
      await this.reach(who, who, mine);
      if (!this.rows.isOnly(table)) {
        this.expect(
          who,
          await this.added(who),
          insertion(this.can('insert', mine)),
          `${who} ${this.can('insert', mine) === 'no' ? 'may not' : 'may'} insert a row of ${who}`,
        );
      }
      await this.reach(who, other, foreign);
      this.expect(
        who,
        await this.added(other),
        refusal(this.can('insert', foreign)),
        `${who} may not insert a row of ${other}`,
      );
      // The askers are new: whatever else is in the table belongs to others.
      if (this.can('select', mine) === 'yes' && this.can('select', foreign) === 'no') {
        this.expect(who, all, '1', `${who} sees nothing else`);
      }
      await this.moves(
        who,
        other,
        this.can('update', mine) === 'yes' && this.can('insert', foreign) === 'no',
      );
    }
    if (new Set(this.scopes.map((scope) => scope.kind)).size === 2) {
      const colleague: Asker = { tenant: 'own', owner: 'other' };
      await this.reach('c', 'a', colleague);
      this.expect(
        'c',
        await this.added('a'),
        refusal(this.can('insert', colleague)),
        `${names.c} may not insert a row of a`,
      );
    }
    await this.nobody('', 'empty', all);
    return file.text;
  }

  private can(command: Command, asker: Asker): Answer {
    return allowed(this.table, this.policyRole, command, asker);
  }

  /** What somebody sees and changes of the row of somebody. */
  private async reach(who: 'a' | 'b' | 'c', whose: Who, asker: Asker): Promise<void> {
    const is = await this.rows.is(this.table, whose);
    const does = (command: Command): string => {
      const yes = this.can(command, asker) === 'yes';
      const verb = command === 'select' ? 'see' : command;
      return `${names[who]} ${yes ? 'can' : 'cannot'} ${verb} the row of ${whose}`;
    };
    const seen = `SELECT count(*) FROM ${qualified(this.table)} WHERE ${is}`;
    this.expect(who, seen, count(this.can('select', asker)), does('select'));
    for (const command of ['update', 'delete'] as const) {
      this.expect(who, await this.change(command, whose), count(this.can(command, asker)), does(command));
    }
  }

  /** When nobody says who asks, whatever is in the table. */
  private async nobody(who: '' | null, how: string, all: string): Promise<void> {
    const asker: Asker = { tenant: 'nobody', owner: 'nobody' };
    const what = `while the setting is ${how}`;
    if (this.can('select', asker) === 'no') this.expect(who, all, '0', `nobody sees a row ${what}`);
    for (const command of ['update', 'delete'] as const) {
      const answer = this.can(command, asker);
      this.expect(
        who,
        await this.change(command, 'a'),
        count(answer),
        `${answer === 'yes' ? 'anybody' : 'nobody'} can ${command} a row ${what}`,
      );
    }
    this.expect(
      who,
      await this.added('a'),
      refusal(this.can('insert', asker)),
      `nobody may insert a row ${what}`,
    );
  }

  /** A row that changes hands. */
  private async moves(who: Who, other: Who, refused: boolean): Promise<void> {
    if (!refused) return;
    for (const scope of this.scopes) {
      const columns = scope.path[0]?.columns ?? [scope.column];
      const changes: string[] = [];
      for (const column of columnsNamed(this.table, columns)) {
        const number = other === 'a' ? 1 : 2;
        changes.push(`${quote(column.name)} = ${await this.rows.value(this.table, column, other, number)}`);
      }
      const is = await this.rows.is(this.table, who);
      const sql = counted(`UPDATE ${qualified(this.table)} SET ${changes.join(', ')} WHERE ${is}`);
      this.expect(who, sql, 'refused', `${who} may not give a row to another ${scope.kind}`);
    }
  }

  private async prepare(tables: readonly TableModel[]): Promise<void> {
    const { file, role } = this;
    if (this.policyRole === undefined) file.prepare(`CREATE ROLE ${quote(role)}`);
    if (this.policyRole === undefined) file.prepare(`GRANT ${quote(role)} TO CURRENT_USER`);
    const schemas = [...new Set(this.all.map((table) => table.schema))].map(quote);
    file.prepare(`GRANT USAGE ON SCHEMA ${schemas.join(', ')} TO ${quote(role)}`);
    // Policies may read any table.
    const list = (some: readonly TableModel[]): string => some.map(qualified).join(', ');
    file.prepare(`GRANT SELECT ON ${list(this.all)} TO ${quote(role)}`);
    file.prepare(`GRANT INSERT, UPDATE, DELETE ON ${list(tables)} TO ${quote(role)}`);
    for (const table of tables) {
      if (table.rowSecurity?.forced)
        file.prepare(`ALTER TABLE ${qualified(table)} NO FORCE ROW LEVEL SECURITY`);
    }
    const statements: string[] = [];
    for (const who of ['a', 'b'] as const) {
      for (const table of tables) statements.push(await this.rows.insert(table, who));
    }
    for (const helper of [rowsThere(statements), await this.asker()]) file.prepare(helper);
    file.prepare('CREATE TEMP TABLE wesley_rows AS SELECT pg_temp.rows_there() AS problem');
    file.prepare(expectation);
  }

  /** `pg_temp.ask(who, query)`: the answer of a query as the application asks it. Nothing of it stays. */
  private async asker(): Promise<string> {
    const become: string[] = [];
    for (const scope of this.scopes) become.push(await this.becomes(scope));
    return `CREATE FUNCTION pg_temp.ask(who text, query text) RETURNS text LANGUAGE plpgsql AS $wesley$
DECLARE
  answer text;
BEGIN
${become.join('\n')}
  SET LOCAL ROLE ${quote(this.role)};
  IF query LIKE 'INSERT%' THEN
    EXECUTE query;
    GET DIAGNOSTICS answer = ROW_COUNT;
  ELSE
    EXECUTE query INTO answer;
  END IF;
  RAISE SQLSTATE 'WT001' USING MESSAGE = coalesce(answer, 'NULL');
EXCEPTION
  WHEN SQLSTATE 'WT001' THEN RETURN SQLERRM;
  WHEN insufficient_privilege THEN RETURN 'refused';
  WHEN OTHERS THEN RETURN 'error: ' || SQLERRM;
END
$wesley$`;
  }

  private async becomes(scope: RowScopeModel): Promise<string> {
    const { kind, setting, path } = scope;
    const statement = kind === 'tenant' ? this.options.setTenant : this.options.setUser;
    if (setting === undefined && statement === '') {
      const option = kind === 'tenant' ? 'setTenant' : 'setUser';
      throw new Unmakeable(`how to become another ${kind} is not known: say it with the option "${option}"`);
    }
    const last = path.at(-1)?.target;
    const end = this.rows.find(last ?? { schema: this.table.schema, table: this.table.name });
    const [column] = columnsNamed(end, [scope.column]);
    const cases: string[] = [`WHEN '' THEN ''`];
    for (const who of ['a', 'b', 'c'] as const) {
      if (column === undefined) continue;
      // c is another user of the tenant of a.
      const like = who === 'c' ? (kind === 'tenant' ? 'a' : 'b') : who;
      const value = await this.rows.value(end, column, like, like === 'a' ? 1 : 2);
      cases.push(`WHEN '${who}' THEN (${value})::text`);
    }
    const value = `CASE who ${cases.join(' ')} END`;
    const set =
      statement === ''
        ? `PERFORM set_config(${literal(setting ?? '')}, ${value}, true)`
        : performed(statement, value);
    return `  IF who IS NOT NULL THEN\n    ${set};\n  END IF;`;
  }

  private expect(who: Who | 'c' | '' | null, query: string, answer: string | undefined, what: string): void {
    if (answer === undefined) return;
    const asker = who === null ? 'NULL' : literal(who);
    this.file.test(`pg_temp.expect(${asker}, ${quoted(query)}, ${literal(answer)}, ${literal(what)})`);
  }

  private async change(command: 'update' | 'delete', whose: Who): Promise<string> {
    const is = await this.rows.is(this.table, whose);
    if (command === 'delete') return counted(`DELETE FROM ${qualified(this.table)} WHERE ${is}`);
    const column = this.table.columns.find((one) => one.generated === undefined && one.identity !== 'always');
    if (column === undefined) throw new Unmakeable(`no column of ${this.table.name} can be changed`);
    return counted(
      `UPDATE ${qualified(this.table)} SET ${quote(column.name)} = ${quote(column.name)} WHERE ${is}`,
    );
  }

  private async added(whose: Who): Promise<string> {
    return counted(await this.rows.insert(this.table, whose, 3));
  }
}

const names = { a: 'a', b: 'b', c: 'another user of the tenant' } as const;

/** How many rows a command changes: without RETURNING nothing is asked of policies for SELECT. */
function counted(statement: string): string {
  return statement.startsWith('INSERT')
    ? statement
    : `WITH done AS (${statement} RETURNING 1) SELECT count(*) FROM done`;
}

function count(answer: Answer): string | undefined {
  return answer === 'maybe' ? undefined : answer === 'yes' ? '1' : '0';
}

function insertion(answer: Answer): string | undefined {
  return answer === 'yes' ? '1' : refusal(answer);
}

function refusal(answer: Answer): string | undefined {
  return answer === 'no' ? 'refused' : undefined;
}

/** One test, or a word why it cannot be made. */
const expectation = `CREATE FUNCTION pg_temp.expect(who text, query text, answer text, what text) RETURNS text LANGUAGE sql AS $$
  SELECT CASE WHEN problem IS NULL THEN is(pg_temp.ask(who, query), answer, what)
    ELSE skip('there are no rows to ask for: ' || problem, 1) END
  FROM wesley_rows
$$`;

/** Tries to put the rows in place; what is wrong with them is the answer. */
function rowsThere(statements: readonly string[]): string {
  return `CREATE FUNCTION pg_temp.rows_there() RETURNS text LANGUAGE plpgsql AS $wesley$
BEGIN
  SET CONSTRAINTS ALL DEFERRED;
${statements.map((statement) => `  ${statement};`).join('\n')}
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END
$wesley$`;
}

/** A statement of a team with the value of who asks in its place. */
function performed(statement: string, value: string): string {
  const text = statement.trim().replace(/;$/, '');
  return `EXECUTE replace(${quoted(text)}, '{value}', quote_literal(${value}))`;
}

function quoted(sql: string): string {
  return sql.includes('$q$') ? literal(sql) : `$q$${sql}$q$`;
}
