/**
 * Regular expressions without backtracking: the pattern becomes a small machine of states, and a text is read once while the
 * set of states it may be in is kept. What follows such a set is worked out once per character and remembered, so that
 * most patterns take one step per character. The others are counted: no pattern of a team can hang a run.
 *
 * Taken: literals, `.`, classes `[a-z] [^a-z]`, `\d \w \s \D \W \S`, escapes, groups `( )` and `(?: )`, `|`, `* + ? {n,m}`, and
 * `^ $` at the ends. Not taken: back-references, look-around, lazy quantifiers. The whole text must match.
 */

/** A pattern that cannot be used, with the reason. */
export class PatternError extends Error {}

/** Whether the whole text matches. Throws `PatternError` for a pattern outside the subset, or one that takes too many steps. */
export function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern)(text);
}

const cache = new Map<string, (text: string) => boolean>();

/** The matcher of a pattern; kept for the next time. */
export function compilePattern(pattern: string): (text: string) => boolean {
  let matcher = cache.get(pattern);
  if (matcher === undefined) {
    const machine = new Machine(pattern);
    matcher = (text) => machine.accepts(text);
    if (cache.size > 500) cache.clear();
    cache.set(pattern, matcher);
  }
  return matcher;
}

type Tree =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly test: (code: number) => boolean; readonly weight: number }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly body: Tree; readonly least: number; readonly most: number };

interface State {
  test: ((code: number) => boolean) | undefined;
  /** What a test costs. */
  weight: number;
  /** Where to go: after the character for a test, without one otherwise. */
  next: number[];
}

/** The states that a text may be in: those that test a character, and whether it may end. */
interface Situation {
  readonly tests: Uint16Array;
  readonly accepts: boolean;
  /** By character. */
  readonly after: Map<number, Situation>;
}

/** What the clock is told of a match, per character of the text: a match may take long where the text is short. */
export const matchSteps = 8;

const maxLength = 10_000;
const maxStates = 5000;
/** One match may take so many steps, and one more per character: about a second. */
const maxSteps = 2 ** 24;
/** So many states are remembered in situations. */
const maxRemembered = 2 ** 19;
const accept = 0;

/** The states of a pattern, and the situations that texts have led to. */
class Machine {
  private readonly states: State[] = [{ test: undefined, weight: 1, next: [] }];
  private readonly start: number;
  /** By state, the last round that came there. */
  private readonly seen: Uint32Array;
  private readonly waiting: Uint16Array;
  private rounds = 0;
  private situations = new Map<string, Situation>();
  private remembered = 0;
  private emitted = 0;
  private steps = 0;

  constructor(pattern: string) {
    if (pattern.length > maxLength) {
      throw new PatternError(`the pattern is longer than ${maxLength} characters`);
    }
    this.start = this.emit(new PatternParser(pattern).parse(), accept);
    this.seen = new Uint32Array(this.states.length);
    this.waiting = new Uint16Array(this.states.length);
  }

  accepts(text: string): boolean {
    this.steps = 0;
    let current = this.situation([this.start]);
    for (let i = 0; i < text.length; i++) {
      if (current.tests.length === 0) return false;
      const code = text.charCodeAt(i);
      let next = current.after.get(code);
      if (next === undefined) {
        next = this.follow(current, code);
        current.after.set(code, next);
        this.remembered++;
      }
      current = next;
    }
    return current.accepts;
  }

  private follow({ tests }: Situation, code: number): Situation {
    const entered: number[] = [];
    for (const index of tests) {
      const { test, weight, next } = this.states[index]!;
      this.spend(weight);
      if (test?.(code)) entered.push(next[0]!);
    }
    return this.situation(entered);
  }

