/** What the lines of a REPL mean: goals, rules, and commands that start with a colon. Nothing that goes wrong ends it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, plural, renderDiagnostic, Sources } from '../diagnostics/index.js';
import type { RelationPage, Workbench } from '../index.js';
import type { Context } from './command.js';
import { printError } from './problems.js';
import { answerText, defaultLimit } from './query.js';
import type { Words } from './repl-completion.js';
import { fits, listText, relationText, unknownRelation } from './rules-relations.js';
import { renderTable } from './table.js';

/** Commands: name, what follows it, what it does. */
export const commands: readonly (readonly [name: string, takes: string, does: string])[] = [
  ['why', 'GOAL', 'prove each answer'],
  ['proofs', 'GOAL', 'several proofs of each answer'],
  ['whynot', 'GOAL', 'say what is missing'],
  ['relations', '[TEXT]', 'list relations whose name or meaning contains the text; * for anything'],
  ['show', 'RELATION', 'what it means, its columns, an example, who reads it'],
  ['facts', '[TEXT]', 'count the rows that the input gives, per relation'],
  ['load', 'FILE', 'add the rules of a file'],
  ['rules', '', 'the rules that were added'],
  ['limit', 'ROWS', 'answers to show'],
  ['help', '', 'this'],
  ['quit', '', 'end'],
];

/** Proofs of an answer that `:proofs` shows. */
const severalProofs = 5;

/** Whether a text is a whole entry: a command, or something that ends with `.` or `?` outside of texts and comments. */
export function isWhole(text: string): boolean {
  if (/^\s*:[a-z]/i.test(text)) return true;
  return /[.?]\s*$/.test(bare(text));
}

/** Whether a text could be a whole goal that only lacks its end. */
function isGoal(line: string): boolean {
  const text = bare(line).trim();
  const balance = [...text].reduce(
    (sum, sign) => sum + ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0),
    0,
  );
  return /[\w)"\]]$/.test(text) && balance === 0 && !text.includes(':-') && !/^[.@/]/.test(text);
}

/** Whether a text is a question that only lacks its end. */
function isQuestion(text: string): boolean {
  return /^\s*\?-/.test(text) && isGoal(text.replace('?-', ''));
}

/** The start of a line that goes on with a goal which could end before it. */
const goesOn = /^\s*(?:[,;.?<>=+*/%^-]|!=)/;

/** Without comments, and with texts emptied. */
function bare(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('"') ? '""' : ' ',
  );
}

export class Repl {
  /** Entries that went wrong. */
  failures = 0;
  ended = false;
  private buffer = '';
  private entries = 0;
  private limit = defaultLimit;
  private readonly loaded: { readonly file: string; readonly text: string }[] = [];

  constructor(
    private readonly context: Context,
    private readonly bench: Workbench,
  ) {}

  /** An entry has begun and goes on. */
  get waiting(): boolean {
    return this.buffer.trim() !== '';
  }

  greeting(): string {
    const { program, factCount } = this.bench;
    const held = `${plural(factCount, 'fact')}, ${plural(program.relations.size, 'relation')}`;
    return `${held}. ${this.context.out.dim('?- goal.   head(X) :- body(X).   :help   :quit')}`;
  }

  vocabulary(): Words {
    return {
      ...this.bench.vocabulary(),
      columns: (relation) =>
        this.bench.program.relations.get(relation)?.columns.map(({ name, type }) => `${name}: ${type}`) ?? [],
    };
  }

  /** A line that could be a whole goal and only lacks its end is a question: a person who wants more types on. */
  alone(line: string): string {
    return isGoal(line) ? `${line.trim()}?` : line;
  }

  /** Takes one line. */
  async line(line: string): Promise<void> {
    // What cannot go on with an entry ends it.
    const isNew = /^\s*(:[a-z]|\?-)/i.test(line) || (isQuestion(this.buffer) && !goesOn.test(line));
    if (this.waiting && isNew) await this.flush();
    this.buffer += this.buffer === '' ? line : `\n${line}`;
    if (bare(this.buffer).trim() === '') this.buffer = '';
    else if (isWhole(this.buffer)) await this.flush();
  }

  /** Takes what was begun, whole or not. */
  async flush(): Promise<void> {
    const text = this.buffer.trim();
    this.buffer = '';
    if (bare(text).trim() === '') return;
    try {
      await this.entry(text);
    } catch (error) {
      this.failures += 1;
      const { io, err, trace } = this.context;
      printError(error, { io, style: err, trace, json: false });
    }
  }

  /** Drops what was begun. */
  forget(): void {
    this.buffer = '';
  }

  private async entry(text: string): Promise<void> {
    const command = /^:(\w+)\s*([\s\S]*)$/.exec(text);
    if (command !== null) await this.command(command[1] ?? '', (command[2] ?? '').trim());
    else if (text.startsWith('?-')) this.ask(text.slice(2));
    else if (/\?\s*$/.test(text)) this.ask(text.replace(/\?\s*$/, ''));
    else this.add(text, `<entry ${++this.entries}>`);
  }

