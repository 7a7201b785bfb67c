/** Variables that a clause names once: they say nothing, so another name was meant, or `_`. */
import { nearest, type Reporter } from '../errors.js';
import type { Clause } from './ast.js';
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
        near === undefined
          ? {
              text: 'Write `_`, or a name that starts with `_`, unless another name was meant.',
              code: `_${name}`,
            }
          : { text: `Did you mean \`${near}\`? If not, write \`_${name}\`.`, code: near },
    });
  }
}
