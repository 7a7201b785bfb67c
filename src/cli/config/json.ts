/** Where a text stops being JSON, in words. `JSON.parse` reads it; it says no place of its own on every version of Node. */

/** The first thing that is wrong, with the range of it. */
export interface JsonProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Undefined when the text is sound JSON, and no object has a key twice. Linear in the text. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  try {
    new Scanner(text).whole();
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.problem;
    throw error;
  }
}

/** Deeper nesting is a mistake, and would use up the stack. */
const deepest = 100;

const patterns = {
  string: /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y,
  plain: /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y,
  blank: /[ \t\r\n]*/y,
};

class Stop extends Error {
  readonly problem: JsonProblem;

  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

class Scanner {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  whole(): void {
    this.value(0);
    this.skip();
    if (this.at < this.text.length) this.wrong('nothing more is expected');
  }

  private value(depth: number): void {
    this.skip();
    const open = this.text[this.at];
    if (open === '{' || open === '[') {
      if (depth === deepest) this.wrong(`values lie in each other more than ${deepest} times`);
      if (open === '{') this.items('}', depth, new Set());
      else this.items(']', depth, undefined);
    } else if (!this.take('string') && !this.take('plain')) this.wrong('a value is expected');
  }

  /** From the open bracket to the closing one; an object has the keys that were seen. */
  private items(close: '}' | ']', depth: number, seen: Set<string> | undefined): void {
    this.at += 1;
    this.skip();
    if (this.text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      if (seen !== undefined) this.key(seen);
      this.value(depth + 1);
      this.skip();
      const next = this.text[this.at];
      if (next !== ',' && next !== close) this.wrong(`, or ${close} is expected`);
      const comma = this.at;
      this.at += 1;
      if (next === close) return;
      this.skip();
      if (this.text[this.at] === close)
        this.stop(`the last comma before ${close} is one too many`, comma, comma + 1);
    }
  }

  private key(seen: Set<string>): void {
    this.skip();
    const start = this.at;
    if (!this.take('string')) this.wrong('a key in double quotes is expected');
    const name: unknown = JSON.parse(this.text.slice(start, this.at));
    if (seen.has(String(name))) this.stop(`the key "${name}" is there twice`, start, this.at);
    seen.add(String(name));
    this.skip();
    if (this.text[this.at] !== ':') this.wrong(': is expected');
    this.at += 1;
  }

  private skip(): void {
    this.take('blank');
  }

  private take(kind: keyof typeof patterns): boolean {
    const pattern = patterns[kind];
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    const start = this.at;
    this.at = pattern.lastIndex;
    if (kind !== 'string') return true;
    for (let at = start; at < this.at; at += 1) {
      if (this.text.charCodeAt(at) < 0x20)
        this.stop('in a text, a line break or tab is written \\n or \\t', at, at + 1);
    }
    return true;
  }

  private wrong(expected: string): never {
    const { at, text } = this;
    if (at >= text.length) return this.stop('it ends too early', Math.max(at - 1, 0), at);
    if (/^(?:\/[/*]|#)/.test(text.slice(at, at + 2))) return this.stop('JSON has no comments', at, at + 1);
    if (text[at] === "'") return this.stop('JSON wants double quotes', at, at + 1);
    return this.stop(`${expected} here`, at, at + 1);
  }

  private stop(message: string, start: number, end: number): never {
    throw new Stop({ message, start, end });
  }
}
