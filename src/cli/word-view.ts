/** Types, branches and functions in a terminal, beside the relations that have columns of them. */
import { type Style, wrap } from '../diagnostics/index.js';
import type { WordPage } from '../index.js';
import { fitted } from './table.js';

/** Whether the name is meant: `$CreateTable` and `@lower` also without their signs. */
export function isNamed({ name }: WordPage, asked: string | undefined): boolean {
  return asked !== undefined && (name === asked || name.slice(1) === asked);
}

const titles = { type: 'types', branch: 'branches of types', function: 'functions' } as const;

/** One line per word, by its kind; empty when there is none. */
export function wordList(words: readonly WordPage[], style: Style): string {
  const blocks = (['type', 'branch', 'function'] as const).flatMap((kind) => {
    const own = words.filter((word) => word.kind === kind);
    if (own.length === 0) return [];
    const lines = own.map(({ signature, title }) => {
      const room = Math.max(style.width - signature.length - 4, 16);
      return `  ${signature}  ${style.dim(fitted(title, room, style))}`.trimEnd();
    });
    return [[style.bold(titles[kind]), ...lines, '', ''].join('\n')];
  });
  return blocks.join('');
}

/** So many relations are named. */
const mostRelations = 12;

function shown(relations: readonly string[]): string {
  const rest = relations.length - mostRelations;
  return relations.slice(0, mostRelations).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** The page of a word. */
export function wordText(
  { kind, signature, doc, declared, text, relations }: WordPage,
  style: Style,
): string {
  const indented = (line: string): string => `  ${line}`;
  const lines = [
    `${style.bold(signature)}  ${style.dim(`${kind}, ${declared.file}:${declared.line}`)}`,
    ...(doc === '' ? [] : ['', ...wrap(doc, style.width - 2).map(indented)]),
    ...(text === undefined ? [] : ['', ...text.trimEnd().split('\n').map(indented)]),
  ];
  if (relations.length > 0) {
    const [first = '', ...more] = wrap(shown(relations), style.width - 17);
    lines.push(
      '',
      `  ${style.bold('Columns of it')}  ${first}`,
      ...more.map((line) => ' '.repeat(17) + line),
    );
  }
  return `${lines.join('\n')}\n\n`;
}
