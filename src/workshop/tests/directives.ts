/**
 * What a file of tests says besides its SQL or SDL. Settings and sections stand on lines of their own:
 *
 *   -- @test name           a case of its own, up to the next one
 *   -- @server 13           the version it runs on
 *   -- @transaction per-file   how the migration tool wraps it
 *   -- @size orders 5000000 rows, 2 GB   statistics of a table of the state before
 *   -- @parameter run_hour = 3   what the configuration says to the rules of a team; several values with commas
 *   -- @before              SQL of the state before
 *   -- @change              SQL that is checked; all of it where there is no section
 *
 * In SDL a comment starts with `#`, and only `@test`, `@parameter` and `@setting names = exact`
 * (as in the configuration: names, id, enums, schema) say something.
 * What stands before the first `-- @test` holds for all cases. Expectations (`-- expect: id`, `-- ok: id`, `-- ok`) are
 * read by expectations.ts.
 */
import { type Diagnostic, didYouMean, SourceText, type Span } from '../../diagnostics/index.js';
import type { TableStatistics } from '../../facts/catalog/catalog.js';
import type { TransactionModel } from '../../facts/statements/index.js';
import { type Language, type LineComment, languageOf, lineComments, onlyRange } from './comments.js';

/** What one case of a file runs on. */
export interface Settings {
  readonly server: number | undefined;
  readonly transaction: TransactionModel | undefined;
  readonly sizes: readonly TableStatistics[];
  /** Parameters of the rules of a team, over those of the configuration. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** How SDL is read, where it is not as usual. */
  readonly settings: Readonly<Record<string, string>>;
  /** SQL of the state before, at its place in the file: everything else is blank. */
  readonly before: string | undefined;
}

