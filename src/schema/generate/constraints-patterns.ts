/**
 * Patterns of PostgreSQL as regular expressions of JavaScript (flag `u`): only what means the same in both, whatever the locale
 * of the database. Quantifiers that could keep JavaScript busy for ages are left to PostgreSQL, which has another algorithm.
 */

export type Translated = { readonly source: string } | { readonly reason: string };

/** A LIKE pattern; `escapeWith` is one character or empty. */
export function likePattern(pattern: string, escapeWith: string): Translated {
  const characters = [...pattern];
  let source = '';
  for (let i = 0; i < characters.length; i++) {
    const one = characters[i] ?? '';
    if (escapeWith !== '' && one === escapeWith) {
      const next = characters[++i];
      if (next === undefined) return { reason: 'its pattern ends with an escape' };
      source += literal(next);
    } else if (one === '%') source += anyText;
    else if (one === '_') source += anyCharacter;
    else source += literal(one);
  }
  const start = source.startsWith(anyText) ? '' : '^';
  const end = source.endsWith(anyText) ? '' : '$';
  const middle = source.slice(start === '' ? anyText.length : 0, end === '' ? -anyText.length : undefined);
  return { source: `${start}${middle}${end}` || '(?:)' };
}

/**
 * A regular expression of the operators ~ and ~*. `\d` becomes `[0-9]`: a database whose locale knows other digits takes
 * more, so it is only translated where the text has to match (`negated`: it must not).
 */
export function regexPattern(
  pattern: string,
  options: { readonly ignoreCase: boolean; readonly negated: boolean },
): Translated {
  try {
    const reader = new Reader(pattern, options);
    const source = reader.alternatives().source;
    reader.expectEnd();
    new RegExp(source, 'u');
    return { source: source === '' ? '(?:)' : source };
  } catch (error) {
    if (error instanceof NotTheSame) return { reason: error.message };
    if (error instanceof SyntaxError) return { reason: 'its pattern is not one of JavaScript' };
    throw error;
  }
}

const anyCharacter = '[\\s\\S]';
const anyText = `${anyCharacter}*`;

/** The pattern has something that JavaScript has not, or has with another meaning. */
class NotTheSame extends Error {}

type Range = readonly [from: number, to: number];

interface Part {
  readonly source: string;
  /** Characters that occur in a match. */
  readonly characters: readonly Range[];
  /** Every match has the same length. */
  readonly fixed: boolean;
  /** Exactly one character. */
  readonly single: boolean;
  /** Nothing that a quantifier may follow. */
  readonly anchor?: true;
  /** Of groups. */
  readonly branches?: readonly (readonly Part[])[];
}

class Reader {
  private readonly text: readonly string[];
  private readonly ignoreCase: boolean;
  private readonly negated: boolean;
  private at = 0;

  constructor(pattern: string, options: { readonly ignoreCase: boolean; readonly negated: boolean }) {
    this.text = [...pattern];
    this.ignoreCase = options.ignoreCase;
    this.negated = options.negated;
    if (pattern.startsWith('***')) throw new NotTheSame('its pattern starts with ***');
  }

  expectEnd(): void {
    if (this.at < this.text.length) throw new NotTheSame('its pattern has a parenthesis too many');
  }

  alternatives(): Part {
    const branches = [this.branch()];
    while (this.take('|')) branches.push(this.branch());
    const sources = branches.map((parts) => parts.map(({ source }) => source).join(''));
    return {
      source: sources.join('|'),
      characters: branches.flat().flatMap(({ characters }) => characters),
      fixed: branches.length === 1 && branches.flat().every(({ fixed }) => fixed),
      single: false,
      branches,
    };
  }

  private branch(): Part[] {
    const parts: Part[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) {
      parts.push(this.quantified(this.atom()));
    }
    return parts;
  }

  private quantified(part: Part): Part {
    const [from, to, text] = this.quantifier() ?? [1, 1, ''];
    if (text === '') return part;
    if (part.anchor) throw new NotTheSame('its pattern repeats an anchor');
    if (to > 1 && part.branches && !unambiguous(part.branches))
      throw new NotTheSame('its pattern could take JavaScript ages');
    if (/[*+?{]/.test(this.peek() ?? '')) throw new NotTheSame('its pattern repeats a repetition');
    return {
      source: part.source + text,
      characters: part.characters,
      fixed: part.fixed && from === to,
      single: false,
    };
  }

  private quantifier(): readonly [from: number, to: number, text: string] | undefined {
    const bound = this.take('*') ? [0, Infinity, '*'] : this.take('+') ? [1, Infinity, '+'] : undefined;
    const found = bound ?? (this.take('?') ? [0, 1, '?'] : this.braces());
    if (found === undefined) return undefined;
    const [from, to, text] = found as [number, number, string];
    // Whether it prefers fewer makes no difference to whether there is a match.
    this.take('?');
    return [from, to, text];
  }

  private braces(): [number, number, string] | undefined {
    if (this.peek() !== '{') return undefined;
    const match = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}/.exec(this.text.slice(this.at, this.at + 9).join(''));
    if (!match) throw new NotTheSame('its pattern has a brace that is no quantifier');
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : match[3] === undefined ? Infinity : Number(match[3]);
    if (from > to || from > 255 || (to > 255 && to !== Infinity))
      throw new NotTheSame('its pattern has a quantifier that PostgreSQL does not take');
    this.at += match[0].length;
    return [from, to, match[0]];
  }

  private atom(): Part {
    const one = this.next();
    switch (one) {
      case '(':
        return this.group();
      case '[':
        return this.bracket();
      case '.':
        return { source: anyCharacter, characters: [everything], fixed: true, single: true };
      case '^':
      case '$':
        return { source: one, characters: [], fixed: true, single: false, anchor: true };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new NotTheSame(`its pattern repeats nothing`);
      default:
        return this.character(one);
    }
  }

