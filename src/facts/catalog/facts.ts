/** Base facts of a state and of statistics: fills the relations that `relations.ts` declares. */
import type { FactSink } from '../relation.js';
import type { Catalog, Table, TableStatistics } from './catalog.js';
import { addDependencyFacts } from './dependency-facts.js';
import { provenNotNull } from './not-null.js';
import { definitionOf, objectsOf } from './objects.js';
import { settledCatalog } from './settled.js';
import { traitsOf } from './traits.js';

/** `before`, `after`, or the name of another state. */
export type StateName = string;

type Add = (relation: string, ...values: (string | number)[]) => void;

/** All facts about a state. The server that the change will run on is not one of them: see `serverFacts`. */
export function catalogFacts(raw: Catalog, state: StateName, facts: FactSink): void {
  const catalog = settledCatalog(raw);
  const add: Add = (relation, ...values) => {
    facts.add(relation, state, ...values);
  };
  add('catalog_known');
  for (const table of catalog.tables) addTable(table, catalog, add);
  addIndexes(catalog, add);
  addSequencesAndViews(catalog, add);
  addTypes(catalog, add);
  for (const { name, version, types } of catalog.extensions) {
    add('extension', name, version);
    for (const type of types ?? []) add('extension_type', name, type);
  }
  for (const { id, name, language, volatility } of catalog.routines) {
    add('routine', id, name, language, volatility);
  }
  for (const trigger of catalog.triggers) {
    add('trigger', trigger.table, trigger.name, trigger.routine);
    for (const column of trigger.columns) add('trigger_uses_column', trigger.table, trigger.name, column);
  }
  for (const { table, name, command } of catalog.policies) add('policy', table, name, command);
  for (const { kind, id, table } of catalog.others) {
    if (table === undefined) continue;
    if (kind === 'statistics') add('statistics_object', id, table);
    if (kind === 'rule') add('rewrite_rule', table, id.slice(table.length + 1));
  }
  addObjects(catalog, add);
  addDependencyFacts(catalog, add);
}

/** The major version of the server that the change will run on. */
export function serverFacts(major: number, facts: FactSink): void {
  facts.add('server', major);
}

/** Sizes; a table whose size is unknown has no facts. */
export function statisticsFacts(statistics: readonly TableStatistics[], facts: FactSink): void {
  for (const { table, rows, bytes } of statistics) {
    if (rows >= 0) facts.add('row_estimate', table, Math.round(rows));
    if (rows >= 0 || bytes > 0) facts.add('byte_estimate', table, Math.round(bytes));
  }
}

function addTable(table: Table, catalog: Catalog, add: Add): void {
  const { id } = table;
  add('relation', id, table.kind);
  add('relation_schema', id, table.schema);
  if (table.persistence === 'unlogged') add('table_is', id, 'unlogged');
  if (table.rowSecurity !== undefined) add('table_is', id, 'row security');
  if (table.rowSecurity === 'forced') add('table_is', id, 'forced row security');
  if (table.ofType !== undefined) add('table_is', id, 'typed');
  for (const [option, value] of tableOptions(table)) add('table_option', id, option, value);
  addColumns(table, catalog, add);
  addConstraints(table, add);
  if (table.partitionOf !== undefined) {
    add('partition', id, table.partitionOf.parent, table.partitionOf.bound);
  }
  for (const column of table.partitionKeyColumns ?? []) add('partition_key_column', id, column);
  for (const parent of table.inherits ?? []) add('inherits', id, parent);
}

function tableOptions(table: Table): [string, string][] {
  const options: [string, string][] = (table.options ?? []).map(splitOption);
  const { replicaIdentity: identity } = table;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['owner', table.owner],
    ['tablespace', table.tablespace],
    ['access method', table.accessMethod],
    ['cluster', table.cluster],
    ['replica identity', typeof identity === 'object' ? identity.index : identity],
    ['server', table.foreignServer],
    ['server options', table.foreignOptions?.join(', ')],
  ];
  for (const [option, value] of named) if (value !== undefined) options.push([option, value]);
  return options;
}

/** `fillfactor=80` */
function splitOption(option: string): [string, string] {
  const at = option.indexOf('=');
  return at === -1 ? [option, 'true'] : [option.slice(0, at), option.slice(at + 1)];
}

function addColumns(table: Table, catalog: Catalog, add: Add): void {
  const { id } = table;
  const types = new Set(catalog.types.map((type) => type.id));
  for (const column of table.columns) {
    const { name } = column;
    add('column', id, name, column.type);
    add('column_position', id, name, column.position);
    if (column.inherited) add('column_is_inherited', id, name);
    if (column.notNull) add('column_not_null', id, name);
    if (column.notNullConstraint !== undefined) {
      add('column_not_null_constraint', id, name, column.notNullConstraint);
    }
    if (column.default !== undefined) add('column_default', id, name, column.default);
    if (column.identity !== undefined) add('column_identity', id, name, column.identity);
    if (column.generated !== undefined) {
      add('column_generated', id, name, column.generated.kind, column.generated.expression);
    }
    const element = column.type.replace(/(\[\])+$/, '');
    if (types.has(element)) add('column_uses_type', id, name, element);
    const options: readonly (readonly [string, string | number | undefined])[] = [
      ['collation', column.collation],
      ['storage', column.storage],
      ['compression', column.compression],
      ['statistics', column.statistics],
      ['server options', column.foreignOptions?.join(', ')],
      ...(column.options ?? []).map(splitOption),
    ];
    for (const [option, value] of options) {
      if (value !== undefined) add('column_option', id, name, option, String(value));
    }
  }
}

