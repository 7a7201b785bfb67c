/** What generated schemas are made of: types, helpers, schemas that several columns have. Only what code names is printed. */
import { flat as flatCode, lineWidth } from '../code.js';
import { helperCode, type Helper as TypeHelper } from '../drivers.js';
import { helpersFor } from './helpers.js';
import { pureDeclaration } from './layout.js';
import type { Module } from './module.js';

export interface Declaration {
  /** Names that it declares; the first is the one that others ask for. */
  readonly names: readonly string[];
  readonly kind: 'type' | 'value';
  /** Without `export`. */
  readonly code: string;
}

/** The declarations that the code needs, in the order in which they must stand. */
export function declarationsFor(code: readonly string[], module: Module): readonly Declaration[] {
  const all = candidates(module);
  const owners = new Map(all.flatMap((one) => one.names.map((name): [string, Declaration] => [name, one])));
  const used = new Set<Declaration>();
  const visit = (text: string): void => {
    for (const name of namesIn(text)) {
      const one = owners.get(name);
      if (one === undefined || used.has(one)) continue;
      used.add(one);
      visit(one.code);
    }
  };
  code.forEach(visit);
  return all.filter((one) => used.has(one));
}

/** Words of generated code, those in texts, regular expressions and comments left out. Code of before is not read again. */
export function namesIn(code: string): ReadonlySet<string> {
  const known = words.get(code);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const token of code.match(tokens) ?? []) {
    const first = token.charCodeAt(0);
    // Neither a quote nor a slash.
    if (first > 47 || first === 36) names.add(token);
  }
  if (words.size >= wordsLimit) words.clear();
  words.set(code, names);
  return names;
}

const words = new Map<string, ReadonlySet<string>>();
const wordsLimit = 5000;

/** Words, texts, comments, regular expressions (generated code does not divide). */
const tokens =
  /[A-Za-z_$][\w$]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*|\/(?<=[(,=[!|&\s]\/)(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=[,.)\s])/g;

function candidates(module: Module): readonly Declaration[] {
  const { rows, options } = module;
  const keys = rows.model.tables.flatMap((table) => {
    const { id } = rows.names.of(table);
    const key = module.brands.has(id) ? rows.ownKey(table, module.useOfRows) : undefined;
    return key === undefined ? [] : [`type ${key.name} = ${flatCode(key.type)};\n`];
  });
  const order: readonly TypeHelper[] = ['Brand', 'Interval', 'JsonValue', 'JsonInput'];
  const types = order
    .filter((name) => module.types.has(name))
    .map((name) => `${inOneLine(helperCode(name, options))}\n`);
  const schema = options.import === 'zod' ? 'ZodType' : 'ZodMiniType';
  const branded = `/** The same schema, its values of a type that nothing else has. */
function branded<T>(schema: z.${schema}): z.${schema}<T, T> {
  return schema as unknown as z.${schema}<T, T>;
}
`;
  return [
    ...[...types, ...keys].map((code) => declared(code, 'type')),
    ...helpersFor(module.helpers).map(({ code }) => declared(code, 'value')),
    declared(branded, 'value'),
    ...[...module.shared].map(([name, expr]) => declared(pureDeclaration(`const ${name} =`, expr), 'value')),
  ];
}

function declared(code: string, kind: Declaration['kind']): Declaration {
  const names = [...code.matchAll(/^(?:type|interface|const|function) (\w+)/gm)].map(
    (match) => match[1] ?? '',
  );
  return { names, kind, code };
}

/** A union on one line where it fits, now that it is not exported. */
function inOneLine(code: string): string {
  return code.replace(/^type \w+ =\n(?: {2}\| .*\n?)+/gm, (union) => {
    const line = union.replace(/\n {2}\| /, ' ').replace(/\n {2}\| /g, ' | ');
    return line.trimEnd().length <= lineWidth ? line : union;
  });
}
