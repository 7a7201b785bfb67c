/** How one gets from a row to others: what foreign keys say, seen from both sides, and join tables left out of the way. */
import type { Span } from '../../diagnostics/index.js';
import type { ForeignKeyModel, RelationModel, TableModel } from '../model.js';
import { camelCase, freeName, type Taken } from './names.js';

/** Relations by `schema.table`, with field names that no column has. O(foreign keys). */
export function relationsOf(tables: readonly TableModel[], span: Span): Map<string, RelationModel[]> {
  const byId = new Map(tables.map((table) => [idOf(table), table]));
  const found = new Map<string, RelationModel[]>(tables.map((table) => [idOf(table), []]));
  const names = new Map<string, Taken>(
    tables.map((table) => [idOf(table), new Set(table.columns.map(({ field }) => field))]),
  );
  const add = (
    table: TableModel,
    wishes: readonly string[],
    relation: Omit<RelationModel, 'field' | 'span'>,
  ) => {
    const field = freeName(wishes, names.get(idOf(table)) ?? new Set());
    found.get(idOf(table))?.push({ field, ...relation, span });
  };
  const pairs = tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) => {
      const target = byId.get(`${key.target.schema}.${key.target.table}`);
      return target === undefined ? [] : [{ table, key, target }];
    }),
  );
  for (const { table, key, target } of pairs) {
    add(table, belongsToNames(key, target), {
      kind: 'belongsTo',
      target: target.type,
      foreignKey: { schema: table.schema, table: table.name, name: key.name },
      notNull: key.columns.every((name) => table.columns.find((one) => one.name === name)?.notNull),
    });
  }
  for (const { table, key, target } of pairs) {
    const through = { schema: table.schema, table: table.name };
    if (isJoinTable(table)) {
      const other = pairs.find((pair) => pair.table === table && pair.key !== key)?.target;
      if (other === undefined) continue;
      add(target, [inCamel(other.type), `${inCamel(other.type)}Through${table.type}`], {
        kind: 'manyToMany',
        target: other.type,
        through,
        notNull: true,
      });
      continue;
    }
    const one = isUnique(table, key);
    const base = inCamel(table.type);
    add(target, [base, `${base}By${capital(belongsToNames(key, target)[0] ?? key.name)}`], {
      kind: one ? 'hasOne' : 'hasMany',
      target: table.type,
      foreignKey: { ...through, name: key.name },
      notNull: !one,
    });
  }
  return found;
}

/** Holds pairs and nothing else: two foreign keys that are the primary key together. */
export function isJoinTable(table: TableModel): boolean {
  const [first, second, third] = table.foreignKeys;
  if (first === undefined || second === undefined || third !== undefined) return false;
  const columns = [...first.columns, ...second.columns];
  return (
    new Set(columns).size === table.columns.length &&
    columns.length === table.columns.length &&
    [...(table.primaryKey?.columns ?? [])].sort().join('\n') === [...columns].sort().join('\n')
  );
}

function belongsToNames(key: ForeignKeyModel, target: TableModel): string[] {
  const [column, second] = key.columns;
  const stem = second === undefined ? /^(.+?)(?:_id|Id|_uuid|Uuid)$/.exec(column ?? '')?.[1] : undefined;
  const byType = inCamel(target.type);
  return stem === undefined
    ? [byType, `${byType}By${capital(camelCase(key.columns.join('_')))}`]
    : [camelCase(stem), byType];
}

function isUnique(table: TableModel, key: ForeignKeyModel): boolean {
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques];
  return keys.some(({ columns }) => columns.every((name) => key.columns.includes(name)));
}

function idOf(table: TableModel): string {
  return `${table.schema}.${table.name}`;
}

function inCamel(type: string): string {
  return type.slice(0, 1).toLowerCase() + type.slice(1);
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