  private group(): Part {
    if (this.take('?') && !this.take(':')) throw new NotTheSame('its pattern looks around or sets options');
    const inner = this.alternatives();
    if (!this.take(')')) throw new NotTheSame('its pattern has a group without an end');
    return { ...inner, source: `(?:${inner.source})` };
  }

  private escape(): Part {
    const one = this.next();
    if (one === 'd') return { source: '[0-9]', characters: [this.digits()], fixed: true, single: true };
    if (one === 'A' || one === 'Z')
      return {
        source: one === 'A' ? '^' : '$',
        characters: [],
        fixed: true,
        single: false,
        anchor: true,
      };
    return this.character(escaped(one));
  }

  private character(one: string): Part {
    const characters = [this.bothCases(rangeOf(one))].flat();
    const source = characters.length === 1 ? literal(one) : `[${characters.map(rangeSource).join('')}]`;
    return { source, characters, fixed: true, single: true };
  }

  private bracket(): Part {
    const complement = this.take('^');
    const ranges: Range[] = [];
    for (let first = true; first || this.peek() !== ']'; first = false) ranges.push(...this.item(complement));
    this.next();
    const source = `[${complement ? '^' : ''}${ranges.map(rangeSource).join('')}]`;
    return { source, characters: complement ? inverted(ranges) : ranges, fixed: true, single: true };
  }

  /** One member of a bracket expression: a character, a range, a class. */
  private item(complement: boolean): readonly Range[] {
    const from = this.member();
    if (from === 'digits') {
      if (complement) throw new NotTheSame('what is no digit depends on the locale');
      return [this.digits()];
    }
    const follows = this.text[this.at + 1];
    if (this.peek() !== '-' || follows === ']' || follows === undefined) return this.bothCases(rangeOf(from));
    this.next();
    const to = this.member();
    if (to === 'digits' || this.startsRange())
      throw new NotTheSame('its pattern has a range of another kind');
    const range: Range = [rangeOf(from)[0], rangeOf(to)[0]];
    if (range[0] > range[1]) throw new NotTheSame('its pattern has a range from high to low');
    return this.bothCases(range);
  }

  private startsRange(): boolean {
    return this.peek() === '-' && this.text[this.at + 1] !== ']';
  }

  private member(): string {
    const one = this.next();
    if (one === '[' && /[:.=]/.test(this.peek() ?? '')) {
      const name = /^:(\w+):\]/.exec(this.text.slice(this.at, this.at + 12).join(''));
      if (name?.[1] !== 'digit') throw new NotTheSame('the classes of its pattern depend on the locale');
      this.at += name[0].length;
      return 'digits';
    }
    if (one !== '\\') return one;
    const sign = this.next();
    return sign === 'd' ? 'digits' : escaped(sign);
  }

  private digits(): Range {
    if (this.negated) throw new NotTheSame('what is a digit depends on the locale');
    return [48, 57];
  }

  private bothCases(range: Range): readonly Range[] {
    if (!this.ignoreCase) return [range];
    const [from, to] = range;
    if (to < 65 || (from > 90 && to < 97) || (from > 122 && to < 128)) return [range];
    if (from >= 65 && to <= 90) return [range, [from + 32, to + 32]];
    if (from >= 97 && to <= 122) return [range, [from - 32, to - 32]];
    const only = String.fromCodePoint(from);
    if (from === to && only.toLowerCase() === only.toUpperCase()) return [range];
    throw new NotTheSame('the cases of letters depend on the locale');
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }

  private take(wanted: string): boolean {
    if (this.text[this.at] !== wanted) return false;
    this.at++;
    return true;
  }

  private next(): string {
    const one = this.text[this.at++];
    if (one === undefined) throw new NotTheSame('its pattern has no end');
    return one;
  }
}

/** Can every text be divided into repetitions in one way only? When in doubt, no. */
function unambiguous(branches: readonly (readonly Part[])[]): boolean {
  const [only] = branches;
  if (branches.length > 1) {
    const firsts = branches.map(([first]) => (first?.single ? first.characters : undefined));
    return (
      branches.flat().every(({ fixed }) => fixed) &&
      firsts.every((one, i) => one && firsts.slice(i + 1).every((other) => other && disjoint(one, other)))
    );
  }
  if (!only || only.every(({ fixed }) => fixed)) return true;
  return [0, only.length - 1].some((place) => {
    const separator = only[place];
    const rest = only.flatMap((part, i) => (i === place ? [] : part.characters));
    return separator?.single === true && disjoint(separator.characters, rest);
  });
}

const everything: Range = [0, 0x10ffff];

function disjoint(some: readonly Range[], others: readonly Range[]): boolean {
  return some.every(([from, to]) => others.every(([low, high]) => to < low || high < from));
}

function inverted(ranges: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) gaps.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return next <= everything[1] ? [...gaps, [next, everything[1]]] : gaps;
}

function rangeOf(character: string): Range {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}

function rangeSource([from, to]: Range): string {
  const [first, last] = [from, to].map((code) => inBrackets(String.fromCodePoint(code)));
  return from === to ? (first ?? '') : `${first}-${last}`;
}

function escaped(one: string): string {
  const control = controls[one];
  if (control !== undefined) return control;
  if (/[A-Za-z0-9]/.test(one) || one > '\u007f')
    throw new NotTheSame(`\\${one} of its pattern means something else, or depends on the locale`);
  return one;
}

const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' };

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : visible(character);
}

function inBrackets(character: string): string {
  return /[\^\\\][/-]/.test(character) ? `\\${character}` : visible(character);
}

/** Line breaks and what nobody sees as escapes, so that it can stand between slashes. */
function visible(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character) || character === ' ') return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
