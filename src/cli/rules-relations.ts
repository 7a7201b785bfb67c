/** `wesley rules relations`: what rules are written with: relations, and the types and functions around them. */
import type { Command } from 'commander';
import { didYouMean, Exit, plural, type Style, suggest, WesleyError, wrap } from '../diagnostics/index.js';
import type { RelationPage } from '../index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { fitted } from './table.js';
import { isNamed, wordList, wordText } from './word-view.js';

interface RelationsOptions {
  readonly pattern?: string;
  readonly base?: boolean;
  readonly derived?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Declares the command. */
export function rulesRelationsCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show the relations that rules are written with, and types and functions')
    .argument('[name]', 'a relation, type, branch or function: its page')
    .option('--pattern <text>', 'those whose name or meaning contains this; * stands for anything in a name')
    .option('--base', 'those that hold what the input says')
    .option('--derived', 'those that rules derive')
    .option('--markdown', 'print Markdown')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley rules relations takes_lock',
    'wesley rules relations Operation',
    "wesley rules relations --pattern 'stmt_adds_*'",
    'wesley rules relations --pattern partition --derived',
  );
  return runner.command<RelationsOptions>(command, showRelations);
}

async function showRelations(context: Context, [name]: string[], options: RelationsOptions): Promise<number> {
  const { io, out } = context;
  const { ruleFolders } = readConfig(io, context.config);
  const { relationPages, relationsMarkdown, wordPages } = await import('../index.js');
  const all = await relationPages(ruleFolders);
  const { pattern } = options;
  const pages = all.filter(
    (page) =>
      (name === undefined || page.name === name) &&
      (pattern === undefined || fits(page, pattern)) &&
      (options.base !== true || page.kind === 'base') &&
      (options.derived !== true || page.kind === 'derived'),
  );
  const isAny = options.base !== true && options.derived !== true;
  const asks = isAny && (pattern !== undefined || (name !== undefined && pages.length === 0));
  const words = asks ? await wordPages(ruleFolders) : [];
  const found = words.filter((word) => (pattern === undefined ? isNamed(word, name) : fits(word, pattern)));
  if (name !== undefined && pages.length + found.length === 0)
    throw unknownRelation(name, [...all, ...words]);
  if (options.json === true) {
    const body = {
      schema: 'wesley/relations/1',
      relations: pages,
      ...(found.length > 0 ? { words: found } : {}),
    };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else if (options.markdown === true) {
    io.out(await relationsMarkdown(pages, ruleFolders));
  } else if (name !== undefined) {
    for (const page of pages) io.out(relationText(page, out));
    for (const word of found) io.out(wordText(word, out));
  } else if (pages.length + found.length === 0) io.out('no relation fits\n');
  else {
    io.out(`${wordList(found, out)}${pages.length === 0 ? '' : listText(pages, out)}`);
  }
  return pages.length + found.length > 0 ? Exit.done : Exit.no;
}

/** Whether a page is meant by `stmt_*`, or by a word of its name or meaning. */
export function fits({ name, doc }: Pick<RelationPage, 'name' | 'doc'>, pattern: string): boolean {
  if (pattern.includes('*')) {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  }
  const word = pattern.toLowerCase();
  return name.toLowerCase().includes(word) || doc.toLowerCase().includes(word);
}

/** The error for a name that no relation has, with those near it. */
export function unknownRelation(name: string, all: readonly { readonly name: string }[]): WesleyError {
  const names = all.map((page) => page.name);
  const near = suggest(name, names);
  const inside = names.filter((one) => one.includes(name)).slice(0, 8);
  const others = near.length > 1 ? near : inside;
  return new WesleyError(
    {
      code: 'cli/unknown-relation',
      severity: 'error',
      message: `there is no relation "${name}".${didYouMean(name, names)}`,
      fix: {
        text: others.length > 0 ? `near it: ${others.join(', ')}` : 'list them all',
        ...(others.length > 0 ? {} : { code: 'wesley rules relations' }),
      },
    },
    Exit.usage,
  );
}

/** One line per relation, by where they are declared. */
export function listText(pages: readonly RelationPage[], style: Style): string {
  const lines: string[] = [];
  let group = '';
  for (const page of pages) {
    const next = page.kind === 'base' ? 'base relations' : page.declared.file;
    if (next !== group) {
      lines.push(...(group === '' ? [] : ['']), style.bold(next));
      group = next;
    }
    const signature = `${page.name}(${page.columns.map((column) => column.name).join(', ')})`;
    const room = style.width - signature.length - 4;
    const said = page.title;
    lines.push(
      room > 16 || said === ''
        ? `  ${signature}  ${style.dim(fitted(said, Math.max(room, 0), style))}`.trimEnd()
        : `  ${signature}\n      ${style.dim(fitted(said, style.width - 6, style))}`,
    );
  }
  const base = pages.filter(({ kind }) => kind === 'base').length;
  lines.push('', `${plural(pages.length, 'relation')}: ${base} base, ${pages.length - base} derived`);
  return `${lines.join('\n')}\n`;
}

/** So many places are named in a page. */
const mostPlaces = 8;

/** The page of a relation. */
export function relationText(
  page: RelationPage,
  style: Style,
  rows = `wesley rules query ${page.name} file.sql`,
): string {
  const { name, kind, doc, columns, example, declared, derivedBy, readBy } = page;
  const signature = `${name}(${columns.map((column) => column.name).join(', ')})`;
  const width = Math.max(...columns.map((column) => column.name.length), 0);
  const typeWidth = Math.max(...columns.map((column) => column.type.length), 0);
  const lines = [
    `${style.bold(signature)}  ${style.dim(`${kind}, ${declared.file}:${declared.line}`)}`,
    '',
    ...indented(doc === '' ? '(not documented)' : doc, 2, style),
    '',
    ...columns.flatMap((column) => {
      const head = `  ${column.name.padEnd(width)}  ${column.type.padEnd(typeWidth)}  `;
      const room = Math.max(style.width - head.length, 24);
      const [first = '', ...more] = wrap(columnText(column), room).map((line) =>
        line === '' ? '' : style.dim(line),
      );
      return [`${head}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(head.length) + line)];
    }),
  ];
  if (example !== undefined) lines.push('', `  ${style.bold('Example')}  ${example}`);
  if (derivedBy.length > 0) {
    lines.push('', ...listed('Derived at', placesText(derivedBy), style));
  }
  const readers = [...new Set(readBy.map((one) => readerOf(one)))].filter((reader) => reader !== name);
  if (readers.length > 0) lines.push('', ...listed('Read by', readers, style));
  lines.push('', `  ${style.bold('See rows')}  ${rows}`, '');
  return lines.join('\n');
}

/** What a column can hold, else what its type means. */
function columnText({ doc, values, type }: RelationPage['columns'][number]): string {
  return values === undefined || type === 'State' ? doc.replace(/\s+/g, ' ') : `One of ${values.join(', ')}.`;
}

/** `a.dl:3, 5`, by file. */
function placesText(places: readonly { readonly file: string; readonly line: number }[]): string[] {
  const lines = new Map<string, Set<number>>();
  for (const { file, line } of places) lines.set(file, (lines.get(file) ?? new Set()).add(line));
  return [...lines].map(([file, numbers]) => {
    const shown = [...numbers].slice(0, mostPlaces).join(', ');
    return `${file}:${shown}${numbers.size > mostPlaces ? ' ...' : ''}`;
  });
}

/** A rule that reports findings by its id, everything else by the relation that it derives. */
function readerOf({ relation, rule }: RelationPage['readBy'][number]): string {
  return relation === 'finding' && rule !== undefined ? `rule ${rule}` : relation;
}

function listed(title: string, items: readonly string[], style: Style): string[] {
  const rest = items.length - mostPlaces;
  const shown = items.slice(0, mostPlaces);
  const text = shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  const [first = '', ...more] = wrap(text, style.width - title.length - 4);
  const pad = ' '.repeat(title.length + 4);
  return [`  ${style.bold(title)}  ${first}`, ...more.map((line) => pad + line)];
}

function indented(text: string, by: number, style: Style): string[] {
  return wrap(text.replace(/\s+/g, ' '), style.width - by).map((line) => ' '.repeat(by) + line);
}
