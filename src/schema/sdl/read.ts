/**
 * GraphQL documents to the model: every type a table or a view, every field columns or a relation. What cannot be one is
 * reported by name, never dropped in silence.
 */
import type { SourceText } from '../../diagnostics/index.js';
import type { ExtraSql, ForeignKeyModel, SchemaModel, TableModel, UniqueModel } from '../model.js';
import { objectName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { settleCircles } from './circles.js';
import { readChecks, readKeys, readPartition } from './constraints.js';
import { readDocuments } from './documents.js';
import { readEnum, readInput } from './enums.js';
import { readHeads } from './heads.js';
import { checkNames } from './names.js';
import { secureTables } from './policies.js';
import type { Problems } from './problems.js';
import { isUniqueKey, readForeignKeys } from './references.js';
import { type ForeignKeys, type Relations, readRelations } from './relations.js';
import { type TypeTable, TypeTables } from './tables.js';
import type { Types } from './types.js';
import { readUses, type Use } from './uses.js';
import { readView } from './views.js';

/** Reads all sources together; the model is complete even when there are problems, as far as it could be read. */
export function readModel(
  sources: readonly SourceText[],
  settings: SchemaSettings,
  problems: Problems,
): SchemaModel {
  const documents = readDocuments(sources, settings, problems);
  const enums = documents.enums.map((one) => readEnum(one, settings, problems));
  const heads = readHeads(documents, settings, problems);
  const types: Types = {
    settings,
    enums: new Map(enums.map((one) => [one.type, one])),
    documents,
    objects: new Set(heads.map((head) => head.type)),
    untyped: new Set(),
    problems,
  };
  const inputs = documents.inputs.map((one) => readInput(one, types));
  const tables = new TypeTables(heads, types);
  const stored = [...tables.all].filter(({ head }) => head.view === undefined);
  const keys: ForeignKeys = new Map(stored.map((table) => [table.head.type, readForeignKeys(table, tables)]));
  const relations = readRelations(tables, keys);
  const settled = settleCircles(keys, problems);
  const models = [
    ...stored.map((table) => readTable(table, tables, relations, settled.get(table.head.type) ?? [])),
    ...relations.joins.models(),
  ];
  checkTargets(models, problems);
  const usesOf = new Map(stored.map(({ head }) => [head.type, head.uses]));
  const model: SchemaModel = {
    enums,
    tables: secureTables(
      models,
      (table) => (table.generated ? [] : (usesOf.get(table.type) ?? [])),
      settings,
      problems,
    ),
    views: [...tables.all]
      .filter(({ head }) => head.view !== undefined)
      .map((table) => readView(table, tables)),
    inputs,
    extraSql: extraSql(readUses(documents.schema, 'schema', problems)),
  };
  checkNames(model, problems);
  return model;
}

function readTable(
  table: TypeTable,
  tables: TypeTables,
  relations: Relations,
  foreignKeys: readonly ForeignKeyModel[],
): TableModel {
  const { head } = table;
  const find = (name: string): Use | undefined => head.uses.find((use) => use.name === name);
  const columns = tables.columns(table);
  // A field that was refused is reported already.
  if (columns.length === 0 && tables.isRead(table)) {
    tables.types.problems.error('sdl/empty-type', head.span, `type ${head.type} has no columns`, {
      fix: { text: 'give it a field', code: 'id: ID!' },
    });
  }
  const primaryKey = tables.primaryKey(table);
  const { uniques, indexes } = readKeys(table, tables);
  const all = [
    ...uniques,
    ...oneToOne(table, relations, { uniques, indexes, ...(primaryKey ? { primaryKey } : {}) }),
  ];
  const partition = readPartition(table, [...(primaryKey ? [primaryKey] : []), ...all], tables);
  const renamedFrom = find('renamed')?.string('from');
  const uid = find('uid')?.string('value');
  return {
    type: head.type,
    schema: head.schema,
    name: head.table,
    columns,
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques: all,
    foreignKeys,
    checks: readChecks(table, columns, tables),
    indexes,
    relations: relations.byType.get(head.type) ?? [],
    ...(partition === undefined ? {} : { partition }),
    interfaces: head.interfaces,
    ...(head.description === undefined ? {} : { comment: head.description }),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    ...(uid === undefined ? {} : { uid }),
    extraSql: extraSql(head.uses),
    span: head.span,
  };
}

/** Keys that @hasOne on the other side makes unique, where nothing does yet. */
function oneToOne(
  table: TypeTable,
  relations: Relations,
  own: Parameters<typeof isUniqueKey>[1],
): readonly UniqueModel[] {
  const made: UniqueModel[] = [];
  for (const { key, span } of relations.oneToOne.get(table.head.type) ?? []) {
    const { columns } = key.model;
    if (isUniqueKey(columns, { ...own, uniques: [...own.uniques, ...made] })) continue;
    made.push({ name: objectName(table.head.table, columns, 'key'), columns, nullsNotDistinct: false, span });
  }
  return made;
}

/** Foreign keys refer to what is unique. */
function checkTargets(tables: readonly TableModel[], problems: Problems): void {
  const byName = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));
  for (const table of tables) {
    for (const { target, span } of table.foreignKeys) {
      const other = byName.get(`${target.schema}.${target.table}`);
      if (other === undefined || isUniqueKey(target.columns, other)) continue;
      const fields = target.columns.map(
        (name) => other.columns.find((column) => column.name === name)?.field ?? name,
      );
      problems.error(
        'sdl/target-not-unique',
        span,
        `${table.type} refers to ${other.type}.${fields.join(', ')}, which is no key`,
        {
          why: 'what a foreign key refers to must be a primary or unique key',
          fix:
            fields.length === 1
              ? { text: `mark ${other.type}.${fields[0]}`, code: '@unique' }
              : {
                  text: `mark ${other.type}`,
                  code: `@unique(fields: [${fields.map((one) => `"${one}"`).join(', ')}])`,
                },
        },
      );
    }
  }
}

function extraSql(uses: readonly Use[]): readonly ExtraSql[] {
  return uses.flatMap((use): ExtraSql[] =>
    use.name === 'sql'
      ? [
          {
            sql: use.string('up') ?? '',
            ...(use.boolean('first') ? { first: true as const } : {}),
            span: use.span,
          },
        ]
      : [],
  );
}
