/**
 * `-- wesley:ignore <rule> <reason>` accepts findings of one rule at one statement. A reason is required, and one that
 * accepts nothing is itself a finding: what was true when it was written may not be true any more.
 */
import { skipQuoted } from '../wasm/index.js';
import { type Diagnostic, didYouMean, SourceText, type Span, type Suppressed } from './diagnostics/index.js';

interface Comment {
  readonly rule: string;
  readonly reason: string;
  readonly span: Span;
  /** Lines of the statement that it stands at: it holds for findings that overlap them. */
  readonly from: number;
  readonly to: number;
}

/** First and last offset of each statement of a file. */
export interface StatementExtent {
  readonly start: number;
  readonly end: number;
}

/** Takes the accepted findings out, and adds what is wrong with the comments. */
export function applySuppressions(
  findings: readonly Diagnostic[],
  files: readonly { path: string; text: string; statements: readonly StatementExtent[] }[],
  ruleIds: readonly string[],
): { findings: Diagnostic[]; suppressed: Suppressed[] } {
  const comments = files.flatMap((file) => readComments(file.path, file.text, file.statements));
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
    const problem = problemOf(comment, used.has(comment), ruleIds, findings);
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
  const { rule, span } = comment;
  if (rule === '') {
    return {
      code: 'suppress/no-rule',
      severity: 'warning',
      message: 'wesley:ignore does not say which rule',
      span,
      fix: { text: 'name the rule and give a reason', code: '-- wesley:ignore <rule> <reason>' },
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
      fix: { text: 'say why the finding is acceptable here', code: `-- wesley:ignore ${rule} <reason>` },
    };
  }
  if (used) return undefined;
  return {
    code: 'suppress/unused',
    severity: 'warning',
    message: `wesley:ignore ${rule} accepts nothing: the rule has no finding at this statement`,
    span,
    fix: { text: 'remove the comment' },
  };
}

const pattern = /wesley:ignore\b[ \t]*([\w-]*(?:\/[\w-]+)?)[ \t]*(.*?)\s*(?:\*\/)?$/;

/** Comments outside quoted text. Each belongs to the statement on its own line, else to the next one. */
function readComments(file: string, text: string, statements: readonly StatementExtent[]): Comment[] {
  if (!text.includes('wesley:ignore')) return [];
  const source = new SourceText(file, text);
  const comments: Comment[] = [];
  for (let at = 0; at < text.length; ) {
    const end = skipQuoted(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const match = isComment(text, at) ? pattern.exec(text.slice(at, end)) : null;
    if (match !== null) {
      const start = at + match.index;
      const extent = statementAt(source, statements, start, end);
      comments.push({
        rule: match[1] ?? '',
        reason: match[2] ?? '',
        span: source.span(start, end),
        from: extent?.start ?? start,
        to: extent?.end ?? start,
      });
    }
    at = end;
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
