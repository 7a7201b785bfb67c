/** The directives as GraphQL declares them: the file that editors and GraphQL tools load beside the schema. */
import {
  type ArgumentKind,
  type DirectiveSpec,
  directives,
  type Place,
  referentialActions,
  scalarTypes,
} from './directives.js';

const locations: Readonly<Record<Place, string>> = {
  type: 'OBJECT',
  interface: 'INTERFACE',
  field: 'FIELD_DEFINITION',
  enum: 'ENUM',
  value: 'ENUM_VALUE',
  schema: 'SCHEMA',
};

/** Scalars that GraphQL has itself. */
const builtIn: ReadonlySet<string> = new Set(['ID', 'Int', 'Float', 'String', 'Boolean']);

/** The text of `directives.graphql`: every directive, bare and with the prefix, and the scalars, those of a team too. */
export function directivesGraphql(scalars: Readonly<Record<string, unknown>> = {}): string {
  const names = [...new Set([...Object.keys(scalarTypes), ...Object.keys(scalars)])].filter(
    (name) => !builtIn.has(name),
  );
  const words = Object.values(directives).flatMap((spec) =>
    Object.values(spec.arguments).map(({ kind }) => kind),
  );
  const lists = words.filter((kind): kind is readonly string[] => Array.isArray(kind));
  const enums = new Map<string, readonly string[]>([
    ['WesleyAction', referentialActions],
    ...lists.map((list) => [enumName(list), list] as const),
  ]);
  return [
    '# Directives and scalars of Wesley, for editors and tools that read GraphQL: wesley schema directives -o directives.graphql',
    '',
    ...names.flatMap((name) => [`scalar ${name}`]),
    '',
    '"Any constant."',
    'scalar WesleyValue',
    '',
    ...[...enums].flatMap(([name, values]) => [
      `enum ${name} {`,
      ...values.map((one) => `  ${one}`),
      '}',
      '',
    ]),
    ...Object.entries(directives).flatMap(([name, spec]) => declaration(name, spec)),
    '# The same with the prefix, where another tool has directives of these names.',
    '',
    ...Object.entries(directives).flatMap(([name, spec]) => declaration(`wes_${name}`, spec)),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function declaration(name: string, spec: DirectiveSpec): string[] {
  const given = Object.entries(spec.arguments).flatMap(([argument, { kind, required, doc }]) => [
    `  ${JSON.stringify(doc)}`,
    `  ${argument}: ${typeOf(kind)}${required ? '!' : ''}`,
  ]);
  const where = `${spec.repeatable ? 'repeatable ' : ''}on ${spec.on.map((place) => locations[place]).join(' | ')}`;
  const head = `directive @${name}`;
  return [
    JSON.stringify(spec.doc),
    ...(given.length === 0 ? [`${head} ${where}`] : [`${head}(`, ...given, `) ${where}`]),
    '',
  ];
}

function typeOf(kind: ArgumentKind): string {
  switch (kind) {
    case 'names':
      return '[String!]';
    case 'boolean':
      return 'Boolean';
    case 'integer':
      return 'Int';
    case 'any':
      return 'WesleyValue';
    case 'action':
      return 'WesleyAction';
    case 'string':
    case 'expression':
    case 'type':
    case 'query':
    case 'sql':
    case 'reference':
      return 'String';
    default:
      return enumName(kind);
  }
}

/** Enums of arguments, by their first word. */
const enumNames: Readonly<Record<string, string>> = {
  RANGE: 'WesleyPartition',
  TENANT: 'WesleyPreset',
  ALL: 'WesleyCommand',
};

function enumName(words: readonly string[]): string {
  return enumNames[words[0] ?? ''] ?? `Wesley${words[0] ?? ''}`;
}
