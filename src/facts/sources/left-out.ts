/**
 * Functions in C whose library is not here, and what hangs on them: left out of a state and named there as not modelled.
 * Tables, views and indexes are never left out: without them a state would be another one.
 */
import type { QueryError } from '../connect/database.js';

const name = '((?:[\\w$]+|"(?:[^"]|"")+")(?:\\.(?:[\\w$]+|"(?:[^"]|"")+"))?)';
const kinds =
  'function|procedure|aggregate|cast|trigger|event trigger|language|transform|access method|foreign data wrapper|conversion|operator class|operator family|text search \\w+';
const creates = new RegExp(
  `^create\\s+(?:or\\s+replace\\s+)?(?:default\\s+|trusted\\s+|constraint\\s+)?(${kinds.replaceAll(' ', '\\s+')})\\s+(?:if\\s+not\\s+exists\\s+)?${name}`,
  'i',
);
const follows = /^(?:alter|comment\s+on|grant|revoke|security\s+label)\b/i;
const missing = new Set(['42P01', '42703', '42704', '42883', '42P13']);

export class LeftOut {
  /** `function public.testprs_start` */
  readonly objects: string[] = [];
  private readonly names = new Set<string>();

  /** True when the statement is to be left out for this error; `object` when it would have made one. */
  covers(error: QueryError, sql: string): { readonly object?: string } | undefined {
    const made = creates.exec(sql);
    const noLibrary =
      error.code === '58P01' ||
      (error.code === '42883' && error.message.startsWith('could not find function'));
    const isRoot = noLibrary && /^(function|procedure)$/i.test(made?.[1] ?? '');
    const isBranch =
      missing.has(error.code) && (made !== null || follows.test(sql)) && this.isNamedIn(error.message);
    if (!isRoot && !isBranch) return undefined;
    if (made?.[1] === undefined || made[2] === undefined) return {};
    const object = `${made[1].toLowerCase().replace(/\s+/g, ' ')} ${made[2]}`;
    this.objects.push(object);
    this.names.add(bare(made[2]));
    return { object };
  }

  private isNamedIn(message: string): boolean {
    return (message.match(/[\w$]+/g) ?? []).some((word) => this.names.has(word));
  }
}

function bare(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1).replaceAll('"', '');
}
