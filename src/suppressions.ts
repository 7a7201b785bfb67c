/**
 * `-- wesley:ignore <rule> <reason>` accepts findings of one rule at one statement; in SDL, `# wesley:ignore ...` at a type
 * or field. A reason is required, and one that accepts nothing is itself a finding: what was true when it was written may
 * not be true any more.
 */
import { skipQuoted } from '../wasm/index.js';
import { type Diagnostic, didYouMean, SourceText, type Span, type Suppressed } from './diagnostics/index.js';
import { sdlComments } from './facts/sdl/comments.js';
import type { SdlElement } from './facts/sdl/elements.js';
import type { Ruleset } from './ruleset/load.js';

interface Comment {
  readonly rule: string;
  readonly reason: string;
  readonly span: Span;
  /** What it stands at: it holds for findings that overlap it. */
  readonly from: number;
  readonly to: number;
  /** What a comment of its language starts with, and what it stands at. */
  readonly words: { readonly mark: '--' | '#'; readonly at: string };
}

/** First and last offset of each statement of a file. */
export interface StatementExtent {
  readonly start: number;
  readonly end: number;
}

/** A file with the extents of its statements, or one of SDL with what reads its elements: SQL needs no reader of SDL. */
export interface CommentedFile {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly StatementExtent[] | ((text: string) => readonly SdlElement[]);
}

/**
 * Takes the accepted findings out, and adds what is wrong with the comments. Where not all findings are known
 * (`isComplete` is false), it is not said of a comment that it accepts nothing.
 */
export function applySuppressions(
  findings: readonly Diagnostic[],
  files: readonly CommentedFile[],
  { rules, ids }: Pick<Ruleset, 'rules' | 'ids'>,
  { isComplete = true }: { readonly isComplete?: boolean } = {},
): { findings: Diagnostic[]; suppressed: Suppressed[] } {
  const comments = files.flatMap(readComments);
  const used = new Set<Comment>();
  const kept: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const comment = comments.find((one) => one.reason !== '' && accepts(one, finding));
    if (comment === undefined) kept.push(finding);
    else {
      used.add(comment);
      suppressed.push({ finding, reason: comment.reason, by: 'comment' });
    }
  }
  for (const comment of comments) {
    if (!isComplete && ids.includes(comment.rule)) continue;
    // A comment for a rule that judges something else is not for this run.
    if (ids.includes(comment.rule) && !rules.some(({ id }) => id === comment.rule)) continue;
    const problem = problemOf(comment, used.has(comment), ids, findings);
    if (problem !== undefined) kept.push(problem);
  }
  return { findings: kept, suppressed };
}

function accepts(comment: Comment, finding: Diagnostic): boolean {
  const { span } = finding;
  if (span === undefined || span.file !== comment.span.file) return false;
  return finding.code === `rule/${comment.rule}` && span.start < comment.to && span.end > comment.from;
}

function problemOf(
  comment: Comment,
  used: boolean,
  ruleIds: readonly string[],
  findings: readonly Diagnostic[],
): Diagnostic | undefined {
  const { rule, span, words } = comment;
  if (rule === '') {
    return {
      code: 'suppress/no-rule',
      severity: 'warning',
      message: 'wesley:ignore does not say which rule',
      span,
      fix: { text: 'name the rule and give a reason', code: `${words.mark} wesley:ignore <rule> <reason>` },
    };
  }
  if (!ruleIds.includes(rule)) {
    return {
      code: 'suppress/unknown-rule',
      severity: 'warning',
      message: `there is no rule "${rule}".${didYouMean(rule, ruleIds)}`,
      span,
    };
  }
  if (comment.reason === '') {
    const would = findings.some((finding) => accepts(comment, finding));
    return {
      code: 'suppress/no-reason',
      severity: would ? 'error' : 'warning',
      message: `wesley:ignore ${rule} gives no reason, so it accepts nothing`,
      span,
      fix: {
        text: 'say why the finding is acceptable here',
        code: `${words.mark} wesley:ignore ${rule} <reason>`,
      },
    };
  }
  if (used) return undefined;
  return {
    code: 'suppress/unused',
    severity: 'warning',
    message: `wesley:ignore ${rule} accepts nothing: the rule has no finding at this ${words.at}`,
    span,
    fix: { text: 'remove the comment' },
  };
}

const pattern = /wesley:ignore\b[ \t]*([\w-]*(?:\/[\w-]+)?)[ \t]*(.*?)\s*(?:\*\/)?$/;

/** Comments outside quoted text. Each belongs to what stands on its own line, else to what comes next. */
function readComments({ path, text, statements }: CommentedFile): Comment[] {
  if (!text.includes('wesley:ignore')) return [];
  const source = new SourceText(path, text);
  const isSdl = typeof statements === 'function';
  const elements = isSdl ? statements(text) : [];
  const words = isSdl
    ? ({ mark: '#', at: 'type or field' } as const)
    : ({ mark: '--', at: 'statement' } as const);
  return (isSdl ? sdlComments(text) : sqlComments(text)).flatMap(({ start: from, end }) => {
    const match = pattern.exec(text.slice(from, end));
    if (match === null) return [];
    const start = from + match.index;
    const extent = isSdl
      ? elementAt(source, elements, start, end)
      : statementAt(source, statements, start, end);
    return [
      {
        rule: match[1] ?? '',
        reason: match[2] ?? '',
        span: source.span(start, end),
        from: extent?.start ?? start,
        to: extent?.end ?? start,
        words,
      },
    ];
  });
}

function sqlComments(text: string): { readonly start: number; readonly end: number }[] {
  const comments: { start: number; end: number }[] = [];
  for (let at = 0; at < text.length; ) {
    const end = skipQuoted(text, at);
    if (end > at && isComment(text, at)) comments.push({ start: at, end });
    at = Math.max(end, at + 1);
  }
  return comments;
}

function isComment(text: string, at: number): boolean {
  return text.startsWith('--', at) || text.startsWith('/*', at);
}

function statementAt(
  source: SourceText,
  statements: readonly StatementExtent[],
  start: number,
  end: number,
): StatementExtent | undefined {
  const inside = statements.find((one) => one.start <= start && start < one.end);
  if (inside !== undefined) return inside;
  const { line } = source.position(start);
  const before = statements.findLast((one) => one.end <= start && source.position(one.end).line === line);
  if (before !== undefined) return before;
  return statements.find((one) => one.start >= end);
}

/** At the end of a line: all that starts there, of a definition its head; else what ends there. Alone: what comes next. */
function elementAt(
  source: SourceText,
  elements: readonly SdlElement[],
  start: number,
  end: number,
): StatementExtent | undefined {
  const { line } = source.position(start);
  const lineOf = (offset: number): number => source.position(offset).line;
  const starting = elements.filter((one) => one.start < start && lineOf(one.start) === line);
  const [first] = starting;
  if (first !== undefined) {
    return { start: first.start, end: Math.max(...starting.map(({ headEnd }) => headEnd)) };
  }
  const ending = elements.findLast((one) => one.headEnd <= start && lineOf(one.headEnd) === line);
  return ending ?? elements.find((one) => one.start >= end);
}
