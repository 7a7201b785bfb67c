/** SQL fragments that the areas of the catalog reader share. `search_path` holds pg_catalog alone when they run. */

/** Schema of Wesley's own bookkeeping: never part of a state. */
export const ownSchema = 'wesley';

/** Condition: the schema belongs to users. Temporary schemas begin with pg_ too. */
export function userSchema(namespace = 'n'): string {
  return `${namespace}.nspname !~ '^pg_' and ${namespace}.nspname not in ('information_schema', '${ownSchema}')`;
}

/** Condition: the object was not made by an extension. */
export function notMember(catalog: string, oid: string): string {
  return `not exists (select from pg_depend m where m.classid = '${catalog}'::regclass and m.objid = ${oid} and m.objsubid = 0 and m.deptype = 'e')`;
}

/** Condition: the object did not come with a range type. */
export function notOfType(catalog: string, oid: string): string {
  return `not exists (select from pg_depend i where i.classid = '${catalog}'::regclass and i.objid = ${oid} and i.refclassid = 'pg_type'::regclass and i.deptype = 'i')`;
}

/** Expression: qualified name, quoted where needed. */
export function qualified(namespace: string, name: string): string {
  return `quote_ident(${namespace}) || '.' || quote_ident(${name})`;
}

/** Expression: name of a relation by its oid; null for 0. */
export function relationName(oid: string): string {
  return `(select ${qualified('rn.nspname', 'rc.relname')} from pg_class rc join pg_namespace rn on rn.oid = rc.relnamespace where rc.oid = ${oid})`;
}

/** Expression: name of a collation by its oid, qualified unless it is PostgreSQL's own; null for 0. */
export function collationName(oid: string): string {
  return `(select case when cn.nspname = 'pg_catalog' then quote_ident(cl.collname) else ${qualified('cn.nspname', 'cl.collname')} end from pg_collation cl join pg_namespace cn on cn.oid = cl.collnamespace where cl.oid = ${oid})`;
}

/** Expression: name of a function by its oid, without arguments, qualified unless it is PostgreSQL's own; null for 0. */
export function functionName(oid: string): string {
  return `(select case when fn.nspname = 'pg_catalog' then quote_ident(fp.proname) else ${qualified('fn.nspname', 'fp.proname')} end from pg_proc fp join pg_namespace fn on fn.oid = fp.pronamespace where fp.oid = ${oid})`;
}

/** Expression: a function with its argument types, as routines are named here; null for 0. */
export function routineId(oid: string): string {
  return `(select ${qualified('fn.nspname', 'fp.proname')} || '(' || oidvectortypes(fp.proargtypes) || ')' from pg_proc fp join pg_namespace fn on fn.oid = fp.pronamespace where fp.oid = ${oid})`;
}

/** Expression: `OPERATOR(schema.name)`; null for 0. */
export function operatorName(oid: string): string {
  return `(select 'OPERATOR(' || quote_ident(opn.nspname) || '.' || op.oprname || ')' from pg_operator op join pg_namespace opn on opn.oid = op.oprnamespace where op.oid = ${oid})`;
}

/** Columns: the row type of a relation and the array type over it. */
export function rowTypes(alias: string): string {
  return `${alias}.reltype::int8 as row_type, coalesce((select rt.typarray::int8 from pg_type rt where rt.oid = ${alias}.reltype), 0) as row_array`;
}

/** Expression: column names of attribute numbers, in their order; an expression (0) is the empty string. */
export function columnNames(relation: string, numbers: string): string {
  return `array(select coalesce(ka.attname::text, '') from unnest(${numbers}) with ordinality kn(n, at) left join pg_attribute ka on ka.attrelid = ${relation} and ka.attnum = kn.n and kn.n > 0 order by kn.at)`;
}

/** Expression: numbers of the columns that a stored expression over one relation reads (0 = the whole row). */
export function expressionColumns(...trees: string[]): string {
  const text = trees.map((tree) => `coalesce(${tree}::text, '')`).join(" || ' ' || ");
  return `array(select distinct ev[1]::int from regexp_matches(${text}, ':varattno (\\d+)', 'g') ev order by 1)`;
}

/** Columns: owner, acl and default_acl; `kind` is that of acldefault(). */
export function ownership(owner: string, acl: string | null, kind: string): string {
  const grants =
    acl === null
      ? ''
      : `, ${acl}::text[] as acl, case when ${acl} is not null then acldefault('${kind}', ${owner})::text[] end as default_acl`;
  return `pg_get_userbyid(${owner}) as owner${grants}`;
}

/** Expression: generic options (`{host=a}`) as they are written in SQL, one by one: `host 'a'`. */
export function sqlOptions(options: string): string {
  return `array(select quote_ident(o.option_name) || ' ' || quote_literal(o.option_value) from pg_options_to_table(${options}) o order by o.option_name)`;
}