export interface Case extends Settings {
  readonly name: string | undefined;
  /** SQL to check, at its place in the file: everything else is blank. */
  readonly change: string;
  /** Where the SQL to check starts and ends. */
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

export interface TestFile {
  readonly source: SourceText;
  readonly language: Language;
  readonly comments: readonly LineComment[];
  readonly cases: readonly Case[];
  readonly problems: readonly Diagnostic[];
}

const names = ['test', 'server', 'transaction', 'size', 'parameter', 'setting', 'before', 'change'] as const;
type Name = (typeof names)[number];
/** Those of SDL. */
const ofSdl: readonly Name[] = ['test', 'parameter', 'setting'];

interface Directive {
  readonly name: Name;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Reads the settings and sections of a file. Whatever is wrong with them is a problem, never an exception. */
export function readTestFile(path: string, text: string): TestFile {
  const source = new SourceText(path, text);
  const language = languageOf(path);
  const comments = lineComments(text, language);
  const reader = new Reader(source, language);
  const directives = comments.flatMap((comment) => reader.directive(comment));
  return { source, language, comments, cases: reader.cases(directives), problems: reader.problems };
}

/** Rules that an unsafe example may raise besides its own: `-- also: id, id`. */
export function alsoOf(file: TestFile): string[] {
  const header = file.comments.find(({ text }) => isHeader(text));
  if (header === undefined) return [];
  return header.text
    .slice(header.text.indexOf(':') + 1)
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

/** Whether a comment is the `-- also:` of an example. */
export function isHeader(text: string): boolean {
  return /^(?:--|#)[ \t]*also:/.test(text);
}

/** Settings while they are read; a case starts with those of the file. */
interface Draft {
  server?: number;
  transaction?: TransactionModel;
  readonly sizes: TableStatistics[];
  readonly parameters: Map<string, readonly string[]>;
  readonly settings: Record<string, string>;
  before?: { readonly start: number; readonly end: number };
  change?: { readonly start: number; readonly end: number };
}

class Reader {
  readonly problems: Diagnostic[] = [];

  constructor(
    private readonly source: SourceText,
    private readonly language: Language,
  ) {}

  directive(comment: LineComment): Directive[] {
    if (!comment.alone) return [];
    const match = /^(?:--|#)[ \t]*@([A-Za-z][\w-]*)(.*)$/.exec(comment.text);
    if (match === null) return [];
    const [, word = '', value = ''] = match;
    const name = names.find((one) => one === word);
    if (name === undefined) {
      this.problem('test/unknown-directive', `there is no "@${word}".${didYouMean(word, names)}`, comment, {
        text: `there are: ${names.map((one) => `@${one}`).join(', ')}; a note needs no @`,
      });
      return [];
    }
    if (this.language === 'sdl' && !ofSdl.includes(name)) {
      this.problem('test/bad-directive', `@${name} says nothing in SDL`, comment);
      return [];
    }
    return [{ name, value: value.trim(), start: comment.start, end: comment.end }];
  }

  cases(directives: readonly Directive[]): Case[] {
    const { text } = this.source;
    const starts = directives.filter(({ name }) => name === 'test');
    const first = starts[0]?.start ?? text.length;
    const shared = this.draft(
      { sizes: [], parameters: new Map(), settings: {} },
      directives,
      0,
      first,
      starts.length > 0,
    );
    if (starts.length === 0) return [this.finish(shared, undefined, 0, text.length)];
    return starts.map((start, at) => {
      const to = starts[at + 1]?.start ?? text.length;
      const { server, transaction, sizes, parameters, settings, before } = shared;
      const given = {
        sizes: [...sizes],
        parameters: new Map(parameters),
        settings: { ...settings },
        ...(server === undefined ? {} : { server }),
        ...(transaction === undefined ? {} : { transaction }),
        ...(before === undefined ? {} : { before }),
      };
      if (start.value === '') this.problem('test/bad-directive', '@test needs a name', start);
      return this.finish(this.draft(given, directives, start.end, to, false), start, start.end, to);
    });
  }

  /** Reads what stands between two offsets. */
  private draft(
    draft: Draft,
    directives: readonly Directive[],
    from: number,
    to: number,
    shared: boolean,
  ): Draft {
    const own = directives.filter(({ start, name }) => from <= start && start < to && name !== 'test');
    const seen = new Set<Name>();
    for (const one of own) {
      if (!repeatable.includes(one.name) && seen.has(one.name)) {
        this.problem('test/bad-directive', `@${one.name} is said twice`, one);
        continue;
      }
      seen.add(one.name);
      this.read(draft, one, own, to);
    }
    const change = own.find(({ name }) => name === 'change');
    const before = own.find(({ name }) => name === 'before');
    if (change !== undefined && before !== undefined && change.start < before.start) {
      this.problem('test/bad-directive', '@before must stand before @change', before);
    }
    if (shared && change !== undefined) {
      this.problem('test/bad-directive', '@change belongs behind a @test: there are several', change);
    }
    if (!shared && before !== undefined && change === undefined) {
      this.problem('test/bad-directive', '@before without @change: nothing is checked', before, {
        text: 'start the SQL that is checked with',
        code: '-- @change',
      });
    }
    const section = (before ?? change)?.start ?? (shared ? to : undefined);
    if (section !== undefined) this.nothingBetween(from, section);
    return draft;
  }

  private read(draft: Draft, one: Directive, own: readonly Directive[], to: number): void {
    switch (one.name) {
      case 'server': {
        const major = Number(one.value);
        if (/^\d\d$/.test(one.value) && major >= 11 && major <= 18) draft.server = major;
        else this.problem('test/bad-directive', '@server needs a major version from 11 to 18', one);
        return;
      }
      case 'transaction':
        if (isModel(one.value)) draft.transaction = one.value;
        else {
          const message = `@transaction must be one of ${models.join(', ')}.${didYouMean(one.value, models)}`;
          this.problem('test/bad-directive', message, one);
        }
        return;
      case 'size': {
        const size = readSize(one.value);
        if (size !== undefined) draft.sizes.push(size);
        else {
          this.problem('test/bad-directive', '@size needs a table, its rows and its bytes', one, {
            text: 'for example',
            code: '-- @size public.orders 5000000 rows, 2 GB',
          });
        }
        return;
      }
      case 'parameter': {
        const match = /^([\w.-]+)[ \t]*=(.*)$/.exec(one.value);
        const values = (match?.[2] ?? '').split(',').map((value) => value.trim());
        if (match !== null && values.every((value) => value !== ''))
          draft.parameters.set(match[1] ?? '', values);
        else {
          this.problem('test/bad-directive', '@parameter needs a name and a value', one, {
            text: 'for example',
            code: '-- @parameter run_hour = 3',
          });
        }
        return;
      }
      case 'setting': {
        const [, name = '', value = ''] = /^(\w+)[ \t]*=[ \t]*(\S+)$/.exec(one.value) ?? [];
        if (sdlSettings[name]?.test(value) === true && this.language === 'sdl') draft.settings[name] = value;
        else {
          this.problem(
            'test/bad-directive',
            '@setting says how SDL is read: names, id, enums or schema',
            one,
            {
              text: 'for example',
              code: '# @setting names = exact',
            },
          );
        }
        return;
      }
      case 'before': {
        const change = own.find(({ name, start }) => name === 'change' && start > one.start);
        draft.before = { start: one.end, end: change?.start ?? to };
        return;
      }
      case 'change':
        draft.change = { start: one.end, end: to };
        return;
    }
  }

  private finish(draft: Draft, test: Directive | undefined, from: number, to: number): Case {
    const { text } = this.source;
    const { before, change = { start: from, end: to }, sizes } = draft;
    if (before === undefined && sizes.length > 0) {
      this.problem(
        'test/bad-directive',
        '@size without @before: only a table of the state before has statistics',
        test ?? { start: from, end: from },
      );
    }
    return {
      name: test?.value,
      server: draft.server,
      transaction: draft.transaction,
      sizes,
      parameters: draft.parameters,
      settings: draft.settings,
      before: before === undefined ? undefined : onlyRange(text, before.start, before.end),
      change: onlyRange(text, change.start, change.end),
      start: change.start,
      end: change.end,
      span: this.source.span(test?.start ?? 0, test?.end ?? 0),
    };
  }

  /** SQL in front of a section would be read by nobody. */
  private nothingBetween(from: number, to: number): void {
    const { text } = this.source;
    const range = text.slice(from, to);
    const at = /\S/.exec(blankComments(range, this.language))?.index;
    if (at === undefined) return;
    this.problem(
      'test/bad-directive',
      'this belongs to no section, so nothing would read it',
      { start: from + at, end: from + at + 1 },
      { text: 'put it behind @before or @change' },
    );
  }

  private problem(
    code: string,
    message: string,
    { start, end }: { readonly start: number; readonly end: number },
    fix?: Diagnostic['fix'],
  ): void {
    const span = this.source.span(start, end);
    this.problems.push({ code, severity: 'error', message, span, ...(fix === undefined ? {} : { fix }) });
  }
}

/** Directives that may be said several times. */
const repeatable: readonly Name[] = ['size', 'parameter', 'setting'];

/** What `@setting` may say. */
const sdlSettings: Readonly<Record<string, RegExp>> = {
  names: /^(snake_case|exact)$/,
  id: /^(uuid|bigint|text)$/,
  enums: /^(type|check)$/,
  schema: /^\w+$/,
};

const models: readonly TransactionModel[] = ['none', 'per-file', 'per-statement', 'implicit'];

function isModel(word: string): word is TransactionModel {
  return (models as readonly string[]).includes(word);
}

const units: Readonly<Record<string, number>> = {
  bytes: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
};

/** `orders 5000000 rows, 2 GB`; a name without a schema is of `public`. */
function readSize(value: string): TableStatistics | undefined {
  const match = /^(\S+)[ \t]+(\d{1,15}) rows?,?[ \t]+(\d{1,12}(?:\.\d{1,6})?)[ \t]*([A-Za-z]{2,5})$/.exec(
    value,
  );
  const unit = units[(match?.[4] ?? '').toLowerCase()];
  const table = match?.[1];
  if (match === null || table === undefined || unit === undefined) return undefined;
  return {
    table: table.includes('.') ? table : `public.${table}`,
    rows: Number(match[2]),
    bytes: Math.round(Number(match[3]) * unit),
  };
}

function blankComments(text: string, language: Language): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of lineComments(text, language)) {
    parts.push(text.slice(at, start), ' '.repeat(end - start));
    at = end;
  }
  return [...parts, text.slice(at)].join('').replaceAll('\ufeff', ' ');
}
