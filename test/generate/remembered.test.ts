/** Generators that remember what they made of tables give what they give without memory, edit by edit. */
import { expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/index.js';
import { generateFiles, type TargetUse } from '../../src/schema/generate/files.js';
import { loadTarget } from '../../src/schema/generate/targets.js';
import { readSdl, type SchemaModel } from '../../src/schema/index.js';
import { keepUnchanged } from '../../src/schema/unchanged.js';

const start = `
enum State { OPEN PAID }
type Customer {
  id: ID!
  email: String! @column(type: "varchar(80)")
  orders: [Purchase!]! @hasMany
}
type Purchase @check(expr: "total >= paid") {
  id: BigInt! @pk @identity
  customer: Customer!
  state: State! @default(value: OPEN)
  total: Decimal! @column(type: "numeric(12,2)")
  paid: Decimal! @column(type: "numeric(12,2)")
  note: String @column(type: "varchar(80)")
}
type Line {
  purchase: Purchase! @pk
  text: String! @column(type: "varchar(80)")
}
type Tag { id: ID! name: String! }
type Place { id: ID! }
type Visit { id: ID! place: Place! }
`;

/** Each is made on top of those before. */
const edits: readonly (readonly [what: string, from: string, to: string])[] = [
  ['nothing but lines', 'type Tag', '\n\n# moved\ntype Tag'],
  ['a description', 'type Tag {', '"What is said"\ntype Tag {'],
  ['a column', 'name: String!', 'name: String! color: String'],
  [
    'the first relation of a type that another leads to',
    'type Place { id: ID!',
    'type Place { id: ID! owner: Customer',
  ],
  ['the label of an enum', 'PAID }', 'PAID LOST }'],
  ['the type of a key that others refer to', 'id: BigInt! @pk @identity', 'id: Int! @pk @identity'],
  ['the key of another table', 'type Customer {\n  id: ID!', 'type Customer {\n  id: BigInt! @pk @identity'],
  ['a type with a name that must give way', 'type Tag', 'type CustomerInsert { id: ID! }\ntype Tag'],
  ['the same without it', 'type CustomerInsert { id: ID! }\n', ''],
  ['a length that three columns shared', 'note: String @column(type: "varchar(80)")', 'note: String'],
  ['the name of a type', 'type Tag', 'type Label'],
  ['a check', 'total >= paid', 'total > paid'],
  ['a key that is no longer part of another', 'purchase: Purchase! @pk', 'id: ID! @pk purchase: Purchase!'],
  ['a type less', 'type Line', 'type Line2'],
];

const variants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  types: [{}, { brand: true, relations: true, keys: 'field' }, { files: 'per-table' }],
  kysely: [{}, { brand: true }],
  zod: [{}, { brand: true, files: 'per-table' }, { import: 'zod/mini', keys: 'field' }],
  jsonschema: [{}, { keys: 'field' }],
};

async function read(text: string): Promise<SchemaModel> {
  const { model, diagnostics } = await readSdl([new SourceText('app.graphql', text)]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return model;
}

for (const [name, all] of Object.entries(variants)) {
  for (const options of all) {
    it(`${name} ${JSON.stringify(options)}`, async () => {
      const target = await loadTarget(name);
      if (target === undefined) throw new Error(`there is no target ${name}`);
      const uses: TargetUse[] = [{ target, options }];
      let text = start;
      let kept: SchemaModel | undefined;
      for (const [what, from, to] of [['the start', '', ''] as const, ...edits]) {
        const edited = text.replace(from, to);
        expect(from === '' || edited !== text, `the edit "${what}" changes nothing`).toBe(true);
        text = edited;
        kept = keepUnchanged(kept, await read(text));
        const remembering = await generateFiles(kept, uses);
        const anew = await generateFiles(await read(text), uses);
        expect(remembering, `after ${what}`).toEqual(anew);
      }
    });
  }
}
