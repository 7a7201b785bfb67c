/** What tests of SDL look at: the SQL, and every message with the text that it underlines. */
import { SourceText } from '../../diagnostics/index.js';
import { type CompiledSdl, compileSdl, defaultSettings, type SchemaSettings } from '../index.js';

export function compile(text: string, settings: Partial<SchemaSettings> = {}): Promise<CompiledSdl> {
  return compileSdl([new SourceText('app.graphql', text)], { ...defaultSettings, ...settings });
}

/** `error sdl/code «underlined»`. */
export async function messages(text: string, settings: Partial<SchemaSettings> = {}): Promise<string[]> {
  return (await compile(text, settings)).diagnostics.map(
    (one) => `${one.severity} ${one.code} «${text.slice(one.span?.start, one.span?.end)}»`,
  );
}

/** Statements of the script; fails when there is a message. */
export async function statements(text: string, settings: Partial<SchemaSettings> = {}): Promise<string[]> {
  const { sql, diagnostics } = await compile(text, settings);
  const loud = diagnostics.filter((one) => one.severity !== 'note');
  if (sql === undefined || loud.length > 0) {
    throw new Error(loud.map((one) => `${one.code}: ${one.message}`).join('\n'));
  }
  return sql.split(/;\n/).filter((statement) => statement !== '');
}

/** Lines of CREATE TABLE of one table, without the head. */
export async function linesOf(
  table: string,
  text: string,
  settings: Partial<SchemaSettings> = {},
): Promise<string[]> {
  const all = await statements(text, settings);
  const found = all.find((one) => one.startsWith(`CREATE TABLE ${table} (`));
  return (found ?? `there is no ${table}`)
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().replace(/,$/, ''));
}
