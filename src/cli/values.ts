/** Values of the engine as people read them in a table, and as a rule file spells them. */
import { displayWidth } from '../diagnostics/index.js';

/** A number, a text, or a term: what a column of a relation may hold. */
export type ShownValue = number | string | { readonly tag: string; readonly args: readonly ShownValue[] };

/** Texts stand bare unless that would be unclear; `quoted` spells them as a rule file does. */
export function shownValue(value: ShownValue | undefined, quoted = false): string {
  if (value === undefined) return '_';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const bare =
      value !== '' && value.trim() === value && !/[\p{Cc}]/u.test(value) && displayWidth(value) > 0;
    return quoted || !bare ? JSON.stringify(value) : value;
  }
  const args = value.args.map((arg) => shownValue(arg, true)).join(', ');
  if (value.tag === '') return `[${args}]`;
  if (value.tag === 'nil') return 'nil';
  return value.args.length === 0 ? `$${value.tag}()` : `$${value.tag}(${args})`;
}

/** `edge("a", 1)`. */
export function factText(relation: string, row: readonly (ShownValue | undefined)[]): string {
  return `${relation}(${row.map((value) => shownValue(value, true)).join(', ')})`;
}
