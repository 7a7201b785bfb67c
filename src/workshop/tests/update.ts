/**
 * Expectations rewritten to what was found. Only comments change: an expectation turns round, a finding that nothing
 * expects gets one. Doing it twice is doing it once.
 */
import type { TriedCase } from './attempt.js';
import { type Language, marks } from './comments.js';
import { alsoOf, isHeader } from './directives.js';
import { isUnsafe } from './discover.js';
import type { Claim, Expectation, Extent } from './expectations.js';
import type { TriedFile } from './sql-tests.js';

/** A text with other comments. */
export interface Updated {
  readonly text: string;
  /** Statements whose expectation had no place, because another one stands on their line. */
  readonly unplaced: readonly Place[];
}

/** A statement by its case and its number there: edits of comments do not move it. */
interface Place {
  readonly one: number;
  readonly statement: number;
}

/**
 * Rewrites until nothing changes: a rule that is named now counts at every statement. `unplaced`: lines of statements whose
 * expectation had no place.
 */
export async function settleExpectations(
  tried: TriedFile,
  attempt: (text: string) => Promise<TriedFile>,
): Promise<{ readonly tried: TriedFile; readonly unplaced: readonly number[] }> {
  const places = new Map<string, Place>();
  let current = tried;
  for (let times = 0; times < mostTimes; times += 1) {
    const { text, unplaced } = updateExpectations(current);
    for (const place of unplaced) places.set(`${place.one} ${place.statement}`, place);
    if (text === current.file.source.text) break;
    current = await attempt(text);
  }
  const lines = [...places.values()].map(({ one, statement }) => {
    const extent = current.cases[one]?.expectations.statements[statement];
    return current.file.source.position(extent?.start ?? 0).line;
  });
  return { tried: current, unplaced: [...new Set(lines)] };
}

/** Each time a rule is named that was not; twice is what a bare `-- ok` takes. */
const mostTimes = 5;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text of a file with the expectations that hold. */
export function updateExpectations(tried: TriedFile): Updated {
  const { file, test, cases } = tried;
  const { text } = file.source;
  const edits: Edit[] = [];
  const unplaced: Place[] = [];
  for (const [at, one] of cases.entries()) {
    for (const [statement, extent] of one.expectations.statements.entries()) {
      const edit = editsOf(one, statement, extent, text, test.example !== undefined, file.language);
      if (edit === undefined) unplaced.push({ one: at, statement });
      else edits.push(...edit);
    }
  }
  const [only] = cases;
  if (isUnsafe(test.example) && only !== undefined) edits.push(...headerEdits(tried, only));
  return { text: splice(text, edits), unplaced };
}

function editsOf(
  { expectations, firing, watched }: TriedCase,
  statement: number,
  extent: Extent,
  text: string,
  isExample: boolean,
  language: Language,
): Edit[] | undefined {
  const own = expectations.expectations.filter((one) => one.statement === statement);
  const found = firing[statement] ?? [];
  const said = new Set(own.flatMap(({ claims }) => claims.flatMap(({ rule }) => rule ?? [])));
  const isBare = ({ claims }: Expectation): boolean => claims.some(({ rule }) => rule === undefined);
  const bare = own.some(isBare);
  // In an example the whole file is the expectation; a comment adds to it and is not added.
  const fresh = found.filter(
    (id) => !said.has(id) && (bare || (!isExample && (watched === 'all' || watched.has(id)))),
  );
  const target = own.find(isBare) ?? own[0];
  const edits: Edit[] = own.flatMap((one) => {
    const wanted = rewrite(one.claims, found, one === target ? fresh : []);
    const { comment } = one;
    return wanted === meaning(one.claims)
      ? []
      : [{ start: comment.start, end: comment.end, text: `${marks[language]} ${wanted}` }];
  });
  if (target !== undefined || fresh.length === 0) return edits;
  const added = insertion(
    text,
    expectations.statements,
    statement,
    extent,
    `${marks[language]} expect: ${fresh.join(', ')}`,
    language,
  );
  return added === undefined ? undefined : [...edits, added];
}

/** The claims as they hold. `-- ok` stays while nothing fires. */
function rewrite(claims: readonly Claim[], found: readonly string[], fresh: readonly string[]): string {
  const named = [...new Set(claims.flatMap(({ rule }) => rule ?? []))];
  const expects = [...named.filter((id) => found.includes(id)), ...fresh];
  const ok = named.filter((id) => !found.includes(id));
  const bare = claims.some(({ rule }) => rule === undefined) && found.length === 0;
  return written(expects, ok, bare);
}

function meaning(claims: readonly Claim[]): string {
  const of = (kind: Claim['kind']): string[] => [
    ...new Set(claims.flatMap((claim) => (claim.kind === kind ? (claim.rule ?? []) : []))),
  ];
  return written(
    of('expect'),
    of('ok'),
    claims.some(({ rule }) => rule === undefined),
  );
}

function written(expects: readonly string[], ok: readonly string[], bare: boolean): string {
  return [
    ...(expects.length > 0 ? [`expect: ${expects.join(', ')}`] : []),
    ...(ok.length > 0 ? [`ok: ${ok.join(', ')}`] : []),
    ...(bare ? ['ok'] : []),
  ].join('; ');
}

/** Behind the last line of the statement, or on a line before it; undefined where neither would touch it alone. */
function insertion(
  text: string,
  statements: readonly Extent[],
  statement: number,
  { start, end }: Extent,
  comment: string,
  language: Language,
): Edit | undefined {
  const next = statements[statement + 1];
  const lineEnd = endOfLine(text, end);
  const isLast = next === undefined || next.start >= lineEnd;
  const rest = text.slice(end, lineEnd);
  if (isLast && !rest.includes(marks[language]))
    return {
      start: end + rest.trimEnd().length,
      end: lineEnd - trailingReturn(text, lineEnd),
      text: ` ${comment}`,
    };
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const previous = statements[statement - 1];
  if (indent.trim() !== '' || (previous !== undefined && previous.end > lineStart)) return undefined;
  return { start, end: start, text: `${comment}${newlineOf(text)}${indent}` };
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function trailingReturn(text: string, lineEnd: number): number {
  return text[lineEnd - 1] === '\r' ? 1 : 0;
}

/** `-- also:` of an unsafe example: what fires besides its rule. */
function headerEdits({ file, test }: TriedFile, { found }: TriedCase): Edit[] {
  const { text } = file.source;
  const others = found.filter((id) => id !== test.rule && !id.includes(':') && isRule(id));
  const header = file.comments.find((comment) => isHeader(comment.text));
  const said = alsoOf(file);
  if (others.length === said.length && others.every((id) => said.includes(id))) return [];
  const wanted = `${marks[file.language]} also: ${others.join(', ')}`;
  if (header === undefined) return [{ start: 0, end: 0, text: `${wanted}${newlineOf(text)}` }];
  if (others.length > 0) return [{ start: header.start, end: header.end, text: wanted }];
  const lineStart = text.lastIndexOf('\n', header.start - 1) + 1;
  return [{ start: lineStart, end: Math.min(text.length, endOfLine(text, header.end) + 1), text: '' }];
}

/** Comments that accept nothing and texts that are not SQL are to be mended, not expected. */
function isRule(id: string): boolean {
  return !/^(sql|sdl|suppress|file|config)\//.test(id);
}

function splice(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: by } of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + by + result.slice(end);
  }
  return result;
}
