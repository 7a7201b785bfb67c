/** Triggers and row security policies. */
import type { Policy, Trigger } from './catalog.js';
import { type Context, present } from './context.js';
import { compareText } from './sorted.js';
import { expressionColumns, notMember, qualified, routineId, userSchema } from './sql.js';
import { type ColumnRow, namesAt } from './tables.js';

export interface TriggerRow {
  readonly oid: number;
  readonly name: string;
  readonly relation: number;
  readonly table: string;
  readonly routine: string;
  readonly definition: string;
  readonly enabled: 'O' | 'D' | 'R' | 'A';
  readonly positions: readonly number[];
  readonly condition_positions: readonly number[];
  readonly clone: boolean;
  readonly constraint: number;
}

export interface PolicyRow {
  readonly oid: number;
  readonly name: string;
  readonly table: string;
  readonly permissive: boolean;
  readonly command: '*' | 'r' | 'a' | 'w' | 'd';
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** Not the triggers behind foreign keys and deferrable keys; clones on partitions are marked. */
export function triggersSql(): string {
  return `
select * from (
  select g.oid::int8 as oid, g.tgname as name, g.tgrelid::int8 as relation, ${qualified('n.nspname', 'c.relname')} as table,
    ${routineId('g.tgfoid')} as routine, pg_get_triggerdef(g.oid) as definition, g.tgenabled as enabled,
    array(select p from unnest(g.tgattr::int2[]) p) as positions, ${expressionColumns('g.tgqual')} as condition_positions,
    exists (select from pg_depend d where d.classid = 'pg_trigger'::regclass and d.objid = g.oid
      and d.refclassid = 'pg_trigger'::regclass and d.deptype in ('I', 'P')) as clone,
    g.tgconstraint::int8 as constraint, g.tgisinternal as internal
  from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_constraint k on k.oid = g.tgconstraint
  where (g.tgconstraint = 0 or k.contype = 't') and c.relpersistence <> 't' and ${userSchema()}
    and ${notMember('pg_class', 'c.oid')} and ${notMember('pg_trigger', 'g.oid')}
) t where not t.internal or t.clone`;
}

export function policiesSql(): string {
  return `
select p.oid::int8 as oid, p.polname as name, ${qualified('n.nspname', 'c.relname')} as table, p.polpermissive as permissive,
  p.polcmd as command, array(select case when r = 0 then 'public' else pg_get_userbyid(r) end from unnest(p.polroles) r) as roles,
  pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where ${userSchema()} and ${notMember('pg_class', 'c.oid')}`;
}

const states = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' } as const;
const commands = { '*': 'all', r: 'select', a: 'insert', w: 'update', d: 'delete' } as const;

export function buildTriggers(
  rows: readonly TriggerRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  context: Context,
): Trigger[] {
  return rows
    .map((row) => {
      const object = `trigger:${row.table}.${row.name}`;
      context.define('pg_trigger', row.oid, object);
      if (row.constraint !== 0) context.define('pg_constraint', row.constraint, object);
      return {
        name: row.name,
        table: row.table,
        routine: row.routine,
        ...definitionOf(row, context.major),
        enabled: states[row.enabled],
        columns: namesAt(columns.get(row.relation) ?? [], [...row.positions, ...row.condition_positions]),
        ...present({ inherited: row.clone ? (true as const) : null }),
        ...context.comment('pg_trigger', row.oid),
      };
    })
    .sort(byTableAndName);
}

export function buildPolicies(rows: readonly PolicyRow[], context: Context): Policy[] {
  return rows
    .map((row) => {
      context.define('pg_policy', row.oid, `policy:${row.table}.${row.name}`);
      return {
        name: row.name,
        table: row.table,
        permissive: row.permissive,
        command: commands[row.command],
        roles: [...row.roles].sort(compareText),
        ...present({ using: row.using, check: row.check }),
        ...context.comment('pg_policy', row.oid),
      };
    })
    .sort(byTableAndName);
}

/** 11 prints the old words EXECUTE PROCEDURE; all versions read the new ones. */
function definitionOf(row: TriggerRow, major: number): Pick<Trigger, 'definition' | 'printed'> {
  return major < 12
    ? { definition: inNewWords(row.definition), printed: row.definition }
    : { definition: row.definition };
}

function inNewWords(definition: string): string {
  const words = ' EXECUTE PROCEDURE ';
  const at = definition.lastIndexOf(words);
  if (at === -1) return definition;
  return `${definition.slice(0, at)} EXECUTE FUNCTION ${definition.slice(at + words.length)}`;
}

function byTableAndName(
  a: { readonly table: string; readonly name: string },
  b: { readonly table: string; readonly name: string },
): number {
  return compareText(a.table, b.table) || compareText(a.name, b.name);
}
