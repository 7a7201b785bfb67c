/** Unique keys, checks, indexes and the partition key of a table, each with a name and a span. */
import type { Span } from '../../diagnostics/index.js';
import { impliedChecks } from '../implied.js';
import type { CheckModel, ColumnModel, IndexModel, PartitionModel, UniqueModel } from '../model.js';
import { objectName } from '../naming.js';
import type { TypeTable, TypeTables } from './tables.js';
import type { Use } from './uses.js';

export interface Constraints {
  readonly uniques: readonly UniqueModel[];
  readonly indexes: readonly IndexModel[];
}

/** Unique keys and indexes; a unique key for some rows only is an index. */
export function readKeys(table: TypeTable, tables: TypeTables): Constraints {
  const name = table.head.table;
  const uniques: UniqueModel[] = [];
  const indexes: IndexModel[] = [];
  for (const { use, columns } of over('unique', table, tables)) {
    const where = use.string('where');
    const nullsNotDistinct = use.boolean('nullsNotDistinct') ?? false;
    const given = use.string('name');
    if (columns.length === 0) continue;
    if (where === undefined) {
      uniques.push({
        name: given ?? objectName(name, columns, 'key'),
        columns,
        nullsNotDistinct,
        span: use.span,
      });
      continue;
    }
    indexes.push({
      name: given ?? objectName(name, columns, 'key'),
      columns,
      where,
      unique: true,
      include: [],
      ...(nullsNotDistinct ? { nullsNotDistinct: true as const } : {}),
      span: use.span,
    });
  }
  for (const { use, columns, own } of over('index', table, tables)) {
    const index = readIndex(table, tables, use, columns, own);
    if (index !== undefined) indexes.push(index);
  }
  return { uniques, indexes };
}

function readIndex(
  table: TypeTable,
  tables: TypeTables,
  use: Use,
  columns: readonly string[],
  own: boolean,
): IndexModel | undefined {
  const expression = use.string('expression');
  if (expression !== undefined && use.names('fields') !== undefined) {
    tables.types.problems.error(
      'sdl/argument-type',
      use.span,
      '@index takes either "fields" or "expression"',
      {
        fix: { text: 'make two indexes, or one expression of both' },
      },
    );
    return undefined;
  }
  if (expression === undefined && columns.length === 0) return undefined;
  const keyed = expression === undefined ? columns : [...(own ? columns : []), 'expr'];
  const using = use.string('using');
  const where = use.string('where');
  const opclass = readOpclass(use, tables);
  return {
    name: use.string('name') ?? objectName(table.head.table, keyed, 'idx'),
    columns: expression === undefined ? columns : [],
    ...(expression === undefined ? {} : { expression }),
    ...(using === undefined ? {} : { using }),
    ...(where === undefined ? {} : { where }),
    ...(opclass === undefined ? {} : { opclass }),
    unique: use.boolean('unique') ?? false,
    include: tables.resolve(table, use.names('include') ?? []).map((column) => column.name),
    span: use.span,
  };
}

/** `jsonb_path_ops`, `app.my_ops`, `gist_trgm_ops(siglen=32)`. */
function readOpclass(use: Use, tables: TypeTables): string | undefined {
  const { problems } = tables.types;
  const given = use.string('opclass');
  const name = '(?:[\\p{L}_][\\p{L}\\p{N}_$]*|"(?:[^"]|"")+")';
  const option = '\\s*\\w+\\s*=\\s*[\\w.]+\\s*';
  if (
    given === undefined ||
    new RegExp(`^${name}(?:\\.${name})?(?:\\(${option}(?:,${option})*\\))?$`, 'u').test(given)
  ) {
    return given;
  }
  const node = use.node('opclass');
  const span = node === undefined ? use.span : problems.span(node);
  problems.error('sdl/argument-type', span, '@index(opclass:) takes the name of an operator class', {
    fix: { text: 'name one, with its options if it has any', code: 'opclass: "gin_trgm_ops"' },
  });
  return undefined;
}

