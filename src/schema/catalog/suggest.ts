/** Settings under which SDL for a catalog reads best. */
import type { Catalog, Column } from '../../facts/catalog/catalog.js';
import { defaultSettings, type SchemaSettings } from '../settings.js';
import { shortType } from '../types.js';

/** Scalars of which databases have another type throughout, and the types that each stands for. */
const choices: Readonly<Record<string, RegExp>> = {
  String: /^(text|character varying)$/,
  DateTime: /^timestamp(\(\d\))? with(out)? time zone$/,
  JSON: /^jsonb?$/,
};

/**
 * Names are exact where most columns are written in camelCase; keys of type ID are what most keys are; types lie in the one
 * schema that has tables; scalars are of the type that most of their columns have. O(columns).
 */
export function suggestSettings({ tables }: Catalog): SchemaSettings {
  const columns = tables.flatMap((table) => table.columns);
  const camel = columns.filter(({ name }) => /[a-z][A-Z]/.test(name)).length;
  const snake = columns.filter(({ name }) => /[a-z]_[a-z]/.test(name)).length;
  const keys = tables.flatMap((table) => {
    const key = table.constraints.find(({ kind }) => kind === 'primary key')?.columns ?? [];
    const column = table.columns.find(({ name }) => name === key[0]);
    return key.length === 1 && column !== undefined ? [column] : [];
  });
  const uuids = keys.filter(({ default: value }) => value === 'gen_random_uuid()').length;
  const identities = keys.filter(
    ({ type, identity }) => type === 'bigint' && identity === 'by default',
  ).length;
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  return {
    ...defaultSettings,
    schema: schemas.length === 1 ? (schemas[0] ?? 'public') : 'public',
    names: camel > snake ? 'exact' : 'snake_case',
    id: identities > uuids ? 'bigint' : 'uuid',
    scalars: scalarsOf(columns),
  };
}

function scalarsOf(columns: readonly Column[]): SchemaSettings['scalars'] {
  return Object.fromEntries(
    Object.entries(choices).flatMap(([scalar, pattern]) => {
      const counts = new Map<string, number>();
      for (const { type } of columns) {
        if (pattern.test(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
      }
      const [most] = [...counts].sort(([, a], [, b]) => b - a);
      const isUsual = most === undefined || /^(text|timestamp with time zone|jsonb)$/.test(most[0]);
      return isUsual ? [] : [[scalar, { sql: shortType(most[0]) }]];
    }),
  );
}
