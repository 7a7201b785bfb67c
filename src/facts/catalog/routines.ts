/** Functions, procedures, window functions and aggregates. */
import type { Routine } from './catalog.js';
import { type Context, type OwnedRow, present } from './context.js';
import { sortedBy } from './sorted.js';
import { functionName, notMember, notOfType, operatorName, ownership, routineId, userSchema } from './sql.js';

export interface RoutineRow extends OwnedRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly prokind: 'f' | 'p' | 'a' | 'w';
  readonly language: string;
  readonly volatility: 'i' | 's' | 'v';
  readonly parallel: 's' | 'r' | 'u';
  readonly qualified: string;
  readonly arguments: string;
  /** With defaults. */
  readonly full_arguments: string;
  readonly result: string | null;
  readonly definition: string | null;
  readonly defaults: number;
  readonly aggregate: AggregateRow | null;
}

interface AggregateRow {
  readonly kind: 'n' | 'o' | 'h';
  /** Options of CREATE AGGREGATE in order; null where they are the default. */
  readonly options: Readonly<Record<string, string | boolean | null>>;
}

export function routinesSql(): string {
  const modifies = (value: string) =>
    `case ${value} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' when 'w' then 'READ_WRITE' end`;
  return `
select p.oid::int8 as oid, ${routineId('p.oid')} as id, n.nspname as schema, p.proname as name, p.prokind,
  l.lanname as language, p.provolatile as volatility, p.proparallel as parallel,
  quote_ident(n.nspname) || '.' || quote_ident(p.proname) as qualified,
  pg_get_function_identity_arguments(p.oid) as arguments, pg_get_function_arguments(p.oid) as full_arguments, pg_get_function_result(p.oid) as result,
  case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end as definition, p.pronargdefaults as defaults,
  (select json_build_object('kind', a.aggkind, 'options', json_build_object(
    'SFUNC', ${functionName('a.aggtransfn')}, 'STYPE', format_type(a.aggtranstype, null),
    'SSPACE', nullif(a.aggtransspace, 0)::text,
    'FINALFUNC', ${functionName('a.aggfinalfn')}, 'FINALFUNC_EXTRA', a.aggfinalextra,
    'FINALFUNC_MODIFY', case when a.aggfinalfn <> 0 and a.aggfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end then ${modifies('a.aggfinalmodify')} end,
    'COMBINEFUNC', ${functionName('a.aggcombinefn')},
    'SERIALFUNC', ${functionName('a.aggserialfn')}, 'DESERIALFUNC', ${functionName('a.aggdeserialfn')},
    'INITCOND', quote_literal(a.agginitval),
    'MSFUNC', ${functionName('a.aggmtransfn')}, 'MINVFUNC', ${functionName('a.aggminvtransfn')},
    'MSTYPE', case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end,
    'MSSPACE', nullif(a.aggmtransspace, 0)::text,
    'MFINALFUNC', ${functionName('a.aggmfinalfn')}, 'MFINALFUNC_EXTRA', a.aggmfinalextra,
    'MFINALFUNC_MODIFY', case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end then ${modifies('a.aggmfinalmodify')} end,
    'MINITCOND', quote_literal(a.aggminitval), 'SORTOP', ${operatorName('a.aggsortop')}))
    from pg_aggregate a where a.aggfnoid = p.oid) as aggregate,
  ${ownership('p.proowner', 'p.proacl', 'f')}
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where ${userSchema()} and ${notMember('pg_proc', 'p.oid')} and ${notOfType('pg_proc', 'p.oid')}`;
}

const kinds = { f: 'function', p: 'procedure', a: 'aggregate', w: 'window' } as const;
const volatilities = { i: 'immutable', s: 'stable', v: 'volatile' } as const;

export function buildRoutines(rows: readonly RoutineRow[], context: Context): Routine[] {
  return sortedBy(
    rows.map((row) => {
      context.define('pg_proc', row.oid, `routine:${row.id}`);
      return {
        id: row.id,
        schema: row.schema,
        name: row.name,
        kind: kinds[row.prokind],
        language: row.language,
        volatility: volatilities[row.volatility],
        signature: `(${withoutIn(row, row.arguments)})${row.result === null ? '' : ` RETURNS ${row.result}`}`,
        ...definitionOf(row),
        drop: dropRoutine(row),
        ...present({ defaults: row.defaults === 0 ? null : row.defaults }),
        ...context.described('pg_proc', row),
      };
    }),
    (routine) => routine.id,
  );
}

/** From 14 on the arguments of procedures are printed with IN; the states of all versions leave it out. */
function withoutIn(row: RoutineRow, text: string): string {
  if (row.prokind !== 'p' || text.includes("'")) return text;
  return text.replace(/(^|, )IN /g, '$1');
}

function definitionOf(row: RoutineRow): Pick<Routine, 'definition' | 'printed'> {
  if (row.definition === null) return { definition: createAggregate(row) };
  const printed = row.definition.trim();
  const definition = createRoutine(row, printed);
  return { definition, ...(definition === printed ? {} : { printed }) };
}

function createRoutine(row: RoutineRow, definition: string): string {
  const head = `${row.qualified}(${row.full_arguments})`;
  return definition.replace(head, () => `${row.qualified}(${withoutIn(row, row.full_arguments)})`);
}

function dropRoutine(row: RoutineRow): string {
  if (row.prokind === 'a') return `DROP AGGREGATE ${row.qualified}(${row.arguments || '*'})`;
  return `DROP ${row.prokind === 'p' ? 'PROCEDURE' : 'FUNCTION'} ${row.id}`;
}

function createAggregate(row: RoutineRow): string {
  const options: string[] = [];
  for (const [name, value] of Object.entries(row.aggregate?.options ?? {})) {
    if (value === true) options.push(name);
    else if (typeof value === 'string') options.push(`${name} = ${value}`);
  }
  if (row.aggregate?.kind === 'h') options.push('HYPOTHETICAL');
  if (row.parallel !== 'u') options.push(`PARALLEL = ${row.parallel === 's' ? 'SAFE' : 'RESTRICTED'}`);
  return `CREATE AGGREGATE ${row.qualified}(${row.arguments || '*'}) (\n  ${options.join(',\n  ')}\n)`;
}
