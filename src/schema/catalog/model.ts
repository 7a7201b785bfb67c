/**
 * A catalog as the model: what generators, lint and `wesley init` read of a database that nobody wrote SDL for. Tables
 * without partitions (their parent stands for them), views of both kinds, enums; names as `names.ts` makes them.
 */
import { SourceText, type Span } from '../../diagnostics/index.js';
import type { Catalog, Column, Table, UserType, View } from '../../facts/catalog/catalog.js';
import { objectName, quoteIdentifier, unqualify } from '../../facts/statements/identifier.js';
import type {
  CheckModel,
  ColumnModel,
  EnumModel,
  PartitionModel,
  PolicyModel,
  RowSecurityModel,
  SchemaModel,
  TableModel,
  ViewModel,
} from '../model.js';
import { argumentTypes, scalarTypes } from '../sdl/directives.js';
import type { SchemaSettings } from '../settings.js';
import { readCheck, readForeignKey, readIndex, readPrimaryKey, readUnique } from './constraints.js';
import { fieldName, type Taken, typeName, valueName } from './names.js';
import { relationsOf } from './relations.js';
import { unwrapped } from './texts.js';
import { columnType, type DomainsById, type EnumsById } from './types.js';

/**
 * The model of a catalog. Spans point at the start of a text named `source`, which has no more. What the model has no word
 * for (an order of index keys, MATCH FULL) is left out. O(objects).
 */
export function modelOfCatalog(
  catalog: Catalog,
  settings: SchemaSettings,
  source = '<catalog>',
): SchemaModel {
  return new Reader(catalog, settings, new SourceText(source, '').span(0, 0)).read();
}

class Reader {
  private readonly types: Taken;
  private readonly enums: EnumsById;
  private readonly domains: DomainsById;

  constructor(
    private readonly catalog: Catalog,
    private readonly settings: SchemaSettings,
    private readonly span: Span,
  ) {
    this.types = new Set([
      ...Object.keys(scalarTypes),
      ...Object.keys(settings.scalars),
      ...argumentTypes,
      'Query',
      'Mutation',
      'Subscription',
    ]);
    this.domains = new Map(catalog.types.flatMap(({ id, domain }) => (domain ? [[id, domain.type]] : [])));
    this.enums = new Map(
      catalog.types.filter(({ kind }) => kind === 'enum').map((type) => [type.id, this.enum(type)]),
    );
  }

  read(): SchemaModel {
    const tables = this.catalog.tables
      .filter(({ partitionOf }) => partitionOf === undefined)
      .map((table) => this.table(table));
    const relations = relationsOf(tables, this.span);
    return {
      enums: [...this.enums.values()],
      tables: tables.map((table) => ({
        ...table,
        relations: relations.get(`${table.schema}.${table.name}`) ?? [],
      })),
      views: this.catalog.views.map((view) => this.view(view)),
      inputs: [],
      extraSql: [],
    };
  }

  private enum({ schema, name, labels = [], comment }: UserType): EnumModel {
    const taken: Taken = new Set();
    const named = new Map<string, string>();
    // Labels that are names keep them; the others take what is left.
    const order = [...labels].sort((a, b) => Number(/\W|^\d/.test(a)) - Number(/\W|^\d/.test(b)));
    for (const label of order) named.set(label, valueName(label, taken));
    return {
      type: typeName(name, schema, this.types, this.settings),
      schema,
      name,
      storage: 'type',
      values: labels.map((label) => ({ value: named.get(label) ?? label, label, span: this.span })),
      ...described(comment),
      span: this.span,
    };
  }

  private table(table: Table): TableModel {
    const { span } = this;
    const taken: Taken = new Set();
    const of = <T>(
      kind: string,
      read: (one: Table['constraints'][number], span: Span) => { model: T },
    ): T[] => table.constraints.filter((one) => one.kind === kind).map((one) => read(one, span).model);
    const [primaryKey] = of('primary key', readPrimaryKey);
    const checks = of('check', readCheck);
    const partition = this.partition(table);
    const rowSecurity = this.rowSecurity(table);
    return {
      type: typeName(table.name, table.schema, this.types, this.settings),
      schema: table.schema,
      name: table.name,
      columns: table.columns
        .map((column) => this.column(column, taken, table))
        .map((column) =>
          checks.some((check) => isOfElements(check, table, column)) ? withElements(column) : column,
        ),
      ...(primaryKey === undefined ? {} : { primaryKey }),
      uniques: of('unique', readUnique),
      foreignKeys: of('foreign key', readForeignKey),
      checks: checks.map((check) =>
        table.columns.some((column) => isOfElements(check, table, column))
          ? { ...check, implied: true as const }
          : check,
      ),
      indexes: this.catalog.indexes
        .filter((index) => index.table === table.id && index.constraint === undefined)
        .map((index) => readIndex(index, span).model),
      relations: [],
      ...(partition === undefined ? {} : { partition }),
      ...(rowSecurity === undefined ? {} : { rowSecurity }),
      interfaces: [],
      ...described(table.comment),
      extraSql: [],
      span,
    };
  }

