/** Words that mean something in the language, and those of Soufflé that we do not take, with what to write instead. */

const words = (text: string): string[] => text.split(' ');

/** Types of Soufflé and of other languages, and what to write instead. */
export const foreignTypes: Readonly<Record<string, { readonly text: string; readonly code?: string }>> = {
  ...each('unsigned int integer int32 int64 i32 i64 long short bigint', {
    text: 'Write `number`: integers are exact up to 2^53.',
    code: 'number',
  }),
  ...each('double real float32 float64 decimal numeric', { text: 'Write `float`.', code: 'float' }),
  ...each('string text str char varchar uuid', { text: 'Write `symbol`: a text.', code: 'symbol' }),
  ...each('date time timestamp', {
    text: 'Write `symbol`: texts such as "2026-01-31" are in the order of time.',
    code: 'symbol',
  }),
  ...each('bool boolean', {
    text: 'Use a relation that holds what is true, or `number` with 0 and 1.',
    code: 'number',
  }),
  ...each('list array set map', { text: 'There are no lists: a relation holds one row for each value.' }),
};

function each<T>(names: string, value: T): Record<string, T> {
  return Object.fromEntries(words(names).map((name) => [name, value]));
}

/** Words that Soufflé keeps for itself: no relation, column, type or variable may have such a name. */
export const reservedWords: ReadonlySet<string> = new Set(
  words(
    'as autoinc band bnot bor brie bshl bshr bshru btree btree_delete bxor cat contains count debug_delta eqrel false inline input land lnot lor lxor magic match max mean min nil no_inline no_magic ord output overridable printsize range recursive_iteration_cnt stateful strlen substr sum to_float to_number to_string to_unsigned true',
  ),
);

/** Soufflé's directives that we do not take. */
export const droppedDirectives: Readonly<Record<string, string>> = {
  plan: 'Delete it: the join order is chosen from the number of facts.',
  pragma: 'Delete it: options are given on the command line.',
  lattice: 'Use a relation, and a `min` or `max` aggregate over it.',
  override: 'Give the relation another name.',
  limitsize: 'Delete it: limits on tuples and time hold for every evaluation.',
  printsize: 'Write a relation with a `count` aggregate.',
  number_type: 'Write `.type T <: number`.',
  symbol_type: 'Write `.type T <: symbol`.',
  once: 'Delete it: a file is read once.',
};

const writtenOut = 'Write the text out, or put it in a relation.';

/** Words that follow a `#` elsewhere. */
export const droppedSigns: Readonly<Record<string, string>> = {
  ...each('define undef if ifdef ifndef else elif endif pragma error line', writtenOut),
  ...each('program base script theory defined heuristic edge project', 'Delete it: a program has no parts.'),
  include: 'Write `.include "file.dl"`.',
  show: 'Write `.output` with the name of the relation.',
  external: 'Write `.input` with the name of the relation.',
  const: 'Write the value out, or put it in a relation.',
  minimize: 'Keep the best row with a `min` aggregate.',
  maximize: 'Keep the best row with a `max` aggregate.',
};

const storedAsChosen = 'Delete it: how a relation is stored is chosen for you.';
const computedAsChosen = 'Delete it: what is computed when is chosen for you.';
const namedByDirective = (word: string): string => `Write \`.${word}\` with the name of the relation.`;

/** Words that Soufflé allows after the columns of a declaration. */
export const droppedTags: Readonly<Record<string, string>> = {
  eqrel: 'Write the rules for symmetry and transitivity.',
  brie: storedAsChosen,
  btree: storedAsChosen,
  btree_delete: storedAsChosen,
  inline: computedAsChosen,
  no_inline: computedAsChosen,
  magic: computedAsChosen,
  no_magic: computedAsChosen,
  overridable: 'Delete it: components have no parents here.',
  choice: 'Keep one row per key with a `min` or `max` aggregate.',
  input: namedByDirective('input'),
  output: namedByDirective('output'),
  printsize: 'Write a relation with a `count` aggregate.',
};

/** Functions of Soufflé that we do not take. */
export const droppedFunctions: Readonly<Record<string, string>> = {
  autoinc: 'Build an identity from the values of the row, for example with a constructor `$Name(...)`.',
  as: 'Give the column the type that you need, or use `to_string` or `to_number`.',
  mean: 'Divide a `sum` by a `count`.',
  to_unsigned: 'Use `to_number`: integers are exact up to 2^53.',
  recursive_iteration_cnt: 'Count in a column of its own.',
  debug_delta: 'Measure the rules with a profile.',
  itof: 'Use `to_float`.',
  ftoi: 'Use `to_number`.',
  itou: 'Use the number as it is.',
  utoi: 'Use the number as it is.',
  utof: 'Use `to_float`.',
  ftou: 'Use `to_number`.',
};

/** Operators of Soufflé that we do not take. */
export const droppedOperators: Readonly<Record<string, string>> = {
  bshru: 'Use `bshr`: integers have no fixed width here.',
  land: 'Write two literals, joined by `,`.',
  lor: 'Write two alternatives, joined by `;`.',
  lxor: 'Write the two alternatives, joined by `;`.',
  lnot: 'Compare with 0.',
};
