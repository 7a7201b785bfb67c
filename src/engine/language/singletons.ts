/** Variables that a clause names once: they say nothing, so another name was meant, or `_`. */
import type { Fix } from '../../diagnostics/diagnostic.js';
import { nearest, type Reporter } from '../errors.js';
import type { Clause } from './ast.js';
import { unknown } from './foreign.js';
import { type Level, report } from './level.js';

/** Reports them; names that start with `_`, and those that a text of an annotation names, are meant. */
export function checkSingletons(clause: Clause, reporter: Reporter, level: Level): void {
  if (clause.singles.length === 0) return;
  let texts: string | undefined;
  for (const { name, start, end } of clause.singles) {
    if (name.startsWith('_')) continue;
    if (level === 'warn' && reporter.isFull) return;
    if (clause.heads.some((head) => head.start <= start && end <= head.end)) continue;
    texts ??= JSON.stringify([...clause.meta.annotations.values()]);
    if (texts.includes(`{${name}}`) || texts.includes(`{${name}:`)) continue;
    const others = clause.variables.filter((other) => other !== name && !other.startsWith('_'));
    const near = name.length < 3 ? undefined : nearest(name, others);
    report(reporter, level, {
      code: 'dl/singleton-variable',
      message: `\`${name}\` is named once: it says nothing.`,
      span: clause.source.span(start, end),
      fix:
        meant(name, clause) ??
        (near === undefined
          ? {
              text: 'Write `_`, or a name that starts with `_`, unless another name was meant.',
              code: `_${name}`,
            }
          : { text: `Did you mean \`${near}\`? If not, write \`_${name}\`.`, code: near }),
    });
  }
}

/** What else than a variable other languages mean by a name: NULL, and a word in small letters beside variables in capitals. */
function meant(name: string, { variables }: Clause): Fix | undefined {
  if (name.toLowerCase() === 'null') return unknown;
  const others = variables.filter((other) => other !== name && !other.startsWith('_'));
  const isWord = isSmall(name) && others.length > 0 && !others.some(isSmall);
  return isWord
    ? { text: 'A name is a variable here. If a text is meant, write it in quotes.', code: `"${name}"` }
    : undefined;
}

function isSmall(name: string): boolean {
  return name[0] !== name[0]?.toUpperCase();
}
