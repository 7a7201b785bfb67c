/** Findings for people: what is wrong, the place in the text with carets, why, what to do, where to read more. */
import type { Diagnostic, Span } from './diagnostic.js';
import { countReport, plural, type Report, Sources, thousands } from './report.js';
import { SourceText } from './source.js';
import { type Style, severityColor } from './style.js';
import { displayWidth, printable, wrap } from './width.js';

/** Lines of a marked place that are shown; a longer statement is cut. */
const shownLines = 4;

/** Findings of one code that are shown in full; more of the same take one line each, up to a number. */
const shownInFull = 3;
const shownAtAll = 20;

/** Findings and the summary line. `detail`: all of them in full; else the first of each code, and how many more there are. */
export function renderText(report: Report, style: Style, detail = false): string {
  const sources = new Sources(report.inputs);
  const times = new Map<string, number>();
  const parts: string[] = [];
  const left = new Map<string, number>();
  let short = 0;
  let wasShort = false;
  for (const finding of report.findings) {
    const time = (times.get(finding.code) ?? 0) + 1;
    times.set(finding.code, time);
    const isShort = !detail && time > shownInFull;
    if (isShort && time > shownAtAll) {
      left.set(finding.code, time - shownAtAll);
      continue;
    }
    if (isShort) short += 1;
    if (parts.length > 0) parts.push(isShort && wasShort ? '\n' : '\n\n');
    parts.push(isShort ? renderShort(finding, style) : renderDiagnostic(finding, sources, style));
    wasShort = isShort;
  }
  if (parts.length > 0) parts.push('\n\n');
  parts.push(renderSummary(report, style));
  if (short > 0)
    parts.push(`\n${style.dim(`${plural(short, 'repeated finding')} on one line each (--detail)`)}`);
  if (left.size > 0) {
    const all = [...left.values()].reduce((sum, count) => sum + count, 0);
    const each = [...left].sort(([, a], [, b]) => b - a);
    const codes = each.map(([code, count]) => `${thousands(count)} ${code}`).join(', ');
    parts.push(`\n${style.dim(`${thousands(all)} more are not shown (--detail): ${codes}`)}`);
  }
  return `${parts.join('')}\n`;
}

/** One diagnostic on one line. */
function renderShort(diagnostic: Diagnostic, style: Style): string {
  const { code, severity, message, span } = shown(diagnostic);
  const place = span === undefined ? '' : `${span.file}:${span.line}:${span.column}: `;
  return `${style.cyan(place)}${severityColor(style, severity)(`${severity}[${code}]`)} ${message}`;
}

/** One diagnostic with its code frame. */
export function renderDiagnostic(told: Diagnostic, sources: Sources, style: Style): string {
  const diagnostic = shown(told);
  const paint = severityColor(style, diagnostic.severity);
  const head = `${paint(style.bold(`${diagnostic.severity}[${diagnostic.code}]`))}${style.bold(`: ${diagnostic.message}`)}`;
  const frames = framesOf(diagnostic, sources);
  const gutter = Math.max(
    1,
    ...frames.map((frame) => String(Math.min(frame.last, frame.first + shownLines)).length),
  );
  const lines = [head];
  frames.forEach((frame, at) => {
    lines.push(...renderFrame(frame, at === 0, gutter, style, at === 0 ? paint : style.blue));
  });
  lines.push(...renderNotes(diagnostic, gutter, style));
  return lines.join('\n');
}

/** Names of the input stand in texts, and a terminal must not obey them. */
function shown({ message, why, fix, ...rest }: Diagnostic): Diagnostic {
  const lines = (text: string): string => text.split('\n').map(printable).join('\n');
  return {
    ...rest,
    message: lines(message),
    ...(why === undefined ? {} : { why: why.map(lines) }),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            ...fix,
            text: lines(fix.text),
            ...(fix.code === undefined ? {} : { code: lines(fix.code) }),
          },
        }),
  };
}

/** `2 errors, 1 warning in 3 statements of 1 file (41 rules); 1 accepted` */
export function renderSummary(report: Report, style: Style): string {
  const counts = countReport(report);
  const found = [
    counts.errors > 0 ? style.red(style.bold(plural(counts.errors, 'error'))) : undefined,
    counts.warnings > 0 ? style.yellow(style.bold(plural(counts.warnings, 'warning'))) : undefined,
    counts.notes > 0 ? style.blue(plural(counts.notes, 'note')) : undefined,
  ].filter((part) => part !== undefined);
  const verdict = found.length > 0 ? found.join(', ') : style.green('no findings');
  const scope = `${plural(counts.statements, report.unit ?? 'statement')} of ${plural(counts.files, 'file')}, ${plural(report.rules.length, 'rule')}`;
  const accepted =
    counts.suppressed > 0 ? `; ${plural(counts.suppressed, 'finding')} accepted with a reason` : '';
  const basis = report.basis.map((line) => style.dim(line));
  return [`${verdict} in ${scope}${accepted}`, ...basis].join('\n');
}

interface Frame {
  readonly span: Span;
  readonly text: SourceText;
  readonly label: string | undefined;
  readonly first: number;
  readonly last: number;
}

function framesOf(diagnostic: Diagnostic, sources: Sources): Frame[] {
  const places: { span: Span; label?: string }[] = [];
  if (diagnostic.span !== undefined) places.push({ span: diagnostic.span });
  places.push(...(diagnostic.related ?? []));
  const frames: Frame[] = [];
  for (const { span, label } of places) {
    const text = sources.get(span.file);
    const first = span.line;
    const last = text === undefined ? first : text.position(Math.max(span.start, span.end - 1)).line;
    frames.push({ span, text: text ?? new SourceText(span.file, ''), label, first, last });
  }
  return frames;
}

