/** A proof as a tree: what holds, below it what it rests on, with the places that it comes from. */
import { displayWidth, type ProofLine, type Sources, type Style, wrap } from '../diagnostics/index.js';
import { cut } from './table.js';

/** What tells what the relations of a proof mean. */
interface Described {
  readonly relations: ReadonlyMap<string, { readonly doc: string }>;
}

/** The proof as a tree, with the place of each fact about a statement, and what the relations mean. */
export function proofText(
  proof: readonly ProofLine[],
  program: Described,
  sources: Sources,
  style: Style,
): string {
  if (proof.length === 0) return style.dim('  the input itself says so: there is nothing to derive');
  const lines = treeLines(proof, sources, style);
  const names = [...new Set(proof.flatMap(({ text }) => /^(?:no )?(\w+)\(/.exec(text)?.[1] ?? []))];
  const legend = names.flatMap((name) => {
    const doc = program.relations
      .get(name)
      ?.doc.replace(/\s*Example: .*$/s, '')
      .replace(/\s+/g, ' ');
    if (doc === undefined || doc === '') return [];
    return wrap(doc, style.width - 6).map((text, at) =>
      at === 0 ? `  ${style.bold(name)}: ${text}` : `      ${text}`,
    );
  });
  return [style.bold('  Proof'), ...lines, '', style.bold('  The words'), ...legend].join('\n');
}

/** The lines of a proof with guides in front and places behind. */
export function treeLines(
  proof: readonly (ProofLine & { readonly note?: string })[],
  sources: Sources,
  style: Style,
): string[] {
  return proof.map((line, at) => {
    const guide = guides(proof, at, style);
    const before = 2 + 3 * line.depth;
    const note = line.note === undefined ? '' : `   ${line.note}`;
    const room = style.width - before - displayWidth(note);
    const text = note === '' ? line.text : cut(line.text, Math.max(24, room), style);
    const used = before + displayWidth(text + note);
    return `  ${style.dim(guide)}${text}${style.dim(note)}${placeText(line, sources, style, used)}`;
  });
}

function guides(proof: readonly ProofLine[], at: number, style: Style): string {
  const depth = proof[at]?.depth ?? 0;
  const ascii = style.sign.bar === '|';
  let text = '';
  for (let level = 1; level <= depth; level += 1) {
    const goesOn = proof.slice(at + 1).find((later) => later.depth <= level)?.depth === level;
    if (level < depth) text += goesOn ? (ascii ? '|  ' : '│  ') : '   ';
    else if (ascii) text += goesOn ? '+- ' : '`- ';
    else text += goesOn ? '├─ ' : '╰─ ';
  }
  return text;
}

/** The place, and as much of what stands there as the line has room for. */
function placeText(line: ProofLine, sources: Sources, style: Style, used: number): string {
  if (line.span === undefined) return '';
  const { file, line: number, column, start, end } = line.span;
  const text = sources.get(file)?.text.slice(start, end).replace(/\s+/g, ' ') ?? '';
  const place = `   ${file}:${number}:${column}`;
  const room = Math.min(48, style.width - used - displayWidth(place) - 2);
  const shown = room < 12 ? '' : cut(text, room, style);
  return style.cyan(place) + style.dim(shown === '' ? '' : `  ${shown}`);
}
