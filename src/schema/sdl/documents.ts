/** GraphQL documents to definitions: each with what its extensions add, over all files. */
import { GraphQLError } from 'graphql/error/index.js';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  Lexer,
  type NamedTypeNode,
  type NameNode,
  parse,
  Source,
  type StringValueNode,
  TokenKind,
} from 'graphql/language/index.js';
import { didYouMean, type SourceText } from '../../diagnostics/index.js';
import { argumentTypes, scalarTypes } from './directives.js';
import type { Problems } from './problems.js';

/** A named definition with its extensions. */
export interface Definition<Member> {
  readonly name: NameNode;
  readonly description?: string;
  readonly directives: readonly ConstDirectiveNode[];
  /** Fields, or values of an enum. */
  readonly members: readonly Member[];
  /** Interfaces that it implements. */
  readonly parents: readonly NamedTypeNode[];
}

export interface Documents {
  /** Object types without the entry points of the API. */
  readonly types: readonly Definition<FieldDefinitionNode>[];
  readonly interfaces: readonly Definition<FieldDefinitionNode>[];
  readonly enums: readonly Definition<EnumValueDefinitionNode>[];
  readonly inputs: readonly Definition<InputValueDefinitionNode>[];
  /** Names of declared scalars. */
  readonly scalars: ReadonlySet<string>;
  /** Names of unions. */
  readonly unions: ReadonlySet<string>;
  /** Directives of `schema` and `extend schema`. */
  readonly schema: readonly ConstDirectiveNode[];
}

/** Parses all sources; what no schema of a database can have is reported. */
export function readDocuments(
  sources: readonly SourceText[],
  settled: { readonly scalars: Readonly<Record<string, unknown>> },
  problems: Problems,
): Documents {
  const nodes = sources.flatMap((source) => parseSource(source, problems)).filter((node) => !isOurs(node));
  const roots = rootNames(nodes);
  const types = new Merger<FieldDefinitionNode>('type', problems);
  const interfaces = new Merger<FieldDefinitionNode>('interface', problems);
  const enums = new Merger<EnumValueDefinitionNode>('enum', problems);
  const inputs = new Merger<InputValueDefinitionNode>('input', problems);
  const scalars = new Set<string>();
  const unions = new Set<string>();
  const schema: ConstDirectiveNode[] = [];
  for (const node of nodes) {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
        if (roots.has(node.name.value))
          noteRoot(node.kind === Kind.OBJECT_TYPE_DEFINITION, node.name, problems);
        else types.add(node, node.fields, node.interfaces);
        break;
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        interfaces.add(node, node.fields, node.interfaces);
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        enums.add(node, node.values);
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        inputs.add(node, node.fields);
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
        scalars.add(node.name.value);
        if (scalarTypes[node.name.value] === undefined && settled.scalars[node.name.value] === undefined) {
          problems.note(
            'sdl/scalar-without-type',
            problems.span(node.name),
            `scalar ${node.name.value} has no SQL type of its own`,
            { fix: scalarFix(node.name.value) },
          );
        }
        break;
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        unions.add(node.name.value);
        problems.error(
          'sdl/union',
          problems.span(node.name),
          `union ${node.name.value} cannot be kept in a table: PostgreSQL has no column that refers to several tables`,
          { fix: unionFix((node.types ?? []).map((one) => one.name.value)) },
        );
        break;
      case Kind.SCHEMA_DEFINITION:
      case Kind.SCHEMA_EXTENSION:
        schema.push(...(node.directives ?? []));
        break;
      case Kind.DIRECTIVE_DEFINITION:
      case Kind.SCALAR_TYPE_EXTENSION:
        break;
      default:
        problems.error('sdl/unsupported', problems.span(node), 'an operation is no part of a schema', {
          fix: { text: 'keep queries in files of their own' },
        });
    }
  }
  return {
    types: types.done(),
    interfaces: interfaces.done(),
    enums: enums.done(),
    inputs: inputs.done(),
    scalars,
    unions,
    schema,
  };
}

/** How a scalar gets a type. */
export function scalarFix(name: string): { text: string; code: string } {
  return {
    text: 'say what it is in wesley.config.json, or at each field with @column(type: "...")',
    code: `"sdl": { "scalars": { "${name}": { "sql": "text" } } }`,
  };
}

function unionFix(members: readonly string[]): { text: string; code?: string } {
  if (members.length === 0) return { text: 'refer to a type' };
  const fields = members.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return {
    text: 'have one nullable field for each member, and a check that exactly one is set',
    code: `${members.map((name, i) => `${fields[i]}: ${name}`).join(' ')}, with @check(expr: "num_nonnulls(${fields.map((one) => `${one}_id`).join(', ')}) = 1")`,
  };
}

/** The last version of each file that was read: of several files, mostly one has changed. */
const parsed = new Map<string, { readonly text: string; readonly definitions: readonly DefinitionNode[] }>();
const mostFiles = 500;

