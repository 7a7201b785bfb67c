/** What is said about annotations that a schema does not know, with the text that is underlined. */
import { expect, it } from 'vitest';
import { compile } from '../index.js';
import { type AnnotationSchema, checkAnnotations } from './annotation-schema.js';

const schema: AnnotationSchema = {
  rule: {
    keys: {
      severity: { value: ['error', 'warning'], required: true },
      tags: { value: 'texts' },
      since: { value: 'text' },
      weight: { value: 'number' },
      on: { value: 'boolean' },
    },
  },
  message: { value: 'text', required: true },
};

function complaints(annotations: string): string[] {
  const text = `.decl p(x: number)\n${annotations}\np(1).`;
  const { program } = compile([{ file: 'a.dl', text }]);
  const [rule] = program?.rules ?? [];
  if (rule === undefined) throw new Error('no rule');
  return checkAnnotations(rule, schema).map(
    ({ code, message, span, fix }) =>
      `${code} ${message} ${text.slice(span?.start, span?.end)}${fix?.code === undefined ? '' : ` -> ${fix.code}`}`,
  );
}

it.each<[string, string[]]>([
  ['@[message = "x"]', []],
  ['@[message = "x"] @[deprecated = "y"] @[allow_cross_product]', []],
  ['@[rule(severity = "error", tags = ["a"], since = "1", weight = 2, on = true)] @[message = "x"]', []],
  ['', ['dl/missing-annotation `@[message]` is missing. p(1).']],
  [
    '@[massage = "x"] @[message = "x"]',
    ['dl/unknown-annotation There is no annotation `massage`. @[massage = "x"] -> message'],
  ],
  ['@[message = 3]', ['dl/bad-annotation `@[message]` is a text in quotes. @[message = 3]']],
  [
    '@[message = "x"] @[rule = 1]',
    ['dl/bad-annotation `@[rule]` has keys: `@[rule(severity = ...)]`. @[rule = 1]'],
  ],
  [
    '@[message = "x"] @[rule(tags = ["a"])]',
    ['dl/missing-annotation `@[rule]` has no `severity`. @[rule(tags = ["a"])]'],
  ],
  [
    '@[message = "x"] @[rule(severity = "eror", tags = "a", sinse = "1", weight = "2", on = 1)]',
    [
      'dl/bad-annotation `severity` of `@[rule]` is one of "error", "warning". severity',
      'dl/bad-annotation `tags` of `@[rule]` is a list of texts, such as ["a", "b"]. tags',
      'dl/unknown-annotation `@[rule]` has no key `sinse`. sinse -> since',
      'dl/bad-annotation `weight` of `@[rule]` is a number. weight',
      'dl/bad-annotation `on` of `@[rule]` is `true` or `false`. on',
    ],
  ],
])('%s', (annotations, wanted) => {
  expect(complaints(annotations)).toEqual(wanted);
});
