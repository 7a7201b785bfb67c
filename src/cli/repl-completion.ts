/** What Tab offers in the REPL: commands, relations, functions, branches; inside of brackets the columns. */
import { commands } from './repl-session.js';

/** The words of a program, and the columns of its relations. */
export interface Words {
  readonly relations: readonly string[];
  readonly functions: readonly string[];
  readonly branches: readonly string[];
  readonly columns: (relation: string) => readonly string[];
  /** Texts that a column can hold, by its place from 0; none where anything can be. */
  readonly values: (relation: string, column: number) => readonly string[];
}

/** What may stand at the end of a line, and the part of the line that it takes the place of. */
export function complete(line: string, words: Words): [string[], string] {
  const command = /^\s*:(\w*)$/.exec(line);
  if (command !== null) {
    const typed = `:${command[1] ?? ''}`;
    return [
      commands
        .map(([name, takes]) => `:${name}${takes === '' ? '' : ' '}`)
        .filter((one) => one.startsWith(typed)),
      typed,
    ];
  }
  const text = /(\w+)\(((?:[^()"]|"[^"]*")*)"([^"]*)$/.exec(line);
  if (text !== null) {
    const [, relation = '', before = '', typed = ''] = text;
    const column = before.replace(/"[^"]*"/g, '').split(',').length - 1;
    const values = words.values(relation, column).filter((value) => value.startsWith(typed));
    return [values.map((value) => `"${value}"`), `"${typed}`];
  }
  const part = /[$@]?\w*$/.exec(line)?.[0] ?? '';
  if (/^\s*:(show|relations|facts)\s/.test(line))
    return [words.relations.filter((one) => one.startsWith(part)), part];
  const open = /(\w+)\([^()]*$/.exec(line)?.[1];
  const columns = open === undefined || part !== '' ? [] : words.columns(open);
  // Two that share no beginning are shown and put nothing on the line.
  if (columns.length > 0) return [[`${open}(${columns.join(', ')})`, ' '], ''];
  if (part.startsWith('$')) {
    return [words.branches.map((branch) => `$${branch}(`).filter((one) => one.startsWith(part)), part];
  }
  if (part === '') return [[], part];
  const calls = [...words.relations, ...words.functions].map((name) => `${name}(`);
  return [calls.filter((one) => one.startsWith(part)), part];
}
