/** The schema as a script for an empty database. */
import { emit } from '../sql/emit.js';
import { readOptions, text } from './options.js';
import type { Target } from './target.js';

export const sql: Target = {
  name: 'sql',
  doc: 'The schema as SQL for an empty database.',
  generate(model, given) {
    const { file } = readOptions('sql', given, { file: text('schema.sql') });
    return [{ path: file, text: emit(model).sql }];
  },
};
