/**
 * GraphQL documents to the model: every type a table, every field a column or a relation. What cannot be a table or a
 * column is reported by name, never dropped in silence.
 */
import {
  type DefinitionNode,
  type EnumTypeDefinitionNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  Source,
} from 'graphql';
import type { SourceText, Span } from '../../diagnostics/index.js';
import type { EnumModel, SchemaModel, TableModel } from '../model.js';
import { snakeCase } from '../naming.js';
import type { SchemaSettings } from '../settings.js';
import { readColumns, type TypeContext } from './columns.js';
import { scalarTypes } from './directives.js';
import { checkLength, type TypeHead } from './heads.js';
import type { Problems } from './problems.js';
import { finishTable } from './tables.js';
import { readUses } from './uses.js';

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);

/** Reads all sources together; the model is complete even when there are problems, as far as it could be read. */
export function readModel(
  sources: readonly SourceText[],
  settings: SchemaSettings,
  problems: Problems,
): SchemaModel {
  const definitions = sources.flatMap((source) => parseSource(source, problems));
  const enums = definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION ? [readEnum(node, problems)] : [],
  );
  const heads = definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && !rootTypes.has(node.name.value)
      ? [readHead(node, problems)]
      : [],
  );
  for (const node of definitions) reportOther(node, problems);
  reportCollisions(enums, heads, problems);
  const scalars = new Set(
    definitions.flatMap((n) => (n.kind === Kind.SCALAR_TYPE_DEFINITION ? [n.name.value] : [])),
  );
  const context: TypeContext = {
    heads: new Map(heads.map((head) => [head.type, head])),
    enums: new Map(enums.map((e) => [e.type, e])),
    settings,
    declaredScalars: scalars,
    problems,
  };
  const withColumns = heads.map((head) => ({ head, fields: readColumns(head, context) }));
  const byType = new Map(withColumns.map((entry) => [entry.head.type, entry]));
  const tables: TableModel[] = withColumns.map((entry) => finishTable(entry, byType, problems));
  return { enums, tables, views: [], inputs: [], extraSql: [] };
}

function parseSource(source: SourceText, problems: Problems): readonly DefinitionNode[] {
  try {
    return parse(new Source(source.text, source.file)).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const offset = error.positions?.[0] ?? 0;
    const message = error.message.replace(/^Syntax Error: /, '');
    problems.error('sdl/syntax', source.span(offset, offset + 1), `this is not GraphQL SDL: ${message}`);
    return [];
  }
}

function readHead(node: ObjectTypeDefinitionNode, problems: Problems): TypeHead {
  const uses = readUses(node.directives, 'type', problems);
  const named = uses.find((use) => use.name === 'table');
  const head: TypeHead = {
    node,
    type: node.name.value,
    schema: named?.string('schema') ?? 'public',
    table: named?.string('name') ?? snakeCase(node.name.value),
    uses,
    span: problems.span(node.name),
  };
  checkLength(head.table, head.span, problems);
  for (const parent of node.interfaces ?? []) {
    problems.error(
      'sdl/unsupported',
      problems.span(parent),
      `type ${head.type} implements ${parent.name.value}, and interfaces are not supported`,
      {
        fix: { text: 'write the fields of the interface in the type' },
      },
    );
  }
  return head;
}

function readEnum(node: EnumTypeDefinitionNode, problems: Problems): EnumModel {
  const name = snakeCase(node.name.value);
  const span = problems.span(node.name);
  checkLength(name, span, problems);
  const values = (node.values ?? []).map((value) => ({
    value: value.name.value,
    label: value.name.value,
    span: problems.span(value.name),
  }));
  if (values.length === 0) problems.error('sdl/empty-enum', span, `enum ${node.name.value} has no values`);
  for (const value of node.values ?? []) checkLength(value.name.value, problems.span(value), problems);
  return {
    type: node.name.value,
    schema: 'public',
    name,
    storage: 'type',
    values,
    span,
    ...(node.description ? { comment: node.description.value } : {}),
  };
}

function reportOther(node: DefinitionNode, problems: Problems): void {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      if (rootTypes.has(node.name.value)) {
        problems.note(
          'sdl/not-a-table',
          problems.span(node.name),
          `type ${node.name.value} is an entry point of the API and makes no table`,
        );
      }
      return;
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.DIRECTIVE_DEFINITION:
      return;
    case Kind.SCALAR_TYPE_DEFINITION:
      if (!scalarTypes[node.name.value]) {
        problems.note(
          'sdl/scalar-without-type',
          problems.span(node.name),
          `scalar ${node.name.value} has no SQL type of its own`,
          {
            fix: { text: 'give each field that uses it a type: @column(type: "...")' },
          },
        );
      }
      return;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      problems.note('sdl/not-a-table', problems.span(node.name), `input ${node.name.value} makes no table`);
      return;
    case Kind.SCHEMA_DEFINITION:
      problems.note(
        'sdl/not-a-table',
        problems.span(node),
        'the schema block names entry points of the API and makes no table',
      );
      return;
    default: {
      const name = 'name' in node && node.name ? ` ${node.name.value}` : '';
      problems.error(
        'sdl/unsupported',
        problems.span(node),
        `${describe(node.kind)}${name} is not supported in a database schema`,
        {
          fix: { text: 'use types, enums and scalars; write the fields out' },
        },
      );
    }
  }
}

function reportCollisions(enums: readonly EnumModel[], heads: readonly TypeHead[], problems: Problems): void {
  const owners = new Map<string, string>();
  const claim = (key: string, what: string, owner: string, span: Span): void => {
    const other = owners.get(key);
    if (other !== undefined) {
      problems.error('sdl/name-collision', span, `${what} of ${owner} is taken by ${other}`, {
        fix: { text: 'rename one, or give a table another name with @table(name: "...")' },
      });
    } else owners.set(key, owner);
  };
  for (const head of heads)
    claim(`${head.schema}.${head.table}`, `the name "${head.table}"`, `type ${head.type}`, head.span);
  for (const e of enums) claim(`public.${e.name}`, `the name "${e.name}"`, `enum ${e.type}`, e.span);
}

function describe(kind: string): string {
  return kind
    .replace(/(TypeDefinition|TypeExtension|Definition)$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
