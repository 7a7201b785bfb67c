/** Files and the files that they include: each is read once, wherever it is named. */
import { SourceText } from '../../diagnostics/source.js';
import { needSource } from '../arguments.js';
import type { Source } from '../compile.js';
import { didYouMean, type Reporter, TooManyErrors } from '../errors.js';
import type { IncludeItem, ItemNode } from './ast.js';
import { parse } from './parser.js';

/** Finds a file by the path that `.include` names; undefined when there is none. */
export type IncludeReader = (path: string, from: string) => Source | undefined;

const maxFiles = 1000;

/**
 * The items of the sources and of what they include. A missing file and a circle are reported at the `.include`. Clauses of
 * files that are `patient` may be left unread.
 */
export function readItems(
  given: readonly Source[],
  read: IncludeReader | undefined,
  reporter: Reporter,
  isPatient?: (file: string) => boolean,
): { items: ItemNode[]; sources: Source[] } {
  const sources = [...given];
  const names = new Set(given.map(({ file }) => file));
  const items: ItemNode[] = [];
  const edges = new Map<string, Edge[]>();
  /** The file that an `.include` names; undefined, and reported, where there is none. */
  const target = (item: IncludeItem, from: string): string | undefined => {
    const exact = [beside(from, item.path), plain(item.path)].find((path) => names.has(path));
    if (exact !== undefined) return exact;
    const span = item.source.span(item.pathStart, item.pathEnd);
    const isFull = sources.length >= maxFiles;
    const found = isFull ? undefined : read?.(item.path, from);
    if (found === undefined) {
      const elsewhere = withEnding(plain(item.path), names);
      if (elsewhere !== undefined) return elsewhere;
      if (isFull) {
        reporter.error('dl/too-large', `A program has at most ${maxFiles} files.`, span);
        return undefined;
      }
      const message =
        read === undefined
          ? `The file \`${shorten(item.path)}\` is not among the rule files.`
          : `There is no file \`${shorten(item.path)}\`.`;
      reporter.error('dl/unknown-include', message, span, didYouMean(item.path, names));
      return undefined;
    }
    needSource(found);
    if (!names.has(found.file)) {
      names.add(found.file);
      sources.push(found);
    }
    return found.file;
  };
  try {
    for (const source of sources) {
      const own: Edge[] = [];
      edges.set(source.file, own);
      for (const item of itemsOf(source, reporter, isPatient?.(source.file) ?? false)) {
        items.push(item);
        if (item.kind !== 'include') continue;
        const to = target(item, source.file);
        if (to !== undefined) own.push({ to, item });
      }
    }
    reportCircles(edges, reporter);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
  }
  return { items, sources };
}

/** An `.include`, with the file that it names. */
interface Edge {
  readonly to: string;
  readonly item: IncludeItem;
}

const parsed = new WeakMap<Source, Source & { readonly items: readonly ItemNode[] }>();

/** The items of a source; those of one that is read again, and in which nothing was wrong, are kept. */
function itemsOf(source: Source, reporter: Reporter, isPatient: boolean): readonly ItemNode[] {
  const known = parsed.get(source);
  const { file, text } = source;
  if (known?.text === text && known.file === file) return known.items;
  const before = reporter.diagnostics.length;
  const items = parse(new SourceText(file, text), reporter, isPatient);
  if (reporter.diagnostics.length === before) parsed.set(source, { file, text, items });
  return items;
}

/** A path as it is written in a file, from where that file stands. */
function beside(from: string, written: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** A path without the steps upwards at its start. */
function plain(written: string): string {
  const parts = written.split('/');
  while (parts[0] === '.' || parts[0] === '..') parts.shift();
  return parts.join('/');
}

/** A file whose path ends with another one at a `/`, or the other way round. */
function withEnding(path: string, names: ReadonlySet<string>): string | undefined {
  for (const name of names) if (name.endsWith(`/${path}`) || path.endsWith(`/${name}`)) return name;
  return undefined;
}

/** Depth first, with a stack of its own. */
function reportCircles(edges: ReadonlyMap<string, readonly Edge[]>, reporter: Reporter): void {
  const done = new Set<string>();
  for (const root of edges.keys()) {
    const path: { file: string; next: number }[] = done.has(root) ? [] : [{ file: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = edges.get(top.file)?.[top.next++];
      if (edge === undefined) {
        done.add(top.file);
        path.pop();
        continue;
      }
      const start = path.findIndex(({ file }) => file === edge.to);
      if (start >= 0) {
        const circle = path.slice(start);
        const { source, pathStart, pathEnd } = edge.item;
        const steps = circle.map(({ file }) => `\`${file}\``);
        if (steps.length > shown) steps.splice(shown - 1, steps.length - shown, '...');
        const chain = [...steps, `\`${edge.to}\``].join(' → ');
        const message = `The file includes itself: ${chain}.`;
        reporter.error('dl/include-cycle', message, source.span(pathStart, pathEnd), {
          fix: { text: 'Put what both need in a file of its own.' },
          related: circle.slice(0, Math.min(circle.length - 1, shown)).flatMap(({ file, next }) => {
            const item = edges.get(file)?.[next - 1]?.item;
            if (item === undefined) return [];
            return [{ label: 'included here', span: item.source.span(item.pathStart, item.pathEnd) }];
          }),
        });
      } else if (!done.has(edge.to) && edges.has(edge.to)) path.push({ file: edge.to, next: 0 });
    }
  }
}

/** A longer circle is cut. */
const shown = 12;

function shorten(path: string): string {
  return path.length > 80 ? `${path.slice(0, 77)}...` : path;
}
