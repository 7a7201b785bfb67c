/** Definitions of a document as lines, with the comments that belong to each. */
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type Location,
  type OperationTypeDefinitionNode,
  print,
  type StringValueNode,
} from 'graphql/language/index.js';
import { Comments, type Lead } from './comments.js';
import { descriptionLines, directiveLines, indented, sortedDirectives, width } from './pieces.js';

/** The lines of a whole document. */
export function printDocument(
  source: string,
  definitions: readonly DefinitionNode[],
  location: Location | undefined,
): readonly string[] {
  const printer = new Printer(new Comments(source, location));
  const lines = definitions.flatMap((node, at) => printer.definition(node, at === 0));
  const rest = printer.comments.before(Number.POSITIVE_INFINITY);
  return [...lines, ...leadLines(rest, lines.length === 0)];
}

interface Item {
  readonly loc?: Location | undefined;
  readonly description?: StringValueNode | undefined;
}

const keywords: Readonly<Record<string, string>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'type',
  [Kind.OBJECT_TYPE_EXTENSION]: 'extend type',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'extend interface',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'extend input',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'extend enum',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'extend scalar',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'extend union',
  [Kind.SCHEMA_DEFINITION]: 'schema',
  [Kind.SCHEMA_EXTENSION]: 'extend schema',
};

class Printer {
  constructor(readonly comments: Comments) {}

  /** One definition, with an empty line before it. */
  definition(node: DefinitionNode, first: boolean): string[] {
    const lines = this.item(node, () => this.definitionLines(node), bodyStart(node));
    return first ? dropEmpty(lines) : lines[0] === '' ? lines : ['', ...lines];
  }

  /**
   * Comments before and inside, the description, the lines, the comment behind. `inside`: up to where comments belong to the
   * head; later ones belong to the members.
   */
  private item(node: Item, lines: () => readonly string[], inside: number): string[] {
    const start = node.loc?.start ?? 0;
    const leads = this.comments.before(start);
    const apart = this.comments.apartAt(start);
    const within = this.comments.before(inside).map(({ text }) => text);
    const head = node.description === undefined ? [] : descriptionLines(node.description.value, width - 2);
    const all = [...within, ...head, ...lines()];
    const behind = this.comments.behind(node.loc?.end ?? 0);
    const last = all.pop() ?? '';
    all.push(behind === undefined ? last : `${last} ${behind}`);
    return [...leadLines(leads, false), ...(apart ? ['', ...all] : all)];
  }

  private definitionLines(node: DefinitionNode): readonly string[] {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION: {
        const parents = (node.interfaces ?? []).map((one) => one.name.value);
        const named = `${keywords[node.kind]} ${node.name.value}${parents.length === 0 ? '' : ` implements ${parents.join(' & ')}`}`;
        return this.withBody(named, node, node.fields ?? [], (field) => fieldLines(field));
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        return this.withBody(
          `${keywords[node.kind]} ${node.name.value}`,
          node,
          node.fields ?? [],
          inputLines,
        );
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        return this.withBody(`${keywords[node.kind]} ${node.name.value}`, node, node.values ?? [], (value) =>
          withDirectives(value.name.value, value.directives, 2),
        );
      case Kind.SCHEMA_DEFINITION:
      case Kind.SCHEMA_EXTENSION:
        return this.withBody(keywords[node.kind] ?? '', node, node.operationTypes ?? [], operationLines);
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_EXTENSION:
        return withDirectives(`${keywords[node.kind]} ${node.name.value}`, node.directives, 0);
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION: {
        const head = withDirectives(`${keywords[node.kind]} ${node.name.value}`, node.directives, 0);
        const members = (node.types ?? []).map((one) => one.name.value);
        if (members.length === 0) return head;
        const line = `${head.at(-1)} = ${members.join(' | ')}`;
        if (line.length <= width) return [...head.slice(0, -1), line];
        return [...head.slice(0, -1), `${head.at(-1)} =`, ...members.map((one) => `  | ${one}`)];
      }
      case Kind.DIRECTIVE_DEFINITION: {
        const { description: _, ...bare } = node;
        return print(bare).split('\n');
      }
      default:
        return print(node).split('\n');
    }
  }

