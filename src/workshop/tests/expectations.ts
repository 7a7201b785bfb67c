/**
 * What a test file expects of its statements, in comments that touch one:
 *
 *   ALTER TABLE orders DROP COLUMN note; -- expect: drop-column
 *   -- ok: drop-column
 *   ALTER TABLE orders
 *     ALTER COLUMN note DROP DEFAULT; -- ok
 *
 * A comment touches the statement in whose text it stands, else the one that ends on its line, else the one that starts
 * on the line after it (in SDL every line is a statement, and a comment is `# expect: id`; other comment lines may stand between). `-- expect: a; ok: b` says both. `-- ok` without an id:
 * no rule says anything.
 */
import { skipBlank, splitStatements } from '../../../wasm/index.js';
import { type Diagnostic, didYouMean, type SourceText, type Span, suggest } from '../../diagnostics/index.js';
import { findRule, shortId } from '../../ruleset/ids.js';
import { endOfText, type Language, type LineComment, lineComments } from './comments.js';
import type { Case } from './directives.js';

/** Offsets of a statement of the SQL to check; `end` is behind its semicolon. */
export interface Extent {
  readonly start: number;
  /** End of its own text. */
  readonly textEnd: number;
  readonly end: number;
}

/** One claim of a comment. */
export interface Claim {
  readonly kind: 'expect' | 'ok';
  /** Undefined: any rule. */
  readonly rule: string | undefined;
  readonly span: Span;
}

/** A comment that expects something of a statement. */
export interface Expectation {
  readonly comment: LineComment;
  readonly claims: readonly Claim[];
  /** Place in the list of statements. */
  readonly statement: number;
  /** A part of it could not be read, so more may be meant. */
  readonly unclear: boolean;
}

export interface Expectations {
  readonly statements: readonly Extent[];
  readonly expectations: readonly Expectation[];
  readonly problems: readonly Diagnostic[];
}

/** Statements of the SQL that a case checks; of SDL, its lines. */
export function statementsOf({ change }: Pick<Case, 'change'>, language: Language): Extent[] {
  if (language === 'sdl') return linesOf(change);
  return splitStatements(change).map(({ start, end: last }) => {
    const end = endOfText(change, start, last);
    const semicolon = skipBlank(change, end);
    return { start, textEnd: end, end: change[semicolon] === ';' ? semicolon + 1 : end };
  });
}

