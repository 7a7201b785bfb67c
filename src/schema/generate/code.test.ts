import { describe, expect, test } from 'vitest';
import { byName, docComment, importTypes, propertyKey, statement, stringLiteral, union } from './code.js';

describe('types', () => {
  test('stay on a line that they fit on', () => {
    expect(statement('total?:', union('string', 'null', 'string'), '  ')).toBe('  total?: string | null;');
    expect(statement('tags:', { array: union('string', 'null') })).toBe('tags: (string | null)[];');
    expect(statement('tags:', { array: { array: 'string' } })).toBe('tags: string[][];');
  });

  test('are broken where they are too long', () => {
    const long = (n: number) => `Long${'g'.repeat(n)}`;
    expect(statement('state:', union(long(40), long(41)), '  ')).toBe(
      `  state:\n    | ${long(40)}\n    | ${long(41)};`,
    );
    expect(
      statement('at:', { generic: 'ColumnType', of: [long(30), union(long(20), 'null'), 'never'] }, '  '),
    ).toBe(`  at: ColumnType<\n    ${long(30)},\n    ${long(20)} | null,\n    never\n  >;`);
    expect(statement('all:', { array: union(long(40), long(41)) }, '  ')).toBe(
      `  all: (\n    | ${long(40)}\n    | ${long(41)}\n  )[];`,
    );
  });
});

test('names and texts are quoted where they need it', () => {
  expect(['id', '$a_1', 'odd name', 'class', '1st', 'größe'].map(propertyKey)).toEqual([
    'id',
    '$a_1',
    '"odd name"',
    'class',
    '"1st"',
    'größe',
  ]);
  expect(['a', `it's`, 'say "x"', `it's "x"`, 'a\nb\\'].map(stringLiteral)).toEqual([
    '"a"',
    `"it's"`,
    `'say "x"'`,
    `'it\\'s "x"'`,
    '"a\\nb\\\\"',
  ]);
});

test('comments cannot be ended, nor tags begun, by what they say', () => {
  expect(docComment([])).toBe('');
  expect(docComment(['People who buy'])).toBe('/** People who buy */\n');
  expect(docComment(['ends */ here\r\n@see me'], ['@deprecated use b\n@c'], '  ')).toBe(
    '  /**\n   * ends *\\/ here\n   * \\@see me\n   *\n   * @deprecated use b\n   * \\@c\n   */\n',
  );
});

test('imports are sorted, and broken where they are too long', () => {
  expect(importTypes(['b', 'A'], './x.js')).toBe('import type { A, b } from "./x.js";');
  const names = ['CustomerOrderHistory', 'InvoiceLine', 'ProductCategory', 'Shipment'];
  expect(importTypes(names, './types/rows.js')).toBe(
    'import type {\n  CustomerOrderHistory,\n  InvoiceLine,\n  ProductCategory,\n  Shipment,\n} from "./types/rows.js";',
  );
});

test('names are sorted as Biome sorts imports', () => {
  expect(['b2', 'b10', 'B', 'a', 'A1', 'Ab', 'ab', 'A'].sort(byName)).toEqual([
    ...['A', 'A1', 'Ab', 'a', 'ab', 'B', 'b2', 'b10'],
  ]);
});
