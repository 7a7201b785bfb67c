/** A database and a plan for it in which rules of a team have steps: an entry in a registry for each new table. */
import type { Server } from '../../bench/support/servers.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { makePlan } from '../../src/plan/make.js';
import { planRules } from '../../src/planning.js';
import { open } from '../executor/plans.js';
import type { Scene } from '../faults/kill-points.js';
import type { TeamPlace } from './team.js';

/** Nothing in the table itself keeps a second entry out: only the probe does. */
const rule = `/// Every new table is entered in ops.seen.
custom_step("acme/enter", Table, $CreateTable(Table), "expand", Sql, Probe) :-
    operation($CreateTable(Table)), Name = @quoted(Table, "'"), Sql = cat("INSERT INTO ops.seen VALUES (", Name, ")"),
    Probe = cat("SELECT EXISTS (SELECT 1 FROM ops.seen WHERE name = ", Name, ")").
custom_undo("acme/enter", Table, cat("DELETE FROM ops.seen WHERE name = ", @quoted(Table, "'"))) :-
    operation($CreateTable(Table)).
runs_before($CreateTable(Table), $Custom("acme/enter", Table)) :- operation($CreateTable(Table)).
`;

const change = `
  CREATE TABLE public.refunds (id bigint PRIMARY KEY, note text);
  CREATE TABLE public."Order lines" (id bigint PRIMARY KEY);
  CREATE INDEX refunds_note_idx ON public.refunds (note);`;

let count = 0;

/** The database holds `setup`; `place` gets the rule. */
export async function teamScene(server: Server, place: TeamPlace, setup = ''): Promise<Scene> {
  place.rule('enter', rule);
  const name = `team_${process.pid}_${++count}`;
  const url = await server.createDatabase(name);
  const database = await open(url);
  await database.exec(`CREATE SCHEMA ops; CREATE TABLE ops.seen (name text);${setup}`);
  const before = await readCatalog(database);
  await database.close();
  const wanted = await open(await server.createDatabase(`${name}_wanted`, name));
  await wanted.exec(change);
  const after = await readCatalog(wanted);
  await wanted.close();
  const folder = { path: `${place.folder}/rules`, namespace: 'acme', label: 'rules' };
  const plan = await makePlan({
    before: { catalog: before, source: 'before' },
    after: { catalog: after, source: 'after' },
    rules: planRules([folder]),
    version: '0.0.0',
  });
  const rows = {
    sql: 'SELECT name FROM ops.seen ORDER BY name COLLATE "C"',
    answer: [{ name: 'public."Order lines"' }, { name: 'public.refunds' }],
  };
  return { url, plan, rows };
}
