/**
 * Row security of types: @tenant narrows, @owner, @rls and @policy allow. The tenant filter is a restrictive policy from the
 * start, so that no permissive one widens it, not even in the middle of a change.
 */
import type { IndexModel, PolicyModel, RowScopeModel, TableModel } from '../model.js';
import { objectName } from '../naming.js';
import type { PolicySettings, SchemaSettings } from '../settings.js';
import { checkLength } from './heads.js';
import { secureJoin } from './policies-join.js';
import { policiesByHand } from './policies-rls.js';
import {
  type FindTable,
  readScope,
  scopeCondition,
  tenantAccess,
  tenantIsolation,
} from './policies-scope.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

export const policyDirectives: ReadonlySet<string> = new Set(['tenant', 'owner', 'rls', 'policy']);

/**
 * Gives tables their row security and the indexes that it needs. `usesOf` has the directives of a type (with those of its
 * interfaces); join tables have none and follow their ends. Needs finished tables: columns, keys, relations.
 */
export function secureTables(
  tables: readonly TableModel[],
  usesOf: (table: TableModel) => readonly Use[],
  settings: SchemaSettings,
  problems: Problems,
): readonly TableModel[] {
  const policies = settings.policies ?? {};
  const byName = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));
  const find: FindTable = ({ schema, table }) => byName.get(`${schema}.${table}`);
  const secured = tables.map((table) =>
    table.generated ? table : secureTable(table, usesOf(table), find, policies, problems),
  );
  const done = new Map(secured.map((table) => [`${table.schema}.${table.name}`, table]));
  return secured.map((table) =>
    table.generated
      ? secureJoin(table, ({ schema, table: name }) => done.get(`${schema}.${name}`), policies, problems)
      : table,
  );
}

function secureTable(
  table: TableModel,
  all: readonly Use[],
  find: FindTable,
  settings: PolicySettings,
  problems: Problems,
): TableModel {
  const uses = all.filter((use) => policyDirectives.has(use.name));
  const [first] = uses;
  if (first === undefined) return table;
  const scopeOf = (name: string): RowScopeModel | undefined => {
    const use = uses.find((one) => one.name === name);
    return use && readScope(use, table, find, settings, problems);
  };
  const tenant = scopeOf('tenant');
  const owner = scopeOf('owner');
  const scopes = [tenant, owner].filter((scope) => scope !== undefined);
  const roles = settings.roles ?? [];
  const byHand = policiesByHand(table, uses, { tenant, owner, roles }, problems);
  const allowing = [
    ...(owner === undefined || byHand.preset ? [] : [ownerAccess(table, owner, roles)]),
    ...byHand.policies,
  ];
  const everything =
    tenant === undefined || byHand.preset || allowing.some((policy) => policy.permissive)
      ? []
      : [tenantAccess(tenant, roles)];
  const policies = [
    ...(tenant === undefined ? [] : [tenantIsolation(scopeCondition(table, tenant), tenant)]),
    ...everything,
    ...allowing,
  ];
  checkPolicies(table, policies, first, problems);
  const direct = (scope: RowScopeModel | undefined): string | undefined =>
    scope?.path.length === 0 ? scope.column : undefined;
  const [tenantColumn, ownerColumn] = [direct(tenant), direct(owner)];
  return {
    ...table,
    indexes: withIndexes(table, scopes),
    rowSecurity: { forced: byHand.force ?? settings.force ?? true, policies, span: first.span },
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(tenantColumn === undefined ? {} : { tenant: tenantColumn }),
    ...(ownerColumn === undefined ? {} : { owner: ownerColumn }),
  };
}

function ownerAccess(table: TableModel, owner: RowScopeModel, roles: readonly string[]): PolicyModel {
  const condition = scopeCondition(table, owner);
  const both = { using: condition, check: condition };
  return {
    name: 'owner_access',
    command: 'all',
    permissive: true,
    roles,
    ...both,
    origin: 'owner',
    span: owner.span,
  };
}

function checkPolicies(
  table: TableModel,
  policies: readonly PolicyModel[],
  first: Use,
  problems: Problems,
): void {
  const seen = new Set<string>();
  for (const { name, span } of policies) {
    checkLength(name, span, problems);
    if (seen.has(name)) {
      problems.error('sdl/name-collision', span, `type ${table.type} has two policies "${name}"`, {
        fix: { text: 'give one of them a name', code: '@rls(name: "...", ...)' },
      });
    }
    seen.add(name);
  }
  const allows = (command: PolicyModel['command']): PolicyModel | undefined =>
    policies.find((one) => one.permissive && (one.command === command || one.command === 'all'));
  if (policies.length > 0 && !policies.some((one) => one.permissive)) {
    if (policies.some((one) => one.origin !== 'tenant')) {
      problems.warning(
        'sdl/policies-allow-nothing',
        first.span,
        `the policies of ${table.type} only narrow, so nobody sees a row`,
        {
          fix: { text: 'say what is allowed', code: '@rls(select: "...")' },
        },
      );
    }
    return;
  }
  const blind = allows('update') ?? allows('delete');
  if (blind !== undefined && allows('select') === undefined) {
    problems.warning(
      'sdl/policy-finds-no-row',
      blind.span,
      `${table.type} may be changed, and nobody may read it: no row is found to be changed`,
      {
        why: 'UPDATE and DELETE with a WHERE find only rows that a policy for SELECT shows.',
        fix: { text: 'say what may be read, too', code: '@rls(select: "...", ...)' },
      },
    );
  }
}

/** Every column that policies compare leads an index. */
function withIndexes(table: TableModel, scopes: readonly RowScopeModel[]): readonly IndexModel[] {
  const indexes = [...table.indexes];
  for (const { path, column, span } of scopes) {
    if (path.length > 0 || leads(table, indexes, column)) continue;
    const taken = new Set([...indexes, ...table.uniques].map(({ name }) => name));
    const wanted = objectName(table.name, [column], 'idx');
    let name = wanted;
    for (let n = 1; taken.has(name); n += 1) name = objectName(table.name, [column], `idx${n}`);
    indexes.push({ name, columns: [column], unique: false, include: [], span });
  }
  return indexes;
}

function leads(table: TableModel, indexes: readonly IndexModel[], column: string): boolean {
  return (
    table.primaryKey?.columns[0] === column ||
    table.uniques.some((unique) => unique.columns[0] === column) ||
    indexes.some(
      ({ columns, where, using = 'btree' }) =>
        columns[0] === column && where === undefined && ['btree', 'hash'].includes(using),
    )
  );
}
