/**
 * Regular expressions in linear time: the pattern becomes a small machine of states, and a text is read once while
 * the set of states it may be in is kept. There is no backtracking, so no pattern of a team can hang a run.
 *
 * Taken: literals, `.`, classes `[a-z] [^a-z]`, `\d \w \s \D \W \S`, escapes, groups `( )` and `(?: )`, `|`, `* + ? {n,m}`, and
 * `^ $` at the ends. Not taken: back-references, look-around, lazy quantifiers. The whole text must match.
 */

/** A pattern that cannot be read, with the reason. */
export class PatternError extends Error {}

/** Whether the whole text matches. Throws `PatternError` for a pattern outside the subset. */
export function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern)(text);
}

const cache = new Map<string, (text: string) => boolean>();

/** The matcher of a pattern; kept for the next time. */
export function compilePattern(pattern: string): (text: string) => boolean {
  let matcher = cache.get(pattern);
  if (matcher === undefined) {
    matcher = build(pattern);
    if (cache.size > 500) cache.clear();
    cache.set(pattern, matcher);
  }
  return matcher;
}

type Tree =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly test: (code: number) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly body: Tree; readonly least: number; readonly most: number };

interface State {
  test: ((code: number) => boolean) | undefined;
  /** Where to go: after the character for a test, without one otherwise. */
  next: number[];
}

const maxStates = 5000;
const accept = 0;

function build(pattern: string): (text: string) => boolean {
  const tree = new PatternParser(pattern).parse();
  const states: State[] = [{ test: undefined, next: [] }];
  const start = emit(tree, accept, states);
  return (text) => {
    let current = new Set<number>();
    close(start, states, current);
    for (let i = 0; i < text.length && current.size > 0; i++) {
      const code = text.charCodeAt(i);
      const following = new Set<number>();
      for (const index of current) {
        const state = states[index]!;
        if (state.test?.(code)) close(state.next[0]!, states, following);
      }
      current = following;
    }
    return current.has(accept);
  };
}

/** Adds a state and all that are reached from it without a character. */
function close(index: number, states: readonly State[], into: Set<number>): void {
  const pending = [index];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (into.has(at)) continue;
    into.add(at);
    const state = states[at]!;
    if (state.test === undefined) pending.push(...state.next);
  }
}

/** Adds the states of a tree that lead to `next`; returns the first. */
function emit(tree: Tree, next: number, states: State[]): number {
  if (states.length > maxStates) throw new PatternError('the pattern is too large');
  switch (tree.kind) {
    case 'empty':
      return next;
    case 'set':
      return states.push({ test: tree.test, next: [next] }) - 1;
    case 'sequence':
      return tree.parts.reduceRight((after, part) => emit(part, after, states), next);
    case 'choice': {
      const first = tree.parts.map((part) => emit(part, next, states));
      return states.push({ test: undefined, next: first }) - 1;
    }
    case 'repeat': {
      let after = next;
      if (tree.most === Number.POSITIVE_INFINITY) {
        const loop: State = { test: undefined, next: [next] };
        after = states.push(loop) - 1;
        loop.next.push(emit(tree.body, after, states));
      } else {
        for (let i = tree.least; i < tree.most; i++) {
          after = states.push({ test: undefined, next: [next, emit(tree.body, after, states)] }) - 1;
        }
      }
      for (let i = 0; i < tree.least; i++) after = emit(tree.body, after, states);
      return after;
    }
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWord = (c: number): boolean =>
  isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13) || c === 0xa0;
const classes: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  D: (c) => !isDigit(c),
  W: (c) => !isWord(c),
  S: (c) => !isSpace(c),
};
const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

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
    if (this.text[this.at] === '?') throw new PatternError('lazy quantifiers are not taken');
    return this.repeat({ kind: 'repeat', body, least, most });
  }

  private single(depth: number): Tree {
    const c = this.text[this.at++]!;
    if (c === '(') {
      if (this.text.startsWith('?:', this.at)) this.at += 2;
      else if (this.text[this.at] === '?')
        throw new PatternError('look-around and named groups are not taken');
      const inner = this.choice(depth + 1);
      if (this.text[this.at++] !== ')') throw new PatternError('a `(` is never closed');
      return inner;
    }
    if (c === '*' || c === '+' || c === '?' || c === '{') throw new PatternError(`\`${c}\` repeats nothing`);
    if (c === '^' || c === '$')
      throw new PatternError(`\`${c}\` may stand only at the ${c === '^' ? 'start' : 'end'}`);
    if (c === '.') return { kind: 'set', test: (code) => code !== 10 && code !== 13 };
    if (c === '[') return { kind: 'set', test: this.set() };
    if (c === '\\') return { kind: 'set', test: this.escape() };
    const code = c.charCodeAt(0);
    return { kind: 'set', test: (other) => other === code };
  }

  private escape(): (code: number) => boolean {
    const c = this.text[this.at++];
    if (c === undefined) throw new PatternError('a `\\` stands at the end');
    const known = classes[c];
    if (known !== undefined) return known;
    if (/[1-9bB]/.test(c)) throw new PatternError(`\`\\${c}\` is not taken`);
    const code = (controls[c] ?? c).charCodeAt(0);
    return (other) => other === code;
  }

  private set(): (code: number) => boolean {
    const negated = this.text[this.at] === '^';
    if (negated) this.at++;
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      const c = this.text[this.at++];
      if (c === undefined) throw new PatternError('a `[` is never closed');
      if (c === ']' && !first) break;
      if (c === '\\' && (this.text[this.at] ?? '') in classes) {
        tests.push(this.escape());
        continue;
      }
      const low = c === '\\' ? this.member() : c.charCodeAt(0);
      if (
        this.text[this.at] === '-' &&
        this.text[this.at + 1] !== ']' &&
        this.text[this.at + 1] !== undefined
      ) {
        this.at++;
        const end = this.text[this.at++]!;
        const high = end === '\\' ? this.member() : end.charCodeAt(0);
        if (high < low) throw new PatternError('a range ends before it starts');
        tests.push((code) => code >= low && code <= high);
      } else tests.push((code) => code === low);
    }
    return (code) => tests.some((test) => test(code)) !== negated;
  }

  private member(): number {
    const c = this.text[this.at++];
    if (c === undefined) throw new PatternError('a `\\` stands at the end');
    return (controls[c] ?? c).charCodeAt(0);
  }
}