function addConstraints(table: Table, add: Add): void {
  const { id } = table;
  const columns = new Set(table.columns.map((column) => column.name));
  for (const constraint of table.constraints) {
    const { name } = constraint;
    add('constraint', id, name, constraint.kind, constraint.definition);
    const properties = {
      validated: constraint.validated,
      'not enforced': constraint.notEnforced,
      deferrable: constraint.deferrable !== undefined,
      'initially deferred': constraint.deferrable === 'deferred',
      'no inherit': constraint.noInherit,
      inherited: constraint.inherited,
    };
    for (const [property, holds] of Object.entries(properties)) {
      if (holds) add('constraint_is', id, name, property);
    }
    for (const [at, column] of constraint.columns.entries()) {
      add('constraint_column', id, name, at + 1, column);
    }
    if (constraint.index !== undefined) add('constraint_index', id, name, constraint.index);
    if (constraint.references !== undefined) {
      add('constraint_references', id, name, constraint.references.table);
      for (const [at, column] of constraint.references.columns.entries()) {
        add('constraint_references_column', id, name, at + 1, column);
      }
      const { index } = constraint.references;
      if (index !== undefined) add('constraint_references_index', id, name, index);
    }
    if (constraint.kind === 'check') {
      for (const column of provenNotNull(constraint.definition)) {
        if (columns.has(column)) add('constraint_proves_not_null', id, name, column);
      }
    }
  }
}

function addIndexes(catalog: Catalog, add: Add): void {
  const tables = new Map(catalog.tables.map((table) => [table.id, table]));
  for (const index of catalog.indexes) {
    const { id } = index;
    const table = tables.get(index.table);
    const owner = table?.constraints.find((constraint) => constraint.name === index.constraint);
    const identity = table?.replicaIdentity;
    add('relation', id, index.partitioned ? 'partitioned index' : 'index');
    add('relation_schema', id, index.schema);
    add('index', id, index.table, index.method);
    add('index_definition', id, index.definition);
    const properties = {
      unique: index.unique,
      valid: index.valid,
      primary: owner?.kind === 'primary key',
      partial: index.predicate !== undefined,
      expression: index.hasExpression,
      'nulls not distinct': index.nullsNotDistinct,
      clustered: index.clustered,
      'replica identity': typeof identity === 'object' && identity.index === id,
      partitioned: index.partitioned,
      constraint: index.constraint !== undefined,
    };
    for (const [property, holds] of Object.entries(properties)) if (holds) add('index_is', id, property);
    for (const [at, column] of index.keys.entries()) add('index_key', id, at + 1, column);
    for (const column of index.columns) add('index_uses_column', id, column);
    for (const column of index.computes ?? []) add('index_computes_column', id, column);
    if (index.parent !== undefined) add('index_parent', id, index.parent);
  }
}

function addSequencesAndViews(catalog: Catalog, add: Add): void {
  for (const { id, schema, ownedBy } of catalog.sequences) {
    add('relation', id, 'sequence');
    add('relation_schema', id, schema);
    if (ownedBy !== undefined) add('sequence_owned_by', id, ownedBy.table, ownedBy.column);
  }
  for (const { id, schema, kind } of catalog.views) {
    add('relation', id, kind);
    add('relation_schema', id, schema);
  }
}

function addTypes(catalog: Catalog, add: Add): void {
  const domains = new Map(catalog.types.flatMap((type) => (type.domain ? [[type.id, type.domain]] : [])));
  const isConstrained = (id: string): boolean => {
    const domain = domains.get(id);
    if (domain === undefined) return false;
    return domain.notNull || domain.constraints.length > 0 || isConstrained(domain.type);
  };
  for (const { id, kind, labels, domain } of catalog.types) {
    add('type', id, kind);
    for (const [at, label] of (labels ?? []).entries()) add('enum_label', id, at + 1, label);
    if (domain !== undefined) add('domain_of', id, domain.type);
    if (isConstrained(id)) add('domain_is_constrained', id);
  }
}

/** Parts of types say what they have to say in the traits of the type; columns of views are only parts. */
function addObjects(catalog: Catalog, add: Add): void {
  for (const object of objectsOf(catalog)) {
    // Parts of views and types have no definition of their own, only comments and grants.
    const isPart = ['view column', 'attribute', 'domain constraint'].includes(object.kind);
    if (!isPart) add('object', object.id, object.kind, definitionOf(object));
    for (const whole of object.of) add('object_part', object.id, whole);
    if (object.comment !== undefined) add('object_comment', object.id, object.comment);
    if (object.acl !== undefined) add('object_acl', object.id, object.acl.join(', '));
    if (object.owner !== undefined) add('owned_by', object.id, object.owner);
  }
  for (const [object, trait, value] of traitsOf(catalog)) add('object_trait', object, trait, value);
}
