/** Keys, foreign keys, checks and indexes of a catalog, as the model has them; and whether the model says all of each. */
import type { Span } from '../../diagnostics/index.js';
import type { Constraint, Index } from '../../facts/catalog/catalog.js';
import { quoteIdentifier, unqualify } from '../../facts/statements/identifier.js';
import type { CheckModel, ForeignKeyModel, IndexModel, KeyModel, UniqueModel } from '../model.js';
import { afterClosing, leadingIdentifier, splitList, unwrapped } from './texts.js';

/** What a definition becomes. `whole`: SQL made of the model is the definition again. */
export interface Reading<T> {
  readonly model: T;
  readonly whole: boolean;
}

/** PRIMARY KEY of some columns. */
export function readPrimaryKey(constraint: Constraint, span: Span): Reading<KeyModel> {
  const { name, columns } = constraint;
  return {
    model: { name, columns, span },
    whole: isPlain(constraint) && constraint.definition === `PRIMARY KEY ${list(columns)}`,
  };
}

/** UNIQUE of some columns. */
export function readUnique(constraint: Constraint, span: Span): Reading<UniqueModel> {
  const { name, columns, definition } = constraint;
  const nullsNotDistinct = definition.startsWith('UNIQUE NULLS NOT DISTINCT');
  return {
    model: { name, columns, nullsNotDistinct, span },
    whole:
      isPlain(constraint) &&
      definition === `UNIQUE ${nullsNotDistinct ? 'NULLS NOT DISTINCT ' : ''}${list(columns)}`,
  };
}

/** FOREIGN KEY. */
export function readForeignKey(constraint: Constraint, span: Span): Reading<ForeignKeyModel> {
  const { name, columns, definition, references } = constraint;
  const { schema, name: table } = unqualify(references?.table ?? '');
  const action = '(CASCADE|SET NULL|SET DEFAULT|RESTRICT)';
  const onUpdate = new RegExp(` ON UPDATE ${action}`).exec(definition)?.[1];
  const onDelete = new RegExp(` ON DELETE ${action}`).exec(definition)?.[1];
  const deferrable = constraint.deferrable === 'deferred';
  const model: ForeignKeyModel = {
    name,
    columns,
    target: { schema, table, columns: references?.columns ?? [] },
    deferrable,
    span,
    ...(onUpdate === undefined ? {} : { onUpdate }),
    ...(onDelete === undefined ? {} : { onDelete }),
  };
  const said = [
    `FOREIGN KEY ${list(columns)} REFERENCES ${references?.table}${list(references?.columns ?? [])}`,
    ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate}`]),
    ...(onDelete === undefined ? [] : [`ON DELETE ${onDelete}`]),
    ...(deferrable ? ['DEFERRABLE INITIALLY DEFERRED'] : []),
  ].join(' ');
  return { model, whole: said === definition };
}

/** CHECK. */
export function readCheck(constraint: Constraint, span: Span): Reading<CheckModel> {
  const { name, columns, definition } = constraint;
  const end = afterClosing(definition, 'CHECK '.length);
  return {
    model: { name, expression: unwrapped(definition.slice('CHECK ('.length, end - 1)), columns, span },
    whole: end === definition.length && isPlain(constraint),
  };
}

/** An index that belongs to no constraint. */
export function readIndex(index: Index, span: Span): Reading<IndexModel> {
  const head = index.definition.indexOf(' USING ');
  const start = index.definition.indexOf('(', head);
  const end = afterClosing(index.definition, start);
  const items = splitList(index.definition.slice(start + 1, end - 1));
  const keys = items.map(readKey);
  const [first] = keys;
  const expression = keys.length === 1 ? first?.expression : undefined;
  const opclass = first?.opclass;
  const include = index.include ?? [];
  const where = index.predicate === undefined ? undefined : unwrapped(index.predicate);
  const model: IndexModel = {
    name: index.name,
    columns: expression === undefined ? index.keys.filter((name) => name !== '') : [],
    ...(expression === undefined ? {} : { expression }),
    ...(index.method === 'btree' ? {} : { using: index.method }),
    ...(where === undefined ? {} : { where }),
    ...(opclass === undefined ? {} : { opclass }),
    unique: index.unique,
    include,
    span,
  };
  const said = [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(index.name)} ON ${index.partitioned ? 'ONLY ' : ''}${index.table}`,
    `USING ${index.method} (${items.join(', ')})`,
    ...(include.length === 0 ? [] : [`INCLUDE ${list(include)}`]),
    ...(index.predicate === undefined ? [] : [`WHERE ${index.predicate}`]),
  ].join(' ');
  const simple = keys.every(
    (key) => key.whole && key.opclass === opclass && (key.expression === undefined || keys.length === 1),
  );
  return {
    model,
    whole: simple && said === index.definition && index.valid && index.tablespace === undefined,
  };
}

interface IndexKey {
  readonly expression?: string;
  readonly opclass?: string;
  readonly whole: boolean;
}

/** `lower(email)`, `((a + b))`, `name`, `name text_pattern_ops`, `name DESC`. */
function readKey(text: string): IndexKey {
  const column = leadingIdentifier(text);
  if (column !== undefined) {
    if (column.rest === '') return { whole: true };
    return isOpclass(column.rest) ? { opclass: column.rest, whole: true } : { whole: false };
  }
  const open = text.indexOf('(');
  const end = afterClosing(text, open);
  const opclass = text.slice(end).trim();
  return {
    expression: unwrapped(text.slice(0, end)),
    ...(opclass === '' ? {} : { opclass }),
    whole: isOpclass(opclass),
  };
}

function isOpclass(text: string): boolean {
  return /^[\w."]*$/.test(text) && !/^(ASC|DESC)$/.test(text);
}

/** Without anything that SDL has no word for. */
function isPlain(constraint: Constraint): boolean {
  const { validated, notEnforced, deferrable, noInherit } = constraint;
  return validated && notEnforced === undefined && deferrable === undefined && noInherit === undefined;
}

function list(columns: readonly string[]): string {
  return `(${columns.map(quoteIdentifier).join(', ')})`;
}
