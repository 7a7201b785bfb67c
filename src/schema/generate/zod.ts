/** The schema as Zod 4 schemas that take what PostgreSQL takes: rows, new rows, changes of rows, GraphQL inputs. */
import type { SchemaModel, TableModel, ViewModel } from '../model.js';
import { docComment, lineWidth, stringLiteral } from './code.js';
import { valueOptions } from './drivers.js';
import { flag, type Option, oneOf, readOptions, text } from './options.js';
import { Rows } from './rows.js';
import type { GeneratedFile, Target } from './target.js';
import { inputCode } from './zod/inputs.js';
import { declaration } from './zod/layout.js';
import {
  Exports,
  enumSchema,
  type FileOptions,
  helperDeclarations,
  Module,
  typeDeclarations,
} from './zod/module.js';
import { tableCode, viewCode } from './zod/tables.js';

const server: Option<number> = {
  fallback: 11,
  expected: 'the major version of a server, 11 or later',
  accepts: (value): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 11,
};

export const zod: Target = {
  name: 'zod',
  doc: 'Zod 4 schemas of rows, new rows, changes and GraphQL inputs that take what PostgreSQL takes.',
  async generate(model, given) {
    const options = readOptions<FileOptions & Record<string, unknown>>('zod', given, {
      ...valueOptions,
      import: oneOf('zod', 'zod/mini'),
      server,
      coerce: flag(false),
      describe: flag(false),
      files: oneOf('one', 'per-table'),
      file: text('zod.ts'),
      folder: text('zod'),
      importExtension: oneOf('.js', '.ts', ''),
    });
    const exports = new Exports(new Rows(model, options));
    return options.files === 'one' ? [await oneFile(exports, options)] : filePerTable(exports, options);
  },
};

async function oneFile(exports: Exports, options: FileOptions): Promise<GeneratedFile> {
  const module = new Module(exports, options);
  const { model } = exports.rows;
  const tables: string[] = [];
  for (const table of model.tables) tables.push(await tableCode(table, module));
  const views = model.views.map((view) => viewCode(view, module));
  const inputs = inputCode(model.inputs, module);
  const parts = [
    importZod(options),
    ...typeDeclarations(module),
    ...helperDeclarations(module),
    ...enumCode(model, exports),
    ...tables,
    ...views,
    ...inputs,
  ];
  return { path: options.file, text: parts.join('\n') };
}

/** `zod/Customer.ts`, what they share in `zod/common.ts`, inputs in `zod/inputs.ts`, all of them in `zod/index.ts`. */
async function filePerTable(exports: Exports, options: FileOptions): Promise<readonly GeneratedFile[]> {
  const { model } = exports.rows;
  const common = new Module(exports, options);
  const place = (name: string): string => `${options.folder}/${name}.ts`;
  const files: GeneratedFile[] = [];
  const add = (name: string, parts: readonly string[], module: Module): void => {
    for (const one of module.helpers) common.helpers.add(one);
    for (const one of module.types) common.types.add(one);
    for (const one of module.brands) common.brands.add(one);
    for (const [one, schema] of module.shared) common.shared.set(one, schema);
    const imports = importZod(options) + importShared(module, options);
    files.push({ path: place(name), text: [imports, ...parts].join('\n') });
  };
  const modules = fileNames([...model.tables, ...model.views], exports.rows);
  for (const [one, name] of modules) {
    const module = new Module(exports, options);
    add(name, ['sql' in one ? viewCode(one, module) : await tableCode(one, module)], module);
  }
  if (model.inputs.length > 0) {
    const module = new Module(exports, options);
    add('inputs', inputCode(model.inputs, module), module);
  }
  const shared = [
    ...[...typeDeclarations(common), ...helperDeclarations(common)].map((one) =>
      one.replace(/^(type|interface|const|function) /gm, 'export $1 '),
    ),
    ...enumCode(model, exports),
  ];
  const names = model.enums.map((one) => exports.ofEnum(one.type)).sort();
  const lines = [
    ...(names.length > 0
      ? [`export { ${names.join(', ')} } from ${stringLiteral(`./common${options.importExtension}`)};\n`]
      : []),
    ...files.map(({ path }) => {
      const name = path.slice(options.folder.length + 1, -'.ts'.length);
      return `export * from ${stringLiteral(`./${name}${options.importExtension}`)};\n`;
    }),
  ];
  if (shared.length > 0)
    files.push({ path: place('common'), text: [importZod(options), ...shared].join('\n') });
  return [...files, { path: place('index'), text: lines.join('') }];
}

function importZod({ import: from }: FileOptions): string {
  return `import * as z from ${stringLiteral(from)};\n`;
}

/** The names of `common.ts` that the code of a module uses. */
function importShared(module: Module, { importExtension }: FileOptions): string {
  const types = [...module.types, ...module.brands].map((name) => `type ${name}`);
  const enums = [...module.usedEnums].map((type) => module.exports.ofEnum(type));
  const values = [
    ...module.helpers,
    ...module.shared.keys(),
    ...enums,
    ...(module.brands.size > 0 ? ['branded'] : []),
  ];
  const names = [...new Set([...values, ...types])].sort();
  if (names.length === 0) return '';
  const from = ` from ${stringLiteral(`./common${importExtension}`)};\n`;
  const line = `import { ${names.join(', ')} }${from}`;
  return line.length <= lineWidth + 1
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join('')}}${from}`;
}

function enumCode(model: SchemaModel, exports: Exports): readonly string[] {
  return model.enums.map((one) => {
    const doc = docComment(one.comment === undefined ? [] : [one.comment]);
    return doc + declaration(`export const ${exports.ofEnum(one.type)} =`, enumSchema(one));
  });
}

/** Names of files, different even where file systems see no difference between a and A. */
function fileNames(
  all: readonly (TableModel | ViewModel)[],
  rows: Rows,
): ReadonlyMap<TableModel | ViewModel, string> {
  const taken = new Set(['common', 'index', 'inputs']);
  const names = new Map<TableModel | ViewModel, string>();
  for (const one of all) {
    const { row } = rows.names.of(one);
    let name = row;
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${row}-${n}`;
    taken.add(name.toLowerCase());
    names.set(one, name);
  }
  return names;
}
