/**
 * The base relations of a schema, filled from its model. Tables and columns have the ids that catalogs give them, so that
 * a rule may speak of both.
 */
import type { FactSink } from '../facts/relation.js';
import { qualify } from '../facts/statements/identifier.js';
import { factTables, namesIn } from './facts-tables.js';
import type { EnumModel, InputModel, SchemaModel, ViewModel } from './model.js';
import type { SchemaSettings } from './settings.js';

export interface ModelFactOptions {
  /** What the model was read from; from SQL, tables and columns are known by their SQL names. */
  readonly writtenAs: 'sdl' | 'sql';
  readonly settings: SchemaSettings;
}

/** Adds the facts of a model. Linear in its size. */
export function modelFacts(model: SchemaModel, facts: FactSink, options: ModelFactOptions): void {
  const { settings, writtenAs } = options;
  facts.add('sdl_written_as', writtenAs);
  for (const name of ['names', 'id', 'enums', 'schema'] as const)
    facts.add('sdl_setting', name, settings[name]);
  factTables(model, facts, writtenAs);
  for (const view of model.views) factView(view, model, facts, writtenAs);
  for (const one of model.enums) factEnum(one, facts);
  for (const input of model.inputs) factInput(input, facts);
}

function factView(
  view: ViewModel,
  { tables, views }: SchemaModel,
  facts: FactSink,
  writtenAs: ModelFactOptions['writtenAs'],
): void {
  const id = qualify(view.schema, view.name);
  facts.add('sdl_view', id, writtenAs === 'sdl' ? view.type : view.name);
  for (const { name } of view.columns) facts.add('sdl_view_column', id, name);
  const named = new Set(namesIn(view.sql).map(({ name }) => name));
  for (const { schema, name } of [...tables, ...views]) {
    if (named.has(name)) facts.add('sdl_view_reads', id, qualify(schema, name));
  }
  describe(facts, 'view', id, '', view.comment);
}

function factEnum(one: EnumModel, facts: FactSink): void {
  facts.add('sdl_enum', one.type, qualify(one.schema, one.name), one.storage);
  describe(facts, 'enum', one.type, '', one.comment);
  one.values.forEach(({ value, label, comment, deprecated }, at) => {
    facts.add('sdl_enum_value', one.type, value, at + 1);
    facts.add('sdl_enum_label', one.type, value, label);
    if (deprecated !== undefined) facts.add('sdl_enum_value_deprecated', one.type, value, deprecated);
    describe(facts, 'enum value', one.type, value, comment);
  });
}

function factInput({ name, fields, comment }: InputModel, facts: FactSink): void {
  facts.add('sdl_input', name);
  describe(facts, 'input', name, '', comment);
  for (const field of fields) {
    facts.add('sdl_input_field', name, field.name, field.input ?? field.type?.base ?? '');
    const is = (property: string, holds: boolean): void => {
      if (holds) facts.add('sdl_input_field_is', name, field.name, property);
    };
    is('not null', field.notNull);
    is('list', field.list);
    is('elements not null', field.elementsNotNull);
    is('has default', field.hasDefault);
    describe(facts, 'input field', name, field.name, field.comment);
  }
}

/** Adds a description, where there is one. */
export function describe(
  facts: FactSink,
  kind: string,
  of: string,
  part: string,
  text: string | undefined,
): void {
  if (text !== undefined) facts.add('sdl_description', kind, of, part, text);
}
