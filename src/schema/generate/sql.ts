/** The schema as a script for an empty database. */
import { emit } from '../sql/emit.js';
import { readOptions, text } from './options.js';
import type { Target } from './target.js';

export const sql: Target = {
  name: 'sql',
  doc: 'The schema as SQL for an empty database.',
  async generate(model, given, context) {
    const { file } = readOptions('sql', given, { file: text('schema.sql') });
    const statements =
      context?.statements === undefined
        ? emit(model).statements
        : (await context.statements()).map((statement) => `${statement};\n`);
    const missing = (context?.unmodelled ?? []).map(
      ({ kind, id }) => `-- Not in this script: ${kind} ${oneLine(id)}\n`,
    );
    return [{ path: file, text: `${header}${missing.join('')}\n${spaced(statements)}` }];
  },
};

const header =
  '-- The whole schema, for an empty database. A database with tables is changed with wesley plan.\n';

/** An empty line around statements of several lines. */
function spaced(statements: readonly string[]): string {
  return statements
    .map((statement, i) => {
      const before = statements[i - 1];
      const isOpen = before !== undefined && (isLong(before) || isLong(statement));
      return isOpen ? `\n${statement}` : statement;
    })
    .join('');
}

function isLong(statement: string): boolean {
  return statement.trimEnd().includes('\n');
}

function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ');
}
