/**
 * Probes: catalog queries that say whether a step is done, from the database alone. Each returns one row with one
 * column `state`: 'done', 'not done' or 'half done'. They work on all versions and take no lock that anyone feels.
 */
import { settled } from '../facts/catalog/settled.js';
import { bareName, literal, nameParts, schemaOf } from './sql.js';

/** Done when the condition holds. */
export function doneWhen(condition: string): string {
  return `SELECT CASE WHEN ${condition} THEN 'done' ELSE 'not done' END AS state`;
}

/** Done, half done (in need of repair) or not done. */
export function doneOrHalf(done: string, half: string): string {
  return `SELECT CASE WHEN ${done} THEN 'done' WHEN ${half} THEN 'half done' ELSE 'not done' END AS state`;
}

/** Condition: PostgreSQL prints the definition as it is given, or in the form that it settles on when it reads that. */
export function prints(expression: string, definition: string): string {
  const forms = [...new Set([definition, settled(definition)])].map(literal);
  return forms.length === 1 ? `${expression} = ${forms[0]}` : `${expression} IN (${forms.join(', ')})`;
}

/** A condition that holds when a relation with this qualified name (alias `c`) has a row of `join` that fits. */
function exists(id: string, join: string, condition: string): string {
  const name = `n.nspname = ${literal(schemaOf(id))} AND c.relname = ${literal(bareName(id))}`;
  const tables = `pg_catalog.pg_class c, pg_catalog.pg_namespace n${join === '' ? '' : `, pg_catalog.${join}`}`;
  return `EXISTS (SELECT 1 FROM ${tables} WHERE n.oid = c.relnamespace AND ${name} AND ${condition})`;
}

/** There is a relation with this name, and the condition holds for its row of pg_class (`c`). */
export function relationHas(id: string, condition = 'true'): string {
  return exists(id, '', condition);
}

/** There is a column, and the condition holds for its row of pg_attribute (`a`). */
export function columnHas(table: string, column: string, condition = 'true'): string {
  const join = `a.attrelid = c.oid AND NOT a.attisdropped AND a.attname = ${literal(column)}`;
  return exists(table, 'pg_attribute a', `${join} AND ${condition}`);
}

/** The default (or generation expression) of a column `a` as PostgreSQL prints it; null without one. */
export const columnDefault =
  '(SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)';

/** There is a constraint on the table, and the condition holds for its row of pg_constraint (`k`). */
export function constraintHas(table: string, constraint: string, condition = 'true'): string {
  return exists(
    table,
    'pg_constraint k',
    `k.conrelid = c.oid AND k.conname = ${literal(constraint)} AND ${condition}`,
  );
}

/** There is an index, and the condition holds for its row of pg_index (`i`). */
export function indexHas(index: string, condition = 'true'): string {
  return exists(index, 'pg_index i', `i.indexrelid = c.oid AND ${condition}`);
}

/** The index `i` can be used, and is kept up to date. */
export const indexIsUsable = 'i.indisvalid AND i.indisready AND i.indislive';

/** There is a trigger on the table, and the condition holds for its row of pg_trigger (`t`). */
export function triggerHas(table: string, trigger: string, condition = 'true'): string {
  return exists(
    table,
    'pg_trigger t',
    `t.tgrelid = c.oid AND t.tgname = ${literal(trigger)} AND ${condition}`,
  );
}

/** The child is a partition or an heir of the parent, and the condition holds for its row of pg_inherits (`h`). */
export function inheritsHas(parent: string, child: string, condition = 'true'): string {
  const isParent = `h.inhparent = (SELECT p.oid FROM pg_catalog.pg_class p, pg_catalog.pg_namespace pn WHERE pn.oid = p.relnamespace AND pn.nspname = ${literal(schemaOf(parent))} AND p.relname = ${literal(bareName(parent))})`;
  return exists(child, 'pg_inherits h', `h.inhrelid = c.oid AND ${isParent} AND ${condition}`);
}

/** Oid of a collation by the name that a catalog gives it: qualified unless it is PostgreSQL's own. */
export function collationOid(name: string): string {
  const parts = nameParts(name);
  const collation = parts.at(-1) ?? name;
  const schema = parts.length > 1 ? (parts[0] ?? '') : 'pg_catalog';
  return `(SELECT max(l.oid::int8)::oid FROM pg_catalog.pg_collation l, pg_catalog.pg_namespace ln WHERE ln.oid = l.collnamespace AND ln.nspname = ${literal(schema)} AND l.collname = ${literal(collation)} AND l.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database d WHERE d.datname = current_database())))`;
}
