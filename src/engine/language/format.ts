/**
 * Lays out a rule file. Only blanks and line breaks change: the tokens, and with them the meaning, stay. Where a person
 * broke a line between literals, columns or branches, the break stays; a body with a line that is too long is filled anew.
 */
import { type Diagnostic, invariant } from '../../diagnostics/diagnostic.js';
import { SourceText } from '../../diagnostics/source.js';
import { needSource } from '../arguments.js';
import type { Source } from '../compile.js';
import { Reporter } from '../errors.js';
import type { ItemNode } from './ast.js';
import { type Layout, layOut, type Piece, piecesOf } from './layout.js';
import { tokenize } from './lexer.js';
import { parse } from './parser.js';

export interface FormatOptions {
  /** Columns of a line. */
  readonly width?: number;
}

export interface Formatted {
  /** Undefined when the file cannot be read. */
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Columns of a line of a rule file. */
export const formatWidth = 120;

const step = 4;

/** The file as it should look; the same text again when it does already. Takes time linear in the text. */
export function formatRules(source: Source, { width = formatWidth }: FormatOptions = {}): Formatted {
  needSource(source);
  const reporter = new Reporter();
  const given = new SourceText(source.file, source.text);
  const read = parse(given, reporter);
  if (reporter.failed) {
    return {
      text: undefined,
      diagnostics: reporter.diagnostics.filter(({ severity }) => severity === 'error'),
    };
  }
  const isPlain = !source.text.includes('\r\n');
  const text = isPlain ? given : new SourceText(source.file, source.text.replaceAll('\r\n', '\n'));
  const items = isPlain ? read : parse(text, new Reporter());
  const tokens = tokenize(text, new Reporter());
  const printer = new Printer(piecesOf(text, tokens), items, width);
  const formatted = printer.print();
  const before = tokens.map(({ kind, text: word }) => `${kind} ${word}`);
  const after = tokenize(new SourceText(source.file, formatted), new Reporter());
  invariant(
    before.length === after.length &&
      after.every(({ kind, text: word }, i) => before[i] === `${kind} ${word}`),
    'formatting changed the tokens of a rule file',
  );
  return { text: formatted, diagnostics: [] };
}

/** What was printed last: it decides what may follow on the same line. */
type Last = 'nothing' | 'item' | 'metadata' | 'comment' | 'opening';

class Printer {
  private readonly lines: string[] = [];
  private readonly ends = new Map<number, ItemNode>();
  private last: Last = 'nothing';
  /** The last item was a clause: another one may stand beside it. */
  private besides = false;
  private at = 0;
  private indent = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    items: readonly ItemNode[],
    private readonly width: number,
  ) {
    const enter = (all: readonly ItemNode[]): void => {
      for (const item of all) {
        this.ends.set(item.start, item);
        if (item.kind === 'component') enter(item.items);
      }
    };
    enter(items);
  }

  print(): string {
    while (this.at < this.pieces.length) this.element();
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  private element(): void {
    const piece = this.pieces[this.at]!;
    if (piece.kind === 'comment' || piece.kind === 'inner-doc') {
      this.at += 1;
      if (piece.breaks === 0 && this.last === 'item' && !piece.text.includes('\n')) {
        this.lines.push(`${this.lines.pop() ?? ''} ${piece.text}`);
        this.last = 'comment';
      } else this.push([piece.text], piece.breaks, 'comment');
      return;
    }
    if (piece.kind === 'doc') {
      this.at += 1;
      this.push([piece.text], piece.breaks, 'metadata');
    } else if (piece.text === '@[') {
      const words = this.until(']');
      this.push(this.lay(words, 'annotation'), piece.breaks, 'metadata');
    } else if (piece.text === '}') this.close();
    else this.item(piece);
  }

  private item(piece: Piece): void {
    const item = this.ends.get(piece.start);
    invariant(item !== undefined, `no item starts with ${piece.text}`);
    if (item.kind === 'component') {
      const words = this.until('{');
      this.push(this.lay(words, 'header'), piece.breaks, 'opening');
      this.indent += step;
      return;
    }
    const words: Piece[] = [];
    while (this.at < this.pieces.length && this.pieces[this.at]!.start < item.end) {
      words.push(this.pieces[this.at]!);
      this.at += 1;
    }
    const lines = this.lay(words, layoutOf(item));
    const before = this.lines.at(-1) ?? '';
    const [only = ''] = lines;
    const beside = piece.breaks === 0 && this.last === 'item' && this.besides;
    const joins = beside && lines.length === 1 && item.kind === 'clause';
    this.besides = item.kind === 'clause';
    if (joins && before.length + 1 + only.length <= this.width) {
      this.lines[this.lines.length - 1] = `${before} ${only}`;
    } else this.push(lines, piece.breaks, 'item');
  }

  private close(): void {
    this.at += 1;
    this.indent -= step;
    this.push(['}'], 1, 'item');
  }

  /** The pieces up to the closing sign that belongs to the first bracket. */
  private until(closing: ']' | '{'): Piece[] {
    const words: Piece[] = [];
    let depth = 0;
    for (;;) {
      const piece = this.pieces[this.at]!;
      words.push(piece);
      this.at += 1;
      if (closing === '{') {
        if (piece.text === '{' && piece.kind === 'symbol') return words;
      } else if (piece.kind === 'symbol' && ['@[', '[', '@!['].includes(piece.text)) depth += 1;
      else if (piece.kind === 'symbol' && piece.text === ']' && --depth === 0) return words;
    }
  }

  private lay(words: readonly Piece[], layout: Layout): string[] {
    return layOut(words, layout, this.width - this.indent);
  }

  /** Adds lines; one empty line stays where there was at least one, but not under what describes an item. */
  private push(lines: readonly string[], breaks: number, last: Last): void {
    const keeps = this.last === 'item' || this.last === 'comment';
    if (breaks > 1 && keeps && lines[0] !== '}') this.lines.push('');
    const pad = ' '.repeat(this.indent);
    for (const line of lines) this.lines.push(line === '' ? '' : pad + line);
    this.last = last;
  }
}

function layoutOf(item: ItemNode): Layout {
  if (item.kind === 'clause') return 'clause';
  return item.kind === 'type' ? 'type' : 'columns';
}
