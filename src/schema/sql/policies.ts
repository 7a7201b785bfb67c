/** Row security as SQL: policies first, so that nobody is without rows, or with too many, when it is turned on. */
import type { Span } from '../../diagnostics/index.js';
import type { PolicyModel, TableModel } from '../model.js';
import { quote } from '../naming.js';
import { closed, type Line } from './script.js';

/** Statements for one table; none when it has no row security. They need what the policies read, other tables too. */
export function rowSecurityStatements(table: TableModel): readonly Line[] {
  const { rowSecurity } = table;
  if (rowSecurity === undefined) return [];
  const name = `${quote(table.schema)}.${quote(table.name)}`;
  const alter = `ALTER TABLE ${name}`;
  const { span } = rowSecurity;
  return [
    ...rowSecurity.policies.map((policy) => ({ text: createPolicy(name, policy), span: policy.span })),
    { text: `${alter} ENABLE ROW LEVEL SECURITY`, span },
    ...(rowSecurity.forced ? [{ text: `${alter} FORCE ROW LEVEL SECURITY`, span }] : []),
  ];
}

/** Where policies are written, by object id. */
export function policySpans(table: TableModel): readonly (readonly [id: string, span: Span])[] {
  const policies = table.rowSecurity?.policies ?? [];
  return policies.map(({ name, span }) => [`policy:${table.schema}.${table.name}.${name}`, span]);
}

function createPolicy(table: string, policy: PolicyModel): string {
  return [
    `CREATE POLICY ${quote(policy.name)} ON ${table}`,
    ...(policy.permissive ? [] : ['AS RESTRICTIVE']),
    ...(policy.command === 'all' ? [] : [`FOR ${policy.command.toUpperCase()}`]),
    ...(policy.roles.length === 0 ? [] : [`TO ${policy.roles.map(quote).join(', ')}`]),
    ...(policy.using === undefined ? [] : [`USING (${closed(policy.using)})`]),
    ...(policy.check === undefined ? [] : [`WITH CHECK (${closed(policy.check)})`]),
  ].join(' ');
}
