/** `sdl` of the configuration: how the GraphQL SDL of a team is read. */
import { defaultSettings, type ScalarSetting, type SchemaSettings, type StateOptions } from '../../index.js';
import type { Io } from '../io.js';
import type { Reader } from './reader.js';
import { isRecord } from './value.js';

const words = {
  names: ['snake_case', 'exact'],
  id: ['uuid', 'bigint', 'text'],
  enums: ['type', 'check'],
} as const satisfies Partial<Record<keyof SchemaSettings, readonly string[]>>;

const keys = [...Object.keys(words), 'schema', 'scalars', 'policies'];
const scalarKeys: readonly string[] = ['sql', 'ts', 'zod'];
const policyKeys: readonly string[] = ['tenant', 'user', 'roles', 'force'];

/** Reads the value of `sdl`; mistakes go to the reader. */
export function readSdl(given: unknown, reader: Pick<Reader, 'problem' | 'unknown'>): SchemaSettings {
  if (given === undefined) return defaultSettings;
  if (!isRecord(given)) {
    reader.problem('config/bad-value', `"sdl" must be an object: { ${keys.join(', ')} }`, 'sdl');
    return defaultSettings;
  }
  for (const key of Object.keys(given)) {
    if (!keys.includes(key)) reader.unknown(key, keys);
  }
  return {
    names: word('names', given, reader),
    id: word('id', given, reader),
    enums: word('enums', given, reader),
    schema: schemaName(given.schema, reader),
    scalars: scalars(given.scalars, reader),
    ...(given.policies === undefined ? {} : { policies: policies(given.policies, reader) }),
  };
}

/** What states are read with. */
export function stateOptions(io: Io, { sdl }: { readonly sdl: SchemaSettings }): StateOptions {
  return { cwd: io.cwd, env: io.env, sdl };
}

function word<K extends keyof typeof words>(
  key: K,
  given: Readonly<Record<string, unknown>>,
  reader: Pick<Reader, 'problem'>,
): (typeof words)[K][number] {
  const value = given[key];
  const known: readonly (typeof words)[K][number][] = words[key];
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  if (value !== undefined)
    reader.problem('config/bad-value', `"${key}" must be one of ${known.join(', ')}`, key);
  return defaultSettings[key];
}

function schemaName(given: unknown, reader: Pick<Reader, 'problem'>): string {
  if (given === undefined) return defaultSettings.schema;
  if (typeof given === 'string' && given !== '') return given;
  reader.problem(
    'config/bad-value',
    '"schema" of "sdl" must be the name of a schema of PostgreSQL',
    'schema',
  );
  return defaultSettings.schema;
}

function scalars(given: unknown, reader: Pick<Reader, 'problem' | 'unknown'>): SchemaSettings['scalars'] {
  if (given === undefined) return {};
  if (!isRecord(given)) {
    const message = '"scalars" must be an object: scalar → { "sql", "ts", "zod" }';
    reader.problem('config/bad-value', message, 'scalars');
    return {};
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const scalar = readScalar(name, value, reader);
      return scalar === undefined ? [] : [[name, scalar]];
    }),
  );
}

/** An SQL type alone, or with what it is in TypeScript and Zod. */
function readScalar(
  name: string,
  value: unknown,
  reader: Pick<Reader, 'problem' | 'unknown'>,
): ScalarSetting | undefined {
  const given = typeof value === 'string' ? { sql: value } : value;
  if (!isRecord(given) || typeof given.sql !== 'string' || given.sql.trim() === '') {
    const message = `the scalar "${name}" must say its SQL type: { "sql": "numeric(12,2)" }`;
    reader.problem('config/bad-value', message, name);
    return undefined;
  }
  for (const key of Object.keys(given)) {
    if (!scalarKeys.includes(key)) reader.unknown(key, scalarKeys);
  }
  const { sql, ts, zod } = given;
  for (const [key, text] of Object.entries({ ts, zod })) {
    if (text !== undefined && typeof text !== 'string') {
      reader.problem('config/bad-value', `"${key}" of the scalar "${name}" must be a text`, name);
    }
  }
  return {
    sql,
    ...(typeof ts === 'string' ? { ts } : {}),
    ...(typeof zod === 'string' ? { zod } : {}),
  };
}

function policies(
  given: unknown,
  reader: Pick<Reader, 'problem' | 'unknown'>,
): NonNullable<SchemaSettings['policies']> {
  if (!isRecord(given)) {
    const message = '"policies" must be an object: { "tenant", "user", "roles", "force" }';
    reader.problem('config/bad-value', message, 'policies');
    return {};
  }
  for (const key of Object.keys(given)) {
    if (!policyKeys.includes(key)) reader.unknown(key, policyKeys);
  }
  const { tenant, user, roles, force } = given;
  const wrong = (key: string, what: string): void =>
    reader.problem('config/bad-value', `"${key}" of "policies" must be ${what}`, key);
  for (const [key, value] of Object.entries({ tenant, user })) {
    if (value !== undefined && !isSetting(value))
      wrong(key, 'the name of a setting with a dot: "app.tenant_id"');
  }
  const named = Array.isArray(roles) && roles.every((role) => typeof role === 'string' && role !== '');
  if (roles !== undefined && !named) wrong('roles', 'a list of names of roles');
  if (force !== undefined && typeof force !== 'boolean') wrong('force', 'true or false');
  return {
    ...(isSetting(tenant) ? { tenant } : {}),
    ...(isSetting(user) ? { user } : {}),
    ...(named ? { roles } : {}),
    ...(typeof force === 'boolean' ? { force } : {}),
  };
}

function isSetting(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_][\w$]*(\.[a-z_][\w$]*)+$/i.test(value);
}