  private column(column: Column, taken: Taken, table: Table): ColumnModel {
    return {
      field: fieldName(column.name, taken, this.settings),
      name: column.name,
      type: columnType(column.type, this.enums, this.settings, this.domains),
      notNull: column.notNull,
      ...(column.default === undefined ? {} : { default: column.default }),
      ...(column.identity === undefined ? {} : { identity: column.identity }),
      ...(isSerial(this.catalog, table, column) ? { serial: true as const } : {}),
      ...(column.generated === undefined
        ? {}
        : {
            generated: {
              expression: unwrapped(column.generated.expression),
              stored: column.generated.kind === 'stored',
            },
          }),
      ...(column.collation === undefined ? {} : { collation: collationName(column.collation) }),
      ...described(column.comment),
      span: this.span,
    };
  }

  private view(view: View): ViewModel {
    const taken: Taken = new Set();
    return {
      type: typeName(view.name, view.schema, this.types, this.settings),
      schema: view.schema,
      name: view.name,
      sql: view.query,
      columns: view.columns.map(({ name, type, comment }) => ({
        field: fieldName(name, taken, this.settings),
        name,
        type: columnType(type, this.enums, this.settings, this.domains),
        notNull: false,
        ...described(comment),
        span: this.span,
      })),
      ...described(view.comment),
      span: this.span,
    };
  }

  private partition({ partitionKey, partitionKeyColumns }: Table): PartitionModel | undefined {
    const by = /^(RANGE|LIST|HASH)/.exec(partitionKey ?? '')?.[1];
    if (by !== 'RANGE' && by !== 'LIST' && by !== 'HASH') return undefined;
    return { by, key: partitionKeyColumns ?? [], span: this.span };
  }

  private rowSecurity(table: Table): RowSecurityModel | undefined {
    const policies = this.catalog.policies.filter((policy) => policy.table === table.id);
    if (table.rowSecurity === undefined) return undefined;
    return {
      forced: table.rowSecurity === 'forced',
      policies: policies.map(
        ({ name, command, permissive, roles, using, check }): PolicyModel => ({
          name,
          command,
          permissive,
          roles: roles.filter((role) => role !== 'public'),
          ...(using === undefined ? {} : { using: unwrapped(using) }),
          ...(check === undefined ? {} : { check: unwrapped(check) }),
          origin: 'rls',
          span: this.span,
        }),
      ),
      span: this.span,
    };
  }
}

/** The default takes from a sequence that PostgreSQL would make of `serial`: by its name, its owner and its options. */
export function isSerial(catalog: Catalog, table: Table, column: Column): boolean {
  const sequence = catalog.sequences.find(
    ({ ownedBy, identity }) =>
      identity === undefined && ownedBy?.table === table.id && ownedBy.column === column.name,
  );
  return (
    sequence !== undefined &&
    column.notNull &&
    column.default === `nextval('${sequence.id.replaceAll("'", "''")}'::regclass)` &&
    isUsual(sequence, table, column)
  );
}

/** A sequence as a serial or identity column makes it by itself. */
export function isUsual(sequence: Catalog['sequences'][number], table: Table, column: Column): boolean {
  const limits: Readonly<Record<string, string>> = {
    smallint: '32767',
    integer: '2147483647',
    bigint: '9223372036854775807',
  };
  return (
    sequence.schema === table.schema &&
    sequence.name === objectName(table.name, column.name, 'seq') &&
    sequence.type === column.type &&
    sequence.start === '1' &&
    sequence.increment === '1' &&
    sequence.min === '1' &&
    sequence.max === limits[column.type] &&
    sequence.cache === '1' &&
    !sequence.cycle &&
    (sequence.unlogged === true) === (table.persistence === 'unlogged')
  );
}

/** The check that `[T!]` makes. */
function isOfElements(check: CheckModel, table: Table, { name }: { readonly name: string }): boolean {
  return (
    check.name === objectName(table.name, name, 'elements_check') &&
    check.expression === `num_nulls(VARIADIC ${quoteIdentifier(name)}) = 0`
  );
}

function withElements(column: ColumnModel): ColumnModel {
  return { ...column, type: { ...column.type, elementsNotNull: true } };
}

/** PostgreSQL's own collations by their bare name, others with their schema. */
function collationName(printed: string): string {
  const { schema, name } = unqualify(printed);
  return schema === '' ? name : `${schema}.${name}`;
}

function described(comment: string | undefined): { comment?: string } {
  return comment === undefined ? {} : { comment };
}