  /** The situation of these states and all that are reached from them without a character. */
  private situation(entered: readonly number[]): Situation {
    const { states, seen } = this;
    const round = ++this.rounds;
    const pending = [...entered];
    let accepts = false;
    let count = 0;
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      this.spend(1);
      if (seen[at] === round) continue;
      seen[at] = round;
      const { test, next } = states[at]!;
      if (test !== undefined) this.waiting[count++] = at;
      else if (at === accept) accepts = true;
      else for (const index of next) pending.push(index);
    }
    const tests = this.waiting.slice(0, count).sort();
    const key = `${accepts ? '+' : '-'}${String.fromCharCode(...tests)}`;
    const known = this.situations.get(key);
    if (known !== undefined) return known;
    this.remembered += count + 1;
    if (this.remembered > maxRemembered) {
      this.situations = new Map();
      this.remembered = count + 1;
    }
    const situation = { tests, accepts, after: new Map<number, Situation>() };
    this.situations.set(key, situation);
    return situation;
  }

  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > maxSteps) throw new PatternError('the pattern takes too many steps on a text');
  }

  /** Adds the states of a tree that lead to `next`; returns the first. */
  private emit(tree: Tree, next: number): number {
    if (++this.emitted > maxStates) throw new PatternError('the pattern is too large');
    switch (tree.kind) {
      case 'empty':
        return next;
      case 'set':
        return this.add(tree.test, tree.weight, [next]);
      case 'sequence':
        return tree.parts.reduceRight((after, part) => this.emit(part, after), next);
      case 'choice':
        return this.add(
          undefined,
          1,
          tree.parts.map((part) => this.emit(part, next)),
        );
      case 'repeat': {
        let after = next;
        if (tree.most === Number.POSITIVE_INFINITY) {
          after = this.add(undefined, 1, [next]);
          this.states[after]!.next.push(this.emit(tree.body, after));
        } else {
          for (let i = tree.least; i < tree.most; i++) {
            after = this.add(undefined, 1, [next, this.emit(tree.body, after)]);
          }
        }
        for (let i = 0; i < tree.least; i++) after = this.emit(tree.body, after);
        return after;
      }
    }
  }

  private add(test: State['test'], weight: number, next: number[]): number {
    return this.states.push({ test, weight, next }) - 1;
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWord = (c: number): boolean =>
  isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
const isLineEnd = (c: number): boolean => c === 10 || c === 13 || c === 0x2028 || c === 0x2029;
const isSpace = (c: number): boolean => /\s/.test(String.fromCharCode(c));
const classes: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  D: (c) => !isDigit(c),
  W: (c) => !isWord(c),
  S: (c) => !isSpace(c),
};
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' };

class PatternParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): Tree {
    if (this.text[this.at] === '^') this.at++;
    const tree = this.choice(0);
    if (this.at < this.text.length) throw new PatternError('a `)` closes nothing');
    return tree;
  }

  private choice(depth: number): Tree {
    if (depth > 50) throw new PatternError('groups are nested too deeply');
    const parts = [this.sequence(depth)];
    while (this.text[this.at] === '|') {
      this.at++;
      parts.push(this.sequence(depth));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(depth: number): Tree {
    const parts: Tree[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      if (this.text[this.at] === '$' && this.at === this.text.length - 1) {
        this.at++;
        break;
      }
      parts.push(this.repeat(this.single(depth)));
    }
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  private repeat(body: Tree): Tree {
    const c = this.text[this.at];
    let least = 0;
    let most = Number.POSITIVE_INFINITY;
    if (c === '*') this.at++;
    else if (c === '+') {
      least = 1;
      this.at++;
    } else if (c === '?') {
      most = 1;
      this.at++;
    } else if (c === '{') {
      const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.text.slice(this.at, this.at + 12));
      if (found === null) throw new PatternError('`{` must be followed by a count, as in `{2}` or `{2,5}`');
      this.at += found[0].length;
      least = Number(found[1]);
      most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
      if (most < least) throw new PatternError('a count ends before it starts');
    } else return body;
    if (this.text[this.at] === '?')
      throw new PatternError(
        'lazy quantifiers are not taken, and whether a text matches does not depend on them: leave the `?` out',
      );
    if ('*+{'.includes(this.text[this.at] ?? ' ')) throw this.repeatsNothing();
    return { kind: 'repeat', body, least, most };
  }

  private single(depth: number): Tree {
    const c = this.text[this.at++]!;
    if (c === '(') {
      if (this.text.startsWith('?:', this.at)) this.at += 2;
      else if (this.text[this.at] === '?')
        throw new PatternError(
          'look-around and named groups are not taken: use several `match`, or one with `!` before it',
        );
      const inner = this.choice(depth + 1);
      if (this.text[this.at++] !== ')') throw new PatternError('a `(` is never closed');
      return inner;
    }
    if (c === '*' || c === '+' || c === '?' || c === '{') {
      this.at--;
      throw this.repeatsNothing();
    }
    if (c === '^' || c === '$')
      throw new PatternError(`\`${c}\` may stand only at the ${c === '^' ? 'start' : 'end'}`);
    if (c === '.') return { kind: 'set', test: (code) => !isLineEnd(code), weight: 1 };
    if (c === '[') return this.set();
    if (c === '\\') return { kind: 'set', test: this.escape(), weight: 1 };
    const code = c.charCodeAt(0);
    return { kind: 'set', test: (other) => other === code, weight: 1 };
  }

  private repeatsNothing(): PatternError {
    return new PatternError(`\`${this.text[this.at]}\` repeats nothing`);
  }

  private escape(): (code: number) => boolean {
    const known = classes[this.text[this.at] ?? ''];
    if (known !== undefined) {
      this.at++;
      return known;
    }
    const code = this.escaped();
    return (other) => other === code;
  }

  /** What stands after a `\`, where that is one character. */
  private escaped(): number {
    const c = this.text[this.at++];
    if (c === undefined) throw new PatternError('a `\\` stands at the end');
    const control = controls[c];
    if (control === undefined && /[a-zA-Z0-9]/.test(c)) {
      throw new PatternError(`\`\\${c}\` is not taken${instead(c)}`);
    }
    return (control ?? c).charCodeAt(0);
  }

  private set(): Tree {
    const negated = this.text[this.at] === '^';
    if (negated) this.at++;
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      const c = this.text[this.at++];
      if (c === undefined) throw new PatternError('a `[` is never closed');
      if (c === ']' && !first) break;
      const posix = c === '[' ? /^:\^?[a-z]{1,8}:\]/.exec(this.text.slice(this.at, this.at + 12)) : null;
      if (posix !== null) {
        const message = `\`[${posix[0]}\` is not taken: write its characters, as in \`[a-zA-Z]\``;
        throw new PatternError(message);
      }
      if (c === '\\' && (this.text[this.at] ?? '') in classes) {
        tests.push(this.escape());
        continue;
      }
      const low = c === '\\' ? this.escaped() : c.charCodeAt(0);
      if (
        this.text[this.at] === '-' &&
        this.text[this.at + 1] !== ']' &&
        this.text[this.at + 1] !== undefined
      ) {
        this.at++;
        const end = this.text[this.at++]!;
        const high = end === '\\' ? this.escaped() : end.charCodeAt(0);
        if (high < low) throw new PatternError('a range ends before it starts');
        tests.push((code) => code >= low && code <= high);
      } else tests.push((code) => code === low);
    }
    const test = (code: number): boolean => tests.some((one) => one(code)) !== negated;
    return { kind: 'set', test, weight: tests.length };
  }
}

/** What to write in place of an escape that other languages have. */
function instead(letter: string): string {
  if (letter === 'b' || letter === 'B') return ': write what may stand there, as in `[^a-z]`';
  if (/[1-9k]/.test(letter)) return ': what a group matched is not kept';
  return /[AZzG]/.test(letter) ? ': `^` is the start, and `$` the end' : '';
}
