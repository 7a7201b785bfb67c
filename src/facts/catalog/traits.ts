/** Traits: the parts of an object's definition by which rules decide whether it can be changed in place. */
import type { Catalog, OtherObject } from './catalog.js';

/** An object, a trait of it, and the trait's value. An object may have a trait with several values. */
export type Trait = readonly [object: string, trait: string, value: string];

/**
 * Traits of the objects that are made as a whole. `form` is everything that ALTER or OR REPLACE can change freely, the
 * others have names of their own; comments, owners and grants are not traits.
 */
export function* traitsOf(catalog: Catalog): Generator<Trait> {
  for (const { name, schema } of catalog.extensions) yield [`extension:${name}`, 'form', schema];
  for (const sequence of catalog.sequences) {
    const { type, start, increment, min, max, cache, cycle, unlogged } = sequence;
    const form = [type, start, increment, min, max, cache, cycle, unlogged ?? false];
    yield [`sequence:${sequence.id}`, 'form', JSON.stringify(form)];
  }
  for (const table of catalog.tables) {
    if (table.partitionKey !== undefined) yield [`table:${table.id}`, 'partition key', table.partitionKey];
  }
  yield* traitsOfTypes(catalog);
  for (const routine of catalog.routines) {
    const object = `routine:${routine.id}`;
    yield [object, 'kind', routine.kind];
    yield [object, 'signature', routine.signature];
    yield [object, 'form', routine.definition];
    for (let n = 1; n <= (routine.defaults ?? 0); n++) yield [object, 'default', String(n)];
  }
  for (const view of catalog.views) {
    const object = `view:${view.id}`;
    yield [object, 'kind', view.kind];
    yield [object, 'query', JSON.stringify([view.query, view.tablespace ?? '', view.accessMethod ?? ''])];
    for (const [i, { name, type, default: expression }] of view.columns.entries()) {
      yield [object, 'column', `${i + 1} ${name} ${type}`];
      if (expression !== undefined) yield [object, 'form', `${name} default ${expression}`];
    }
    for (const option of view.options ?? []) yield [object, 'form', option];
    yield [object, 'form', view.populated === false ? 'empty' : 'filled'];
  }
  for (const trigger of catalog.triggers) {
    const object = `trigger:${trigger.table}.${trigger.name}`;
    yield [object, 'definition', trigger.definition];
    yield [object, 'form', trigger.enabled];
    if (trigger.inherited) yield [object, 'clone', trigger.table];
  }
  for (const policy of catalog.policies) {
    const object = `policy:${policy.table}.${policy.name}`;
    yield [object, 'command', policy.command];
    yield [object, 'permissive', String(policy.permissive)];
    if (policy.using !== undefined) yield [object, 'clause', 'USING'];
    if (policy.check !== undefined) yield [object, 'clause', 'WITH CHECK'];
    yield [object, 'form', JSON.stringify([policy.roles, policy.using ?? '', policy.check ?? ''])];
  }
  for (const other of catalog.others) {
    yield [`${other.kind}:${other.id}`, 'essence', essenceOf(other)];
    yield [`${other.kind}:${other.id}`, 'form', [other.create, ...(other.more ?? [])].join(';\n')];
  }
}

function* traitsOfTypes(catalog: Catalog): Generator<Trait> {
  for (const type of catalog.types) {
    const object = `type:${type.id}`;
    yield [object, 'kind', type.kind];
    if (type.range !== undefined) yield [object, 'range', type.range];
    for (const [i, label] of (type.labels ?? []).entries()) yield [object, `label ${i + 1}`, label];
    for (const [i, attribute] of (type.attributes ?? []).entries()) {
      const { name, type: typeName, collation } = attribute;
      yield [object, `attribute ${i + 1}`, name];
      yield [object, 'attribute type', `${name} ${typeName} ${collation ?? ''}`];
      yield [object, 'form', JSON.stringify([name, typeName, collation ?? ''])];
    }
    if (type.domain === undefined) continue;
    const { domain } = type;
    yield [object, 'base', `${domain.type} ${domain.collation ?? ''}`];
    if (domain.notNull) yield [object, 'form', 'NOT NULL'];
    if (domain.default !== undefined) yield [object, 'form', `DEFAULT ${domain.default}`];
    for (const { name, definition, validated } of domain.constraints) {
      yield [object, 'form', JSON.stringify([name, definition.replace(/ NOT VALID$/, '')])];
      if (validated) yield [object, 'valid', name];
    }
  }
}

/** Of the objects that are carried as a definition: what no ALTER can change. */
function essenceOf({ kind, create }: OtherObject): string {
  const options = / OPTIONS \(.*\)$/s;
  if (kind === 'foreign server') return create.replace(options, '').replace(/ VERSION '(?:[^']|'')*'/, '');
  if (kind === 'user mapping') return create.replace(options, '');
  if (kind === 'foreign data wrapper') return create.replace(/( HANDLER | VALIDATOR | OPTIONS \().*$/s, '');
  return create;
}
