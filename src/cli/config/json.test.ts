import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonProblem } from './json.js';

describe('what is wrong with JSON', () => {
  it.each([
    ['', 'it ends too early', ''],
    ['{"a": 1', 'it ends too early', '1'],
    ['{"a": 1,}', 'the last comma before } is one too many', ','],
    ['[1, 2 ,]', 'the last comma before ] is one too many', ','],
    ['// why\n{}', 'JSON has no comments', '/'],
    ['{"a": 1, # why\n"b": 2}', 'JSON has no comments', '#'],
    ["{'a': 1}", 'JSON wants double quotes', "'"],
    ['{a: 1}', 'a key in double quotes is expected here', 'a'],
    ['{"a" 1}', ': is expected here', '1'],
    ['{"a": yes}', 'a value is expected here', 'y'],
    ['{"a": 01}', 'a value is expected here', '0'],
    ['{"a": "x\ty"}', 'in a text, a line break or tab is written \\n or \\t', '\t'],
    ['{"a": 1 "b": 2}', ', or } is expected here', '"'],
    ['{"a": 1} {}', 'nothing more is expected here', '{'],
    ['{"a": 1, "b": {"a": 2, "a": 3}}', 'the key "a" is there twice', '"a"'],
    ['['.repeat(200_000), 'values lie in each other more than 100 times here', '['],
  ])('%j: %s', (text, message, at) => {
    const problem = findJsonProblem(text);
    expect(problem?.message).toBe(message);
    expect(text.slice(problem?.start, problem?.end)).toBe(at);
  });

  it('is nothing where there is nothing wrong', () => {
    expect(findJsonProblem('\r\n{"\\u00e9\u007f": [1.5e-3, null, "\\n"]}\t')).toBeUndefined();
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(findJsonProblem(text)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('is something wherever the parser of the platform refuses', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"b', '1', '-', '.5', 'true', 'nul', ' ', '\\'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        const message = findJsonProblem(text)?.message;
        expect(message === undefined || message.endsWith('twice')).toBe(sound);
      }),
      { numRuns: 500 },
    );
  });
});
