/** Settings under which SDL for a catalog reads best. */
import type { Catalog } from '../../facts/catalog/catalog.js';
import { defaultSettings, type SchemaSettings } from '../settings.js';

/** Types lie in the one schema that has tables. Names are exact where most columns are written in camelCase; keys of type ID are what most keys are. O(columns). */
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
  };
}
