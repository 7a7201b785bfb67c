/** Variables that a clause names once: they say nothing, so another name was meant, or `_`. */
import { nearest, type Reporter } from '../errors.js';
import type { Clause, Variable } from './ast.js';
import { type Level, report } from './level.js';
import { eachVariable, eachVariableOf } from './uses.js';

/** Reports them; names that start with `_`, and those that a text of an annotation names, are meant. */
export function checkSingletons(clause: Clause, reporter: Reporter, level: Level): void {
  if (clause.body === undefined) return;
  const places = new Map<string, Variable[]>();
  const note = (node: Variable): void => {
    const known = places.get(node.name);
    if (known === undefined) places.set(node.name, [node]);
    else known.push(node);
  };
  for (const head of clause.heads) for (const arg of head.args) eachVariable(arg, note);
  eachVariableOf(clause.body, note);
  let texts: string | undefined;
  for (const [name, [node, second]] of places) {
    if (second !== undefined || name.startsWith('_') || node === undefined) continue;
    if (clause.heads.some((head) => head.start <= node.start && node.end <= head.end)) continue;
    texts ??= JSON.stringify([...clause.meta.annotations.values()]);
    if (texts.includes(`{${name}}`) || texts.includes(`{${name}:`)) continue;
    const others = [...places.keys()].filter((other) => other !== name && !other.startsWith('_'));
    const near = name.length < 3 ? undefined : nearest(name, others);
    report(reporter, level, {
      code: 'dl/singleton-variable',
      message: `\`${name}\` is named once: it says nothing.`,
      span: clause.source.span(node.start, node.end),
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
