/** A module by which an application finds out at start whether the database has the schema that it was built for. */
import { type CatalogHash, hashSql } from '../../../facts/catalog/hash.js';
import { readStateHash } from '../../../facts/sources/index.js';
import { emit } from '../../sql/emit.js';
import { lineWidth, stringLiteral } from '../code.js';
import { flag, type Option, readOptions, text } from '../options.js';
import type { Target } from '../target.js';
import { moduleCode } from './code.js';

export const runtime: Target = {
  name: 'runtime',
  doc: 'A module with assertSchema(client), by which an application refuses to start on a database that is not the expected one.',
  async generate(model, given, context) {
    const options = readOptions('runtime', given, {
      file: text('runtime.ts'),
      strict: flag(false),
      ignore: texts,
      schemas: texts,
    });
    const schemas = options.schemas.length === 0 ? undefined : options.schemas;
    const hash =
      context === undefined
        ? await readStateHash({ kind: 'sql', name: '<schema>', text: emit(model).sql }, {}, schemas)
        : await context.hash(schemas);
    return [{ path: options.file, text: render(hash, { ...options, schemas }) }];
  },
};

interface RuntimeOptions {
  readonly strict: boolean;
  readonly ignore: readonly string[];
  readonly schemas: readonly string[] | undefined;
}

/** A list of texts. */
const texts: Option<readonly string[]> = {
  fallback: [],
  expected: 'a list of texts',
  accepts: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
};

function render({ major, hash, objects }: CatalogHash, options: RuntimeOptions): string {
  const query = hashSql({ schemas: options.schemas, expected: hash });
  const entries = objects.map(({ id, shape, text: own }) =>
    property(stringLiteral(id), stringLiteral(own === '' ? shape : `${shape}\n${own}`)),
  );
  const otherwise = objects.filter(({ portable }) => !portable).map(({ id }) => id);
  return [
    '/**',
    ' * The schema that this build expects. Call `assertSchema(client)` when the',
    ' * application starts.',
    ' */',
    '',
    '/** SHA-256 of the whole schema. */',
    'export const schemaHash =',
    `  ${stringLiteral(hash)};`,
    '',
    '/** Version of PostgreSQL that printed the texts below. */',
    `const printedBy = ${major};`,
    '',
    '/** What the options are when `assertSchema` is not told otherwise. */',
    'const defaults: Required<SchemaOptions> = {',
    `  strict: ${options.strict},`,
    list('  ignore', options.ignore, ','),
    '};',
    '',
    '/** What is expected of each object: its shape and, on further lines, its text. */',
    'const expected: Readonly<Record<string, string>> = {',
    ...entries,
    '};',
    '',
    '/** Objects whose text other versions of PostgreSQL print in other words. */',
    list('const printedOtherwise', otherwise, ';'),
    '',
    moduleCode.trim(),
    '',
    '/** One statement, which reads system catalogs and changes nothing. */',
    `const query = \`${query.replace(/[\\`]|\$\{/g, '\\$&')}\`;`,
    '',
  ].join('\n');
}

/** `  key: value,`, the value on a line of its own where the line is too long. */
function property(key: string, value: string): string {
  const line = `  ${key}: ${value},`;
  return line.length <= lineWidth ? line : `  ${key}:\n    ${value},`;
}

/** A list of texts behind `name: ` of an object, or `name: readonly string[] = ` of a statement. */
function list(name: string, items: readonly string[], end: ',' | ';'): string {
  const head = end === ',' ? `${name}: ` : `${name}: readonly string[] = `;
  const line = `${head}[${items.map((one) => stringLiteral(one)).join(', ')}]${end}`;
  if (line.length <= lineWidth) return line;
  const indent = /^ */.exec(name)?.[0] ?? '';
  return `${head}[\n${items.map((one) => `${indent}  ${stringLiteral(one)},`).join('\n')}\n${indent}]${end}`;
}
