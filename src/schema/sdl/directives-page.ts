/** The reference of the directives as Markdown: arguments, and an example with the SQL that it makes. */
import { SourceText } from '../../diagnostics/index.js';
import { compileSdl } from '../compile.js';
import { directiveExamples } from './directive-examples.js';
import { type ArgumentKind, type DirectiveSpec, directives, type Place, scalarTypes } from './directives.js';

const places: Readonly<Record<Place, string>> = {
  type: 'types',
  interface: 'interfaces',
  field: 'fields',
  enum: 'enums',
  value: 'values of enums',
  schema: '`schema` and `extend schema`',
};

/** The text of `docs/schema/directives.md`. */
export async function directivesPage(): Promise<string> {
  const parts = [
    '# Directives of SDL',
    '',
    '<!-- Generated from src/schema/sdl/directives.ts by npm run generate. -->',
    '',
    'Every directive may be written with the prefix `wes_` (`@wes_table`), where another tool has one of the same name;',
    '`wesley fmt` takes the prefix away. `wesley schema directives -o directives.graphql` declares them for editors and for',
    "tools such as graphql-eslint. `@deprecated` is GraphQL's own: a column that has it is a candidate for removal.",
    '',
    Object.keys(directives)
      .map((name) => `[@${name}](#${name.toLowerCase()})`)
      .join(' · '),
    '',
  ];
  for (const [name, spec] of Object.entries(directives)) parts.push(...(await section(name, spec)));
  parts.push('## Scalars', '', '| Scalar | PostgreSQL |', '|--|--|');
  for (const [name, sql] of Object.entries(scalarTypes)) parts.push(`| ${name} | ${sql} |`);
  return `${parts.join('\n')}\n`;
}

async function section(name: string, spec: DirectiveSpec): Promise<string[]> {
  const given = Object.entries(spec.arguments).map(
    ([argument, { kind, required, doc }]) =>
      `| \`${argument}\` | ${wordOf(kind)}${required ? ', required' : ''} | ${doc.replaceAll('|', '\\|')} |`,
  );
  const on = spec.on.map((place) => places[place]);
  return [
    `## ${name}`,
    '',
    spec.doc,
    '',
    `On ${on.length < 2 ? on.join('') : `${on.slice(0, -1).join(', ')} and ${on.at(-1)}`}${spec.repeatable ? '; may be repeated' : ''}.`,
    '',
    ...(given.length === 0 ? [] : ['| Argument | Is | |', '|--|--|--|', ...given, '']),
    ...(await exampleOf(name)),
  ];
}

async function exampleOf(name: string): Promise<string[]> {
  const text = directiveExamples[name];
  if (text === undefined) return [];
  const { sql } = await compileSdl([new SourceText(`${name}.graphql`, text)]);
  return ['```graphql', text, '```', '', '```sql', (sql ?? '').trimEnd(), '```', ''];
}

function wordOf(kind: ArgumentKind): string {
  switch (kind) {
    case 'string':
      return 'text';
    case 'names':
      return 'list of texts';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return 'whole number';
    case 'any':
      return 'any constant';
    case 'expression':
      return 'SQL expression';
    case 'type':
      return 'SQL type';
    case 'query':
      return 'SELECT';
    case 'sql':
      return 'SQL statements';
    case 'action':
      return '`NO_ACTION`, `RESTRICT`, `CASCADE`, `SET_NULL` or `SET_DEFAULT`';
    case 'reference':
      return '`"Type.field"`';
    default:
      return kind.map((word) => `\`${word}\``).join(', ');
  }
}
