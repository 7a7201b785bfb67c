/**
 * What people who know another language write, each with the one error that it gives: `mistakes.txt` holds the text, and
 * indented below it what is underlined, the message and the fix. UPDATE=1 writes that anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../paths.js';
import { compile } from '../index.js';

const path = join(packageRoot, 'src', 'engine', 'language', 'mistakes.txt');
const [intro = '', base = '', ...blocks] = readFileSync(path, 'utf8').trimEnd().split('\n\n');

/** The text of a block. */
function textOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => !line.startsWith('    '))
    .join('\n');
}

/** The text with its errors. */
function told(text: string): string {
  const whole = `${base}\n${text}`;
  const { diagnostics } = compile([{ file: 'a.dl', text: whole }]);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = errors.flatMap(({ message, span, fix, why = [] }) => [
    `${whole.slice(span?.start, span?.end)}   ${message}`,
    ...why.map((line) => `why   ${line}`),
    ...(fix === undefined ? [] : [`fix   ${fix.text}${fix.code === undefined ? '' : `   ${fix.code}`}`]),
  ]);
  return [text, ...lines.map((line) => `    ${line}`)].join('\n');
}

if (process.env.UPDATE === '1') {
  const written = [intro, base, ...blocks.map((block) => told(textOf(block)))].join('\n\n');
  writeFileSync(path, `${written}\n`);
}

it.each(blocks.map((block) => [textOf(block), block]))('%s', (text, block) => {
  expect(told(text)).toBe(block);
  expect(block.split('\n').filter((line) => /^ {4}(?!why|fix)/.test(line))).toHaveLength(1);
});