/** Uses of a directive with their columns: of the field that it stands on, or those that it names. */
function over(
  name: 'unique' | 'index',
  table: TypeTable,
  tables: TypeTables,
): readonly { readonly use: Use; readonly columns: readonly string[]; readonly own: boolean }[] {
  const names = (columns: readonly ColumnModel[]): readonly string[] => columns.map((column) => column.name);
  const onFields = table.fields.flatMap((field) =>
    field.text.uses.flatMap((use) => {
      if (use.name !== name) return [];
      const named = use.names('fields');
      const columns = named === undefined ? tables.columnsOf(table, field) : tables.resolve(table, named);
      return [{ use, columns: names(columns), own: true }];
    }),
  );
  const onType = table.head.uses.flatMap((use) => {
    if (use.name !== name) return [];
    const named = use.names('fields');
    if (named === undefined && use.string('expression') === undefined) {
      tables.types.problems.error(
        'sdl/missing-argument',
        use.span,
        `@${name} on a type needs the argument "fields"`,
        { fix: { text: 'name the fields', code: `@${name}(fields: ["..."])` } },
      );
      return [];
    }
    return [{ use, columns: names(tables.resolve(table, named ?? [])), own: false }];
  });
  return [...onFields, ...onType];
}

/** Checks that were written, then those that follow from types. */
export function readChecks(
  table: TypeTable,
  columns: readonly ColumnModel[],
  tables: TypeTables,
): readonly CheckModel[] {
  const { head, fields } = table;
  const onFields = fields.flatMap((field) =>
    field.text.uses.flatMap((use) =>
      use.name === 'check'
        ? [{ use, columns: tables.columnsOf(table, field).map((column) => column.name) }]
        : [],
    ),
  );
  const onType = head.uses.flatMap((use) => (use.name === 'check' ? [{ use, columns: [] as string[] }] : []));
  const implied = columns.flatMap((column) => impliedChecks(head.table, column, tables.types.enums));
  const taken = new Set(implied.map((check) => check.name));
  for (const { use } of [...onFields, ...onType]) taken.add(use.string('name') ?? '');
  const written = [...onFields, ...onType].map(({ use, columns: own }): CheckModel => {
    const name = use.string('name') ?? freeName(objectName(head.table, own, 'check'), taken);
    taken.add(name);
    return { name, expression: use.string('expr') ?? '', columns: own, span: use.span };
  });
  return [...written, ...implied];
}

/** How the table is partitioned; its keys must have the columns that decide. */
export function readPartition(
  table: TypeTable,
  keys: readonly { readonly name: string; readonly columns: readonly string[]; readonly span: Span }[],
  tables: TypeTables,
): PartitionModel | undefined {
  const use = table.head.uses.find((one) => one.name === 'partition');
  const named = use?.names('key');
  if (use === undefined || named === undefined) return undefined;
  const { problems } = tables.types;
  const key = tables.resolve(table, named).map((column) => column.name);
  for (const unique of keys) {
    const missing = key.filter((column) => !unique.columns.includes(column));
    if (missing.length === 0) continue;
    problems.error(
      'sdl/partition-key',
      use.span,
      `${table.head.type} is partitioned by ${key.join(', ')}, and its key ${unique.name} has no ${missing.join(', ')}`,
      {
        why: 'PostgreSQL checks a unique key in each partition by itself, so the partition must follow from the key',
        fix: {
          text: 'add it to the key',
          code: `@primaryKey(fields: [${[...unique.columns, ...missing].map((one) => `"${one}"`).join(', ')}])`,
        },
        related: { label: 'the key', span: unique.span },
      },
    );
  }
  const by = use.string('by')?.toUpperCase();
  return { by: by === 'LIST' || by === 'HASH' ? by : 'RANGE', key, span: use.span };
}

/** `name`, or with the first number that is free. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 1; ; n += 1) if (!taken.has(`${wanted}${n}`)) return `${wanted}${n}`;
}