/** Place in the list of the last statement that starts at the offset or before it; -1 where there is none. O(log n). */
export function lastStarted(statements: readonly Extent[], offset: number): number {
  let [low, high] = [0, statements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Place in the list of the statement that an offset stands in; -1 where it stands in none. */
export function statementAround(statements: readonly Extent[], offset: number): number {
  const at = lastStarted(statements, offset);
  return offset < (statements[at]?.end ?? 0) ? at : -1;
}

/** Lines that hold more than a comment, without it. */
function linesOf(text: string): Extent[] {
  const comments = lineComments(text, 'sdl');
  let next = 0;
  return [...text.matchAll(/[^\n]+/g)].flatMap(({ 0: line, index }) => {
    while ((comments[next]?.start ?? index) < index) next += 1;
    const first = comments[next];
    const comment = first !== undefined && first.start < index + line.length ? first : undefined;
    const own = text.slice(index, comment?.start ?? index + line.length);
    if (own.trim() === '') return [];
    const start = index + own.length - own.trimStart().length;
    const end = start + own.trim().length;
    return [{ start, textEnd: end, end }];
  });
}

/** Reads the expectations of one case. Whatever is wrong with them is a problem, never an exception. */
export function readExpectations(
  source: SourceText,
  comments: readonly LineComment[],
  one: Case,
  ids: readonly string[],
  language: Language = 'sql',
): Expectations {
  const statements = statementsOf(one, language);
  const expectations: Expectation[] = [];
  const problems: Diagnostic[] = [];
  for (const comment of comments) {
    if (comment.start < one.start || comment.start >= one.end) continue;
    const { claims, wrong } = readClaims(source, comment, ids);
    problems.push(...wrong);
    const unclear = wrong.length > 0;
    if (claims.length === 0 && !unclear) continue;
    const statement = statementAt(source, statements, comment);
    if (statement !== undefined) expectations.push({ comment, claims, statement, unclear });
    else if (!unclear) problems.push(touchesNothing(source, comment));
  }
  return { statements, expectations, problems };
}

/** Problems of expectations that stand outside of the SQL that is checked. */
export function misplacedExpectations(
  source: SourceText,
  comments: readonly LineComment[],
  cases: readonly Case[],
  ids: readonly string[],
): Diagnostic[] {
  return comments.flatMap((comment) => {
    if (cases.some(({ start, end }) => start <= comment.start && comment.start < end)) return [];
    const { claims, wrong } = readClaims(source, comment, ids);
    return claims.length === 0 ? wrong : [touchesNothing(source, comment)];
  });
}

function touchesNothing(source: SourceText, { start, end }: LineComment): Diagnostic {
  return {
    code: 'test/no-statement',
    severity: 'error',
    message: 'this expectation touches no statement that is checked',
    span: source.span(start, end),
    fix: { text: 'put it at the end of the line of a statement, or on the line before it' },
  };
}

/** The claims of a comment; none for a comment that is only a note. */
export function readClaims(
  source: SourceText,
  comment: LineComment,
  ids: readonly string[],
): { claims: Claim[]; wrong: Diagnostic[] } {
  if (!/^(?:--|#)[ \t]*(?:expect|ok)[ \t]*(?:[:;]|$)/i.test(comment.text)) {
    return { claims: [], wrong: slipOf(source, comment, ids) };
  }
  const claims: Claim[] = [];
  const wrong: Diagnostic[] = [];
  let at = comment.start + comment.mark.length;
  for (const part of comment.text.slice(comment.mark.length).split(';')) {
    readPart(source, part, at, comment.mark, ids, claims, wrong);
    at += part.length + 1;
  }
  return { claims, wrong };
}

function readPart(
  source: SourceText,
  part: string,
  at: number,
  mark: string,
  ids: readonly string[],
  claims: Claim[],
  wrong: Diagnostic[],
): void {
  const place = (text: string, from: number): Span => {
    const lead = text.length - text.trimStart().length;
    const start = at + from + lead;
    return source.span(start, start + Math.max(1, text.trim().length));
  };
  if (part.trim() === '') return;
  const colon = part.indexOf(':');
  const word = (colon === -1 ? part : part.slice(0, colon)).trim().toLowerCase();
  if (colon === -1 && word === 'ok') {
    claims.push({ kind: 'ok', rule: undefined, span: place(part, 0) });
    return;
  }
  if (colon === -1 || (word !== 'expect' && word !== 'ok')) {
    wrong.push({
      code: 'test/bad-expectation',
      severity: 'error',
      message: `"${part.trim()}" is neither "expect: rule" nor "ok: rule"`,
      span: place(part, 0),
    });
    return;
  }
  let from = colon + 1;
  for (const name of part.slice(colon + 1).split(',')) {
    const written = name.trim();
    const rule = findRule(written, ids) ?? written;
    const span = place(name, from);
    from += name.length + 1;
    if (ids.includes(rule)) claims.push({ kind: word, rule, span });
    else if (rule === '') {
      wrong.push({
        code: 'test/bad-expectation',
        severity: 'error',
        message: `"${word}:" names no rule`,
        span,
        fix: { text: 'name rules, with commas between them', code: `${mark} ${word}: ${ids[0] ?? 'rule'}` },
      });
    } else wrong.push(unknownRule(rule, span, ids));
  }
}

/** The diagnostic for a rule that does not exist. */
export function unknownRule(rule: string, span: Span, ids: readonly string[]): Diagnostic {
  const several = ids.filter((id) => id.endsWith(`/${rule}`));
  if (several.length > 1) {
    const message = `"${rule}" can be ${several.join(' or ')}`;
    return {
      code: 'test/unknown-rule',
      severity: 'error',
      message,
      span,
      fix: { text: 'write the whole id' },
    };
  }
  const known = rule.includes('/') ? ids : [...new Set([...ids, ...ids.map(shortId)])];
  const near = suggest(rule, known);
  return {
    code: 'test/unknown-rule',
    severity: 'error',
    message: `there is no rule "${rule}".${didYouMean(rule, known)}`,
    span,
    fix: { text: near.length > 1 ? `near it: ${near.join(', ')}` : 'see: wesley rules list' },
  };
}

/** A note that was meant as an expectation: `-- expects: drop-table`, `-- ok drop-table`. */
function slipOf(
  source: SourceText,
  { start, end, text, mark }: LineComment,
  ids: readonly string[],
): Diagnostic[] {
  const match = /^(?:--|#)[ \t]*([A-Za-z-]+)([ \t]*:|[ \t])[ \t]*(\S.*)$/.exec(text);
  if (match === null) return [];
  const [, word = '', between = '', rest = ''] = match;
  const meant = suggest(word, ['expect', 'ok', 'also'])[0];
  const names = rest.split(/[,; \t]+/).filter((name) => name !== '');
  if (meant === undefined || !names.every((name) => findRule(name, ids) !== undefined)) return [];
  const isRight = (meant === 'expect' || meant === 'ok') && word.toLowerCase() === meant;
  if (isRight && between.endsWith(':')) return [];
  return [
    {
      code: 'test/bad-expectation',
      severity: 'error',
      message: `"${word}" expects nothing here`,
      span: source.span(start, end),
      fix: {
        text: 'to expect something of a statement, write',
        code: `${mark} ${meant === 'ok' ? 'ok' : 'expect'}: ${names.join(', ')}`,
      },
    },
  ];
}

function statementAt(
  source: SourceText,
  statements: readonly Extent[],
  comment: LineComment,
): number | undefined {
  const before = lastStarted(statements, comment.start);
  const ended = statements[before]?.end;
  if (ended !== undefined) {
    const isOn = source.position(ended - 1).line === source.position(comment.start).line;
    if (comment.start < ended || isOn) return before;
  }
  const after = before + 1;
  const next = statements[after];
  if (next === undefined) return undefined;
  const between = source.text.slice(comment.end, next.start);
  return /\n[ \t\r]*\n/.test(between) ? undefined : after;
}