function parseSource(source: SourceText, problems: Problems): readonly DefinitionNode[] {
  if (source.text.trim() === '') return [];
  const known = parsed.get(source.file);
  if (known?.text === source.text) return known.definitions;
  try {
    const { definitions } = parse(new Source(source.text, source.file));
    if (source.text.includes('\0') || /\\u(?:0000|\{0+\})/.test(source.text)) {
      reportNul(source, problems);
      return definitions;
    }
    if (parsed.size >= mostFiles) parsed.clear();
    parsed.set(source.file, { text: source.text, definitions });
    return definitions;
  } catch (error) {
    if (error instanceof RangeError) {
      problems.error('sdl/too-deep', source.span(0, 1), 'the text is nested too deeply to be read');
      return [];
    }
    if (!(error instanceof GraphQLError)) throw error;
    const offset = Math.min(error.positions?.[0] ?? 0, Math.max(0, source.text.length - 1));
    const message = error.message.replace(/^Syntax Error: /, '');
    problems.error('sdl/syntax', source.span(offset, offset + 1), `this is not GraphQL SDL: ${message}`);
    return [];
  }
}

/** Strings that PostgreSQL cannot keep. */
function reportNul(source: SourceText, problems: Problems): void {
  const lexer = new Lexer(new Source(source.text, source.file));
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (token.kind !== TokenKind.STRING || !token.value.includes('\0')) continue;
    const span = source.span(token.start, token.end);
    problems.error('sdl/nul-byte', span, 'the text holds a NUL byte, which PostgreSQL cannot keep', {
      fix: { text: 'take \\u0000 out' },
    });
  }
}

/** Types of the arguments of our own directives, from a `directives.graphql` that lies beside the schema. */
function isOurs(node: DefinitionNode): boolean {
  return 'name' in node && node.name !== undefined && argumentTypes.has(node.name.value);
}

function rootNames(nodes: readonly DefinitionNode[]): ReadonlySet<string> {
  const named = nodes.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.operationTypes ?? []).map(({ type }) => type.name.value)
      : [],
  );
  return new Set(['Query', 'Mutation', 'Subscription', ...named]);
}

function noteRoot(definition: boolean, name: NameNode, problems: Problems): void {
  if (!definition) return;
  problems.note(
    'sdl/not-a-table',
    problems.span(name),
    `type ${name.value} is an entry point of the API and makes no table`,
  );
}

interface Extendable {
  readonly kind: Kind;
  readonly name: NameNode;
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** Puts definitions and extensions of one kind together; an extension may come first. */
class Merger<Member extends { readonly name: NameNode }> {
  private readonly parts = new Map<
    string,
    {
      node: Extendable | undefined;
      directives: ConstDirectiveNode[];
      members: Map<string, Member>;
      parents: NamedTypeNode[];
      extension: Extendable | undefined;
    }
  >();

  constructor(
    private readonly what: string,
    private readonly problems: Problems,
  ) {}

  add(node: Extendable, members: readonly Member[] = [], parents: readonly NamedTypeNode[] = []): void {
    const name = node.name.value;
    let part = this.parts.get(name);
    if (part === undefined) {
      part = { node: undefined, directives: [], members: new Map(), parents: [], extension: undefined };
      this.parts.set(name, part);
    }
    const isExtension = node.kind.endsWith('Extension');
    if (isExtension) part.extension ??= node;
    else if (part.node !== undefined) {
      this.problems.error(
        'sdl/defined-twice',
        this.problems.span(node.name),
        `${this.what} ${name} is defined twice`,
        {
          fix: { text: 'extend it', code: `extend ${this.what} ${name}` },
          related: { label: 'defined here', span: this.problems.span(part.node.name) },
        },
      );
      return;
    } else part.node = node;
    part.directives.push(...(node.directives ?? []));
    part.parents.push(...parents);
    for (const member of members) {
      const other = part.members.get(member.name.value);
      if (other === undefined) part.members.set(member.name.value, member);
      else {
        this.problems.error(
          'sdl/defined-twice',
          this.problems.span(member.name),
          `${name}.${member.name.value} is defined twice`,
          {
            fix: { text: 'keep one of them' },
            related: { label: 'defined here', span: this.problems.span(other.name) },
          },
        );
      }
    }
  }

  done(): readonly Definition<Member>[] {
    const defined = [...this.parts].flatMap(([name, part]) => (part.node === undefined ? [] : [name]));
    return [...this.parts].flatMap(([name, { node, extension, directives, members, parents }]) => {
      if (node === undefined) {
        if (extension !== undefined) {
          this.problems.error(
            'sdl/unknown-type',
            this.problems.span(extension.name),
            `there is no ${this.what} ${name} to extend.${didYouMean(name, defined)}`,
            { fix: { text: `define it: ${this.what} ${name}` } },
          );
        }
        return [];
      }
      const description = node.description?.value;
      return [
        {
          name: node.name,
          directives,
          members: [...members.values()],
          parents,
          ...(description === undefined ? {} : { description }),
        },
      ];
    });
  }
}
