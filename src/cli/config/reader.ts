/** Reads the configuration file: its JSON, where a key stands, and what is wrong, all of it at once. */
import { dirname, relative, resolve } from 'node:path';
import { type Diagnostic, didYouMean, Exit, SourceText, WesleyError } from '../../diagnostics/index.js';
import { findJsonProblem } from './json.js';
import { isRecord } from './value.js';

export const configFileName = 'wesley.config.json';

/** What the readers of the parts are given. */
export class Reader {
  /** Folder that paths in the file are relative to. */
  readonly base: string;
  readonly file: string | undefined;
  readonly cwd: string;
  private readonly problems: Diagnostic[] = [];
  private readonly source: SourceText;

  constructor(file: string | undefined, text: string, cwd: string) {
    this.file = file;
    this.cwd = cwd;
    this.base = file === undefined ? cwd : dirname(file);
    this.source = new SourceText(file === undefined ? configFileName : relative(cwd, file) || file, text);
  }

  /** The object in the file. Throws `WesleyError` where there is none. */
  parse(): Record<string, unknown> {
    const { text } = this.source;
    const wrong = findJsonProblem(text);
    if (wrong === undefined) {
      const value: unknown = JSON.parse(text);
      if (isRecord(value)) return value;
      this.problem('config/bad-value', 'the configuration must be a JSON object', '');
    } else {
      this.problems.push({
        code: 'config/syntax',
        severity: 'error',
        message: `the configuration is not valid JSON: ${wrong.message}`,
        span: this.source.span(wrong.start, wrong.end),
      });
    }
    throw this.error();
  }

  /** Throws what was wrong, if anything was. */
  finish(): void {
    if (this.problems.length > 0) throw this.error();
  }

  /** Paths in the file are relative to its folder. */
  paths(value: Record<string, unknown>, key: string): string[] {
    const given = value[key];
    if (given === undefined) return [];
    const all = typeof given === 'string' ? [given] : given;
    if (!Array.isArray(all) || !all.every((one) => typeof one === 'string')) {
      this.problem('config/bad-value', `"${key}" must be a path or a list of paths`, key);
      return [];
    }
    return all.map((one: string) => this.path(one));
  }

  /** A path of the file, relative to the working folder. */
  path(written: string): string {
    return relative(this.cwd, resolve(this.base, written)) || '.';
  }

  /** A text, if there is one. */
  text(value: Record<string, unknown>, key: string): string | undefined {
    const given = value[key];
    if (given === undefined || typeof given === 'string') return given;
    this.problem('config/bad-value', `"${key}" must be a text`, key);
    return undefined;
  }

  /** A key that nobody knows. */
  unknown(key: string, known: readonly string[]): void {
    const hint = didYouMean(key, known);
    this.problems.push({
      code: 'config/unknown-key',
      severity: 'error',
      message: `"${key}" is not a key of the configuration.${hint}`,
      ...this.place(key),
      fix: { text: `known keys: ${known.filter((one) => !one.startsWith('$')).join(', ')}` },
    });
  }

  /** Something wrong with the value of a key. */
  problem(code: string, message: string, key: string): void {
    this.problems.push({ code, severity: 'error', message, ...this.place(key) });
  }

  /** Where a key stands: good enough for a file of one screen. */
  place(key: string): Pick<Diagnostic, 'span'> {
    if (this.file === undefined) return {};
    const escaped = JSON.stringify(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const match = new RegExp(`${escaped}\\s*:`).exec(this.source.text);
    const start = match?.index ?? 0;
    return { span: this.source.span(start, start + (match === null ? 1 : JSON.stringify(key).length)) };
  }
  /** Anything else that is wrong. */
  report(...diagnostics: readonly Diagnostic[]): void {
    this.problems.push(...diagnostics);
  }

  private error(): WesleyError {
    return new WesleyError(this.problems, Exit.config);
  }
}
