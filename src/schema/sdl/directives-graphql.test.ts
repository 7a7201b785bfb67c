import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, Kind, parse, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { packageRoot } from '../../paths.js';
import { compileSdl } from '../index.js';
import { argumentTypes, directives } from './directives.js';
import { directivesGraphql } from './directives-graphql.js';

const text = directivesGraphql();

const example = `
extend schema @sql(up: "CREATE EXTENSION IF NOT EXISTS citext", first: true)
type Query { orders: [Order!]! }
interface Node @check(expr: "true") { id: ID! @wes_pii }
enum State @type(name: "order_state") { OPEN @label(value: "open") PAID }
type Order implements Node @table(name: "orders") @wes_index(fields: ["placedAt"], using: "brin")
  @partition(by: HASH, key: ["id"]) @rls(preset: DENY) {
  id: ID! @pk
  state: State! @default(value: OPEN)
  total: Decimal @column(precision: 12, scale: 2) @default(value: 1.5)
  meta: JSON @default(value: { a: [1] })
  placedAt: DateTime! @default(expr: "now()") @deprecated
  customer: Customer @fk(onDelete: SET_NULL)
}
type Customer { id: ID! email: String! @column(type: "citext") @unique }
`;

describe('directives.graphql', () => {
  test('is what the package ships', () => {
    expect(text).toBe(readFileSync(join(packageRoot, 'directives.graphql'), 'utf8'));
  });

  test('declares every directive twice, and only types that no schema is made of', () => {
    const nodes = parse(text).definitions;
    const declared = nodes.flatMap((node) =>
      node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [],
    );
    const names = Object.keys(directives);
    expect(declared).toEqual([...names, ...names.map((name) => `wes_${name}`)]);
    const enums = nodes.flatMap((node) => (node.kind === Kind.ENUM_TYPE_DEFINITION ? [node.name.value] : []));
    expect([...enums, 'WesleyValue'].sort()).toEqual([...argumentTypes].sort());
  });

  test('makes a schema valid for GraphQL tools', () => {
    // Interfaces are written out there: GraphQL does not inherit fields as SDL for tables does.
    const schema = buildSchema(
      `${text}\n${example.replace('extend schema @sql(up: "CREATE EXTENSION IF NOT EXISTS citext", first: true)', '')}`,
    );
    expect(validateSchema(schema)).toEqual([]);
  });

  test('lies beside a schema without becoming a part of it', async () => {
    const own = new SourceText('schema.graphql', example);
    const beside = new SourceText('directives.graphql', directivesGraphql({ Money: {} }));
    const alone = await compileSdl([own]);
    const both = await compileSdl([beside, own]);
    expect(alone.sql).toBeDefined();
    expect(both.sql).toBe(alone.sql);
  });
});