function renderFrame(
  frame: Frame,
  isFirst: boolean,
  gutter: number,
  style: Style,
  paint: (text: string) => string,
): string[] {
  const { sign } = style;
  const pad = ' '.repeat(gutter);
  const place = `${frame.span.file}:${frame.span.line}:${frame.span.column}`;
  const lines = [
    `${pad} ${style.cyan(isFirst ? sign.open : sign.middle)} ${style.cyan(place)}${frame.label && !isFirst ? `  ${frame.label}` : ''}`,
  ];
  if (frame.text.text === '') return lines;
  const lastShown = Math.min(frame.last, frame.first + shownLines - 1);
  const mark = isFirst ? sign.mark : sign.markRelated;
  for (let line = frame.first; line <= lastShown; line += 1) {
    const text = frame.text.lineText(line);
    const start = line === frame.first ? frame.span.column - 1 : text.length - text.trimStart().length;
    const end = line === frame.last ? frame.text.position(frame.span.end).column - 1 : text.trimEnd().length;
    const window = cut(text, start, end, style);
    lines.push(`${style.cyan(`${String(line).padStart(gutter)} ${sign.bar}`)} ${window.text}`);
    if (window.marked > 0) {
      lines.push(
        `${pad} ${style.cyan(sign.bar)} ${' '.repeat(window.before)}${paint(mark.repeat(window.marked))}`,
      );
    }
  }
  if (lastShown < frame.last) {
    lines.push(
      `${pad} ${style.cyan(sign.bar)} ${style.dim(`${sign.dots} ${plural(frame.last - lastShown, 'more line')}`)}`,
    );
  }
  return lines;
}

/** A long line is cut to the part around the marked place. */
function cut(
  text: string,
  start: number,
  end: number,
  style: Style,
): { text: string; before: number; marked: number } {
  const room = Math.max(60, style.width - 8);
  const from = Math.min(start, text.length);
  const to = Math.max(from, Math.min(end, text.length));
  if (displayWidth(text) <= room) return window(text, from, to);
  const { dots } = style.sign;
  const left = wordStart(text, Math.max(0, Math.min(from - 24, text.length - room)), from);
  const head = left > 0 ? dots : '';
  const right = wordEnd(text, Math.min(text.length, left + room - 2 * dots.length), Math.max(to, left + 40));
  const kept = text.slice(left, right);
  const tail = right < text.length ? dots : '';
  const shift = head.length - left;
  return window(head + kept + tail, from + shift, Math.min(to + shift, head.length + kept.length));
}

/** The first place from `at` where no word is cut; `limit` when there is none before it. */
function wordStart(text: string, at: number, limit: number): number {
  let start = at;
  while (start > 0 && start < limit && isInWord(text, start)) start += 1;
  return start;
}

/** The last place up to `at` where no word is cut; `at` itself when there is none after `limit`. */
function wordEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end > limit && end < text.length && isInWord(text, end)) end -= 1;
  return end > limit ? end : at;
}

/** Whether letters stand on both sides of a place. */
function isInWord(text: string, at: number): boolean {
  return /^\w\w$/.test(text.slice(at - 1, at + 1));
}

function window(text: string, from: number, to: number): { text: string; before: number; marked: number } {
  const before = displayWidth(text.slice(0, from));
  const marked = displayWidth(text.slice(from, to), before);
  return { text: printable(text), before, marked: to > from ? Math.max(1, marked) : 1 };
}

function renderNotes(diagnostic: Diagnostic, gutter: number, style: Style): string[] {
  const notes: [word: string, text: string, code?: string][] = [];
  for (const why of diagnostic.why ?? []) notes.push(['why', why]);
  if (diagnostic.fix !== undefined) notes.push(['fix', diagnostic.fix.text, diagnostic.fix.code]);
  const more = moreOf(diagnostic, style, style.width - gutter - 9);
  if (more !== undefined) notes.push(['more', more]);
  const pad = ' '.repeat(gutter);
  const lines: string[] = [];
  notes.forEach(([word, text, code], at) => {
    const corner = at === notes.length - 1 ? style.sign.close : style.sign.middle;
    const continues = at === notes.length - 1 ? ' ' : style.sign.bar === '|' ? ' ' : style.sign.bar;
    const [first = '', ...rest] = word === 'more' ? text.split('\n') : wrap(text, style.width - gutter - 9);
    lines.push(`${pad} ${style.cyan(corner)} ${style.bold(word.padEnd(4))}  ${first}`);
    for (const line of rest) lines.push(`${pad} ${style.cyan(continues)}       ${line}`);
    for (const line of code?.split('\n') ?? []) {
      lines.push(`${pad} ${style.cyan(continues)}         ${style.green(printable(line))}`.trimEnd());
    }
  });
  return lines;
}

/** Commands are never broken: what does not fit on one line stands on two. */
function moreOf(diagnostic: Diagnostic, style: Style, room: number): string | undefined {
  if (!diagnostic.code.startsWith('rule/')) return undefined;
  const page = `wesley explain ${diagnostic.code.slice('rule/'.length)}`;
  if (diagnostic.span === undefined || diagnostic.proof === undefined) return page;
  if (diagnostic.span.file.startsWith('<')) return page;
  const proof = `proof: wesley explain ${quotePath(diagnostic.span.file)}:${diagnostic.span.line}`;
  const both = `${page}  ${style.sign.bullet}  ${proof}`;
  return displayWidth(both) <= room ? both : `${page}\n${proof}`;
}

function quotePath(path: string): string {
  return /[\s'"$&;<>()]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}
