/** Row security of generated join tables: a pair is within reach of those who reach both of its ends. */
import type { ForeignKeyModel, PolicyModel, RowScopeModel, TableModel } from '../model.js';
import type { PolicySettings } from '../settings.js';
import {
  type FindTable,
  scopeCondition,
  tenantAccess,
  tenantIsolation,
  visibleCondition,
} from './policies-scope.js';
import type { Problems } from './problems.js';

interface End {
  readonly key: ForeignKeyModel;
  readonly table: TableModel;
}

/** A join table with the row security that follows from its ends; as it is when they have none. */
export function secureJoin(
  table: TableModel,
  find: FindTable,
  settings: PolicySettings,
  problems: Problems,
): TableModel {
  const ends = table.foreignKeys.flatMap((key): End[] => {
    const end = find(key.target);
    return end?.rowSecurity === undefined ? [] : [{ key, table: end }];
  });
  if (ends.length === 0) return table;
  const scopes = ends.flatMap((end) => (end.table.scopes ?? []).map((scope) => through(end, scope, table)));
  const tenants = scopes.filter((scope) => scope.kind === 'tenant');
  const isolation = tenants.map((scope) => scopeCondition(table, scope)).join(' AND ');
  const choosy = ends.filter((end) => !allowsAllOfTenant(end.table));
  const roles = settings.roles ?? [];
  return {
    ...table,
    rowSecurity: {
      forced: ends.every((end) => end.table.rowSecurity?.forced !== false),
      policies: [
        ...(tenants.length === 0 ? [] : [tenantIsolation(isolation, table)]),
        ...(choosy.length === 0
          ? [tenantAccess(table, roles)]
          : ofEnds(table, choosy, scopes, roles, problems)),
      ],
      span: table.span,
    },
    ...(scopes.length === 0 ? {} : { scopes }),
  };
}

/** The scope of an end, seen from the join table. */
function through({ key }: End, scope: RowScopeModel, table: TableModel): RowScopeModel {
  return { ...scope, path: [key, ...scope.path], span: table.span };
}

function allowsAllOfTenant({ rowSecurity }: TableModel): boolean {
  return rowSecurity?.policies.every((policy) => policy.origin === 'tenant') === true;
}

/** Who sees both ends sees the pair; who owns them, as far as they have owners, makes and removes it. */
function ofEnds(
  table: TableModel,
  ends: readonly End[],
  scopes: readonly RowScopeModel[],
  roles: readonly string[],
  problems: Problems,
): PolicyModel[] {
  const seen = ends.map((end) => visibleCondition(table, end.key)).join(' AND ');
  const common = { permissive: true, roles, origin: 'rls', span: table.span } as const;
  const read: PolicyModel = { name: 'ends_select', command: 'select', using: seen, ...common };
  if (ends.length === table.foreignKeys.length && ends.every((end) => isReadOnly(end.table))) return [read];
  const owner = (end: End): RowScopeModel | undefined =>
    scopes.find((one) => one.kind === 'owner' && one.path[0] === end.key);
  const unclear = ends.filter((end) => owner(end) === undefined && !isReadOnly(end.table));
  if (unclear.length > 0) {
    const types = unclear.map((end) => end.table.type).join(' and ');
    problems.error(
      'sdl/join-policy',
      table.span,
      `nothing says who may write pairs of the join table "${table.name}"`,
      {
        why: `Policies of ${types} are written by hand, and speak of its own rows only.`,
        fix: {
          text: 'make the join table a type with @rls, and name it',
          code: `@manyToMany(through: "${table.type}")`,
        },
      },
    );
    return [read];
  }
  const condition = ends
    .map((end) => {
      const scope = owner(end);
      return scope === undefined ? visibleCondition(table, end.key) : scopeCondition(table, scope);
    })
    .join(' AND ');
  return [
    read,
    { name: 'ends_insert', command: 'insert', check: condition, ...common },
    { name: 'ends_update', command: 'update', using: condition, check: condition, ...common },
    { name: 'ends_delete', command: 'delete', using: condition, ...common },
  ];
}

/** Its rows are not written through policies: pairs with them are no change of theirs. */
function isReadOnly({ rowSecurity }: TableModel): boolean {
  return rowSecurity?.policies.every((one) => !one.permissive || one.command === 'select') === true;
}
