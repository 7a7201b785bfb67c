/** The schema as Zod 4 schemas that take what PostgreSQL takes: rows, new rows, changes of rows, GraphQL inputs. */
import type { SchemaModel, TableModel, ViewModel } from '../model.js';
import { docComment, lineWidth, stringLiteral } from './code.js';
import { valueOptions } from './drivers.js';
import { flag, type Option, oneOf, readOptions, text } from './options.js';
import { remembered } from './remembered.js';
import { Rows } from './rows.js';
import type { GeneratedFile, Target } from './target.js';
import { declarationsFor, namesIn } from './zod/declarations.js';
import { inputCode } from './zod/inputs.js';
import { declaration } from './zod/layout.js';
import { Exports, enumSchema, type FileOptions, Module, type Used } from './zod/module.js';
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
      exactOptional: flag(false),
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
  const code: string[] = [];
  for (const table of model.tables) code.push(await codeOf(table, module));
  code.push(...model.views.map((view) => viewCode(view, module)), ...inputCode(model.inputs, module));
  const declarations = declarationsFor(code, module).map((one) => one.code);
  const parts = [importZod(options), ...declarations, ...enumCode(model, exports), ...code];
  return { path: options.file, text: parts.join('\n') };
}

/** `zod/Customer.ts`, what they share in `zod/common.ts`, inputs in `zod/inputs.ts`, all of them in `zod/index.ts`. */
async function filePerTable(exports: Exports, options: FileOptions): Promise<readonly GeneratedFile[]> {
  const { model } = exports.rows;
  const module = new Module(exports, options);
  const own: { readonly name: string; readonly code: string }[] = [];
  for (const [one, name] of fileNames([...model.tables, ...model.views], exports.rows))
    own.push({ name, code: 'sql' in one ? viewCode(one, module) : await codeOf(one, module) });
  if (model.inputs.length > 0) own.push({ name: 'inputs', code: inputCode(model.inputs, module).join('\n') });
  const declarations = declarationsFor(
    own.map(({ code }) => code),
    module,
  );
  const enums = model.enums.map((one) => exports.ofEnum(one.type));
  const shared = new Map([
    ...declarations.flatMap(({ names, kind }) => names.map((name): [string, string] => [name, kind])),
    ...enums.map((name): [string, string] => [name, 'value']),
  ]);
  const exported = declarations.map(({ code }) =>
    code.replace(/^(type|interface|const|function) /gm, 'export $1 '),
  );
  const common = [...exported, ...enumCode(model, exports)];
  const place = (name: string, text: string): GeneratedFile => ({
    path: `${options.folder}/${name}.ts`,
    text,
  });
  const from = (name: string): string => ` from ${stringLiteral(`./${name}${options.importExtension}`)};\n`;
  const index = [
    ...(enums.length > 0
      ? [`${braced('export', enums, lineWidth - from('common').length + 1)}${from('common')}`]
      : []),
    ...own.map(({ name }) => `export *${from(name)}`),
  ];
  return [
    ...own.map(({ name, code }) => {
      const used = [...namesIn(code)].flatMap((one) => {
        const kind = shared.get(one);
        return kind === undefined ? [] : [kind === 'type' ? `type ${one}` : one];
      });
      const line =
        used.length === 0
          ? ''
          : `${braced('import', used, lineWidth - from('common').length + 1)}${from('common')}`;
      return place(name, `${importZod(options)}${line}\n${code}`);
    }),
    ...(common.length > 0 ? [place('common', [importZod(options), ...common].join('\n'))] : []),
    place('index', index.join('')),
  ];
}

/** Code of a table, or what it was when the table was the same. */
async function codeOf(table: TableModel, module: Module): Promise<string> {
  const { exports, options } = module;
  const make = async (): Promise<{ readonly code: string; readonly used: Used }> => {
    const own = new Module(exports, options);
    const code = await tableCode(table, own);
    const { helpers, types, usedEnums, brands, asked } = own;
    return { code, used: { helpers, types, usedEnums, brands, asked } };
  };
  const key = `zod ${JSON.stringify(options)}`;
  const kept = await remembered(exports.rows.model, table, key, usesNothing, make);
  if (module.take(kept.used)) return kept.code;
  const fresh = await make();
  module.take(fresh.used);
  return fresh.code;
}

/** What is used is kept with the code. */
const usesNothing = (): void => undefined;

/** `import { a, b }` in the order of a formatter, broken where it has more than `width` columns. */
function braced(word: string, names: readonly string[], width: number): string {
  const bare = (name: string): string => name.replace(/^type /, '');
  const sorted = [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  const line = `${word} { ${sorted.join(', ')} }`;
  return line.length <= width ? line : `${word} {\n${sorted.map((name) => `  ${name},\n`).join('')}}`;
}

function importZod({ import: from }: FileOptions): string {
  return `import * as z from ${stringLiteral(from)};\n`;
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
