/** The schemas of GraphQL inputs. */
import type { InputFieldModel, InputModel } from '../../model.js';
import { docComment, stringLiteral } from '../code.js';
import { checked, declaration, type Entry, type Expr, pureDeclaration, zod } from './layout.js';
import type { Module } from './module.js';
import { valueSchemas } from './values.js';

/** Code of all inputs, each behind those that it uses; those that use each other refer to them late. */
export function inputCode(inputs: readonly InputModel[], module: Module): readonly string[] {
  const names = new Map(inputs.map((one) => [one.name, module.exports.claim(lowerFirst(one.name))]));
  const done = new Set<string>();
  return inOrder(inputs).map((input) => {
    const object: Entry[] = input.fields.map((field) => fieldEntry(field, names, done, module));
    const name = names.get(input.name) ?? input.name;
    const described =
      module.options.describe && input.comment !== undefined
        ? [zod('describe', stringLiteral(input.comment))]
        : [];
    done.add(input.name);
    const doc = docComment([input.comment ?? `Input ${input.name}.`]);
    const schema = checked(zod('strictObject', { object }), described);
    // A schema that names itself has to be where TypeScript sees its getters first.
    const declare = object.some(({ late }) => late) ? declaration : pureDeclaration;
    return doc + declare(`export const ${name} =`, schema);
  });
}

function fieldEntry(
  field: InputFieldModel,
  names: ReadonlyMap<string, string>,
  done: ReadonlySet<string>,
  module: Module,
): Entry {
  const { notNull, hasDefault } = field;
  const outer = (value: Expr): Expr => {
    const orNull = notNull ? value : zod('nullable', value);
    const optional = !notNull || hasDefault ? zod('optional', orNull) : orNull;
    if (!module.options.describe || field.comment === undefined) return optional;
    return checked(optional, [zod('describe', stringLiteral(field.comment))]);
  };
  if (field.input === undefined) {
    const value = field.type === undefined ? zod('unknown') : inputValue(field, module);
    return { key: field.name, value: outer(value) };
  }
  const element = names.get(field.input) ?? 'z.unknown()';
  const list = field.elementsNotNull ? element : zod('nullable', element);
  const value = outer(field.list ? zod('array', list) : element);
  if (done.has(field.input)) return { key: field.name, value };
  const kind = (name: string, of: string): string =>
    `z.${module.options.import === 'zod' ? 'Zod' : 'ZodMini'}${name}<${of}>`;
  const one =
    field.list && !field.elementsNotNull ? kind('Nullable', `typeof ${element}`) : `typeof ${element}`;
  const all = field.list ? kind('Array', one) : one;
  const orNull = notNull ? all : kind('Nullable', all);
  return { key: field.name, value, late: !notNull || hasDefault ? kind('Optional', orNull) : orNull };
}

/** An enum by its GraphQL names; other values as they may be written to a column. */
function inputValue(field: InputFieldModel, module: Module): Expr {
  const { type } = field;
  if (type === undefined) return zod('unknown');
  const model = module.rows.model.enums.find((one) => one.type === type.enum);
  const relabelled = model?.values.some(({ value, label }) => value !== label) === true;
  const element = { ...type, array: false };
  const value: Expr =
    relabelled && model !== undefined
      ? zod('enum', { list: model.values.map((one) => stringLiteral(one.value)) })
      : valueSchemas(element, module.options, module.uses).write;
  if (!field.list) return value;
  return zod('array', field.elementsNotNull ? value : zod('nullable', value));
}

/** Depth first, so that what an input uses comes before it where that is possible. */
function inOrder(inputs: readonly InputModel[]): readonly InputModel[] {
  const byName = new Map(inputs.map((one) => [one.name, one]));
  const seen = new Set<string>();
  const order: InputModel[] = [];
  const visit = (input: InputModel): void => {
    if (seen.has(input.name)) return;
    seen.add(input.name);
    for (const { input: other } of input.fields) {
      const next = other === undefined ? undefined : byName.get(other);
      if (next !== undefined) visit(next);
    }
    order.push(input);
  };
  inputs.forEach(visit);
  return order;
}

function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]/, (start) => start.toLowerCase());
}
