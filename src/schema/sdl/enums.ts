/** Enums and inputs of the SDL as the model has them. */
import type {
  ConstDirectiveNode,
  EnumValueDefinitionNode,
  InputValueDefinitionNode,
} from 'graphql/language/index.js';
import { Kind } from 'graphql/language/index.js';
import type { EnumModel, EnumValueModel, InputFieldModel, InputModel } from '../model.js';
import { tableName } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import type { Definition } from './documents.js';
import { checkLength, shapeOf } from './heads.js';
import type { Problems } from './problems.js';
import { asList, columnTypeOf, type Types } from './types.js';
import { readUses } from './uses.js';

/** Reads one enum: its type and its values, with what PostgreSQL keeps for each. */
export function readEnum(
  definition: Definition<EnumValueDefinitionNode>,
  settings: SchemaSettings,
  problems: Problems,
): EnumModel {
  const type = definition.name.value;
  const span = problems.span(definition.name);
  const named = readUses(definition.directives, 'enum', problems).find((use) => use.name === 'type');
  const values = definition.members.map((node) => readValue(node, problems));
  if (values.length === 0) {
    problems.error('sdl/empty-enum', span, `enum ${type} has no values`, {
      fix: { text: 'write at least one' },
    });
  }
  const labels = new Map<string, EnumValueModel>();
  for (const value of values) {
    const other = labels.get(value.label);
    if (other === undefined) labels.set(value.label, value);
    else {
      problems.error(
        'sdl/name-collision',
        value.span,
        `${type}.${value.value} is kept as '${value.label}', and so is ${other.value}`,
        { fix: { text: 'give one of them another label' } },
      );
    }
  }
  return {
    type,
    schema: named?.string('schema') ?? settings.schema,
    name: named?.string('name') ?? tableName(type, settings),
    storage: settings.enums,
    values,
    span,
    ...(definition.description === undefined ? {} : { comment: definition.description }),
  };
}

function readValue(node: EnumValueDefinitionNode, problems: Problems): EnumValueModel {
  const uses = readUses(node.directives, 'value', problems);
  const span = problems.span(node.name);
  const label = uses.find((use) => use.name === 'label')?.string('value') ?? node.name.value;
  checkLength(label, span, problems);
  const deprecated = deprecationOf(node.directives);
  return {
    value: node.name.value,
    label,
    span,
    ...(node.description === undefined ? {} : { comment: node.description.value }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

/** The reason of @deprecated; GraphQL's own when none is given. */
export function deprecationOf(directives: readonly ConstDirectiveNode[] | undefined): string | undefined {
  const node = directives?.find((one) => one.name.value === 'deprecated');
  const reason = node?.arguments?.find((one) => one.name.value === 'reason')?.value;
  if (node === undefined) return undefined;
  return reason?.kind === Kind.STRING ? reason.value : 'No longer supported';
}

/** Reads one input. Lists of lists are noted and left out: nothing that Wesley makes of inputs can say them. */
export function readInput(definition: Definition<InputValueDefinitionNode>, types: Types): InputModel {
  const { problems } = types;
  const name = definition.name.value;
  return {
    name,
    fields: definition.members.flatMap((node) => readInputField(name, node, types) ?? []),
    span: problems.span(definition.name),
    ...(definition.description === undefined ? {} : { comment: definition.description }),
  };
}

function readInputField(
  input: string,
  node: InputValueDefinitionNode,
  types: Types,
): InputFieldModel | undefined {
  const { problems, documents, objects } = types;
  const shape = shapeOf(node.type);
  const what = `${input}.${node.name.value}`;
  const span = problems.span(node.name);
  const field = {
    name: node.name.value,
    list: shape.depth > 0,
    elementsNotNull: shape.elementsNotNull,
    notNull: shape.notNull,
    hasDefault: node.defaultValue !== undefined,
    span,
    ...(node.description === undefined ? {} : { comment: node.description.value }),
  };
  if (shape.depth > 1) {
    problems.note(
      'sdl/nested-list',
      problems.span(node.type),
      `${what} is a list of lists: nothing checks it`,
    );
    return undefined;
  }
  if (documents.inputs.some((one) => one.name.value === shape.name)) return { ...field, input: shape.name };
  if (objects.has(shape.name)) {
    problems.error(
      'sdl/unknown-type',
      problems.span(node.type),
      `${what} is of the type ${shape.name}, which is no input`,
      {
        fix: { text: 'make an input of it, or give its key: ID' },
      },
    );
    return undefined;
  }
  const type = columnTypeOf({ ...shape, depth: 0 }, what, problems.span(node.type), types);
  if (type === undefined) return undefined;
  return { ...field, type: field.list ? asList(type, shape) : type };
}