  private withBody<T extends Item>(
    head: string,
    node: Item & { readonly directives?: readonly ConstDirectiveNode[] | undefined },
    members: readonly T[],
    linesOf: (member: T) => readonly string[],
  ): readonly string[] {
    const first = withDirectives(head, node.directives, 0, members.length > 0 ? 2 : 0);
    if (members.length === 0) return first;
    const open = first.length === 1 ? [`${first[0]} {`] : [...first, '{'];
    const body = dropEmpty(
      members.flatMap((member) => this.item(member, () => linesOf(member), member.loc?.end ?? 0)),
    );
    const rest = leadLines(this.comments.before((node.loc?.end ?? 0) - 1), false);
    return [...open, ...indented([...body, ...rest]), '}'];
  }
}

/** Where the members of a definition begin; the end of a definition without any. */
function bodyStart(node: DefinitionNode): number {
  const members =
    'fields' in node
      ? node.fields
      : 'values' in node
        ? node.values
        : 'operationTypes' in node
          ? node.operationTypes
          : undefined;
  const open = members?.[0]?.loc?.startToken;
  if (open === undefined) return node.loc?.end ?? 0;
  let token = open.prev;
  while (token !== null && token.kind === 'Comment') token = token.prev;
  return token?.start ?? open.start;
}

function fieldLines(field: FieldDefinitionNode): readonly string[] {
  const type = print(field.type);
  const inputs = field.arguments ?? [];
  if (inputs.length === 0) return withDirectives(`${field.name.value}: ${type}`, field.directives, 2);
  const texts = inputs.map(inputLines);
  const plain =
    inputs.every((one) => one.description === undefined) && texts.every((lines) => lines.length === 1);
  const line = `${field.name.value}(${texts.map(([one]) => one).join(', ')}): ${type}`;
  if (plain && line.length <= width - 2) return withDirectives(line, field.directives, 2);
  const wrapped = inputs.flatMap((one, at) => [
    ...(one.description === undefined ? [] : descriptionLines(one.description.value, width - 4)),
    ...(texts[at] ?? []),
  ]);
  const tail = withDirectives(`): ${type}`, field.directives, 2);
  return [`${field.name.value}(`, ...indented(wrapped), ...tail];
}

function inputLines(node: InputValueDefinitionNode): readonly string[] {
  const value = node.defaultValue === undefined ? '' : ` = ${print(node.defaultValue)}`;
  return withDirectives(`${node.name.value}: ${print(node.type)}${value}`, node.directives, 2);
}

function operationLines(node: OperationTypeDefinitionNode): readonly string[] {
  return [`${node.operation}: ${node.type.name.value}`];
}

/** A head with its directives: all in one line of `indent` blanks, or each on a line of its own. */
function withDirectives(
  head: string,
  nodes: readonly ConstDirectiveNode[] | undefined,
  indent: number,
  tail = 0,
): readonly string[] {
  const sorted = sortedDirectives(nodes);
  if (sorted.length === 0) return [head];
  const short = sorted.map((node) => directiveLines(node, Number.POSITIVE_INFINITY));
  const line = [head, ...short.flat()].join(' ');
  if (short.every((lines) => lines.length === 1) && line.length + indent + tail <= width) return [line];
  return [head, ...indented(sorted.flatMap((node) => directiveLines(node, width - indent - 2)))];
}

/** Comments as lines, with the empty lines that set them apart. */
function leadLines(leads: readonly Lead[], first: boolean): string[] {
  const lines = leads.flatMap(({ text, apart }) => (apart ? ['', text] : [text]));
  return first ? dropEmpty(lines) : lines;
}

function dropEmpty(lines: readonly string[]): string[] {
  return lines[0] === '' ? lines.slice(1) : [...lines];
}
