/** Comments of a document, to be given out in order: each belongs to the line that it stands before, in or behind. */
import { type Location, type Token, TokenKind } from 'graphql/language/index.js';

interface Comment {
  readonly start: number;
  readonly text: string;
  /** Nothing but blanks between it and what is before it on its line. */
  readonly behind: boolean;
  /** An empty line comes before it. */
  readonly apart: boolean;
}

/** A line that leads something, and whether an empty line comes before it. */
export interface Lead {
  readonly text: string;
  readonly apart: boolean;
}

export class Comments {
  private readonly all: readonly Comment[];
  private next = 0;

  constructor(
    private readonly source: string,
    location: Location | undefined,
  ) {
    const found: Comment[] = [];
    for (let token: Token | null = location?.startToken ?? null; token !== null; token = token.next) {
      if (token.kind !== TokenKind.COMMENT) continue;
      const before = token.prev;
      const gap = source.slice(before?.end ?? 0, token.start);
      found.push({
        start: token.start,
        text: `#${token.value.trimEnd()}`,
        behind: before !== null && before.kind !== TokenKind.SOF && !/[\r\n]/.test(gap),
        apart: isApart(gap),
      });
    }
    this.all = found;
  }

  /** Comments that stand before an offset and were not given out yet. */
  before(offset: number): Lead[] {
    const leads: Lead[] = [];
    for (
      let comment = this.all[this.next];
      comment !== undefined && comment.start < offset;
      comment = this.all[this.next]
    ) {
      leads.push({ text: comment.text, apart: comment.apart });
      this.next += 1;
    }
    return leads;
  }

  /** The comment behind something on the same line, where there is nothing else behind it. */
  behind(end: number): string | undefined {
    const comment = this.all[this.next];
    if (comment === undefined || !comment.behind || comment.start < end) return undefined;
    if (/[^\s,]/.test(this.source.slice(end, comment.start))) return undefined;
    this.next += 1;
    return comment.text;
  }

  /** An empty line comes right before an offset. */
  apartAt(offset: number): boolean {
    return isApart(/[\s,\uFEFF]*$/.exec(this.source.slice(Math.max(0, offset - 2000), offset))?.[0] ?? '');
  }
}

function isApart(gap: string): boolean {
  return (gap.match(/\r\n|\n|\r/g)?.length ?? 0) > 1;
}