  private async command(name: string, rest: string): Promise<void> {
    const known = commands.filter(([one]) => one.startsWith(name.toLowerCase()));
    const [found] = known.filter(([one]) => one === name.toLowerCase()).concat(known);
    switch (found?.[0]) {
      case 'why':
      case 'proofs':
      case 'whynot':
        this.ask(rest.replace(/^\?-/, ''), found[0]);
        break;
      case 'relations':
        this.relations((await this.pages()).filter((page) => fits(page, rest)));
        break;
      case 'show': {
        const pages = await this.pages();
        const page = pages.find((one) => one.name === rest);
        if (page === undefined) throw unknownRelation(rest, pages);
        this.print(relationText(page, this.context.out, `${page.name}?`));
        break;
      }
      case 'facts':
        this.facts(rest);
        break;
      case 'load':
        this.add(readFileSync(resolve(this.context.io.cwd, rest), 'utf8'), rest);
        break;
      case 'rules':
        this.print(this.loaded.map(({ text }) => `${text}\n`).join('') || 'nothing was added\n');
        break;
      case 'limit':
        this.limit = Math.max(1, Number.parseInt(rest, 10) || defaultLimit);
        break;
      case 'help':
        this.help();
        break;
      case 'quit':
        this.ended = true;
        break;
      default:
        this.fail([
          {
            code: 'cli/unknown-command',
            severity: 'error',
            message: `there is no command ":${name}"`,
            fix: { text: `commands: ${commands.map(([one]) => `:${one}`).join(' ')}` },
          },
        ]);
    }
  }

  private ask(goal: string, mode?: 'why' | 'proofs' | 'whynot'): void {
    const { answer, diagnostics } = this.bench.ask(goal.trim());
    if (answer === undefined) {
      this.fail(diagnostics, [{ file: '<goal>', text: goal.trim() }]);
      return;
    }
    const shown = answerText(this.context, this.bench, answer, {
      why: mode === 'why',
      ...(mode === 'proofs' ? { proofs: severalProofs } : {}),
      whyNot: mode === 'whynot',
      limit: this.limit,
    });
    this.print(
      shown
        .replace('--why-not says', ':whynot says')
        .replace('(--limit)', '(:limit)')
        .replaceAll(' (--proofs)', ''),
    );
  }

  private add(text: string, file: string): void {
    const { relations, diagnostics } = this.bench.add(text, file);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      const isQuestion = !text.includes(':-') && errors.some(({ code }) => code === 'dl/unbound-variable');
      const hint: Diagnostic['fix'] = { text: 'to ask it, write ?- before it', code: `?- ${text}` };
      this.fail(isQuestion ? errors.map((one) => ({ ...one, fix: hint })) : errors, [{ file, text }]);
      return;
    }
    this.loaded.push({ file, text });
    if (diagnostics.length > 0) this.tell(diagnostics, [{ file, text }]);
    const { out } = this.context;
    const signatures = relations.map((name) => {
      const columns = this.bench.program.relations.get(name)?.columns ?? [];
      return `${name}(${columns.map((column) => `${column.name}: ${column.type}`).join(', ')})`;
    });
    this.print(`${out.green('added')} ${signatures.join(', ')}\n`);
  }

  private relations(pages: readonly RelationPage[]): void {
    this.print(pages.length === 0 ? 'no relation fits\n' : listText(pages, this.context.out));
  }

  private facts(pattern: string): void {
    const counts = this.bench.factCounts().filter(([name]) => fits({ name, doc: '' }, pattern));
    const columns = [{ title: 'relation' }, { title: 'facts', right: true }];
    const rows = counts.map(([name, count]) => [name, String(count)]);
    this.print(rows.length === 0 ? 'no facts\n' : renderTable(columns, rows, this.context.out));
  }

  private help(): void {
    const lines = [
      ['?- goal.', 'ask: literals joined with , (and) and ; (or), ! before one means not'],
      ['goal?', 'the same; a relation alone on a line, too'],
      ['head(X) :- body(X).', 'add a rule for as long as this lasts; new relations need no declaration'],
      ...commands.map(([name, takes, does]) => [`:${name} ${takes}`.trim(), does]),
    ];
    const width = Math.max(...lines.map(([left = '']) => left.length));
    this.print(lines.map(([left = '', right = '']) => `${left.padEnd(width)}  ${right}\n`).join(''));
  }

  private pages(): Promise<readonly RelationPage[]> {
    return this.bench.relations();
  }

  private print(text: string): void {
    this.context.io.out(text);
  }

  private fail(
    diagnostics: readonly Diagnostic[],
    texts: readonly { readonly file: string; readonly text: string }[] = [],
  ): void {
    this.failures += 1;
    this.tell(
      diagnostics.filter(({ severity }) => severity === 'error'),
      texts,
    );
  }

  private tell(
    diagnostics: readonly Diagnostic[],
    texts: readonly { readonly file: string; readonly text: string }[],
  ): void {
    const all = [...this.bench.sources, ...texts].map(({ file, text }) => ({ path: file, text }));
    const blocks = diagnostics.map((one) => renderDiagnostic(one, new Sources(all), this.context.err));
    this.context.io.err(`${blocks.join('\n\n')}\n`);
  }
}
