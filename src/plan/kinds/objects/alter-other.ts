/** ALTER of the few objects that are carried as a definition and that others need to stay: foreign servers and the like. */
import type { OtherObject } from '../../../facts/catalog/catalog.js';
import { ident, tokens } from '../../sql.js';

/** Statements between two definitions; the rules know for which kinds this is possible. */
export function alterOther(before: OtherObject, after: OtherObject): string[] {
  const head = `ALTER ${after.drop.replace(/^DROP /, '')}`;
  const statements: string[] = [];
  if (after.kind === 'foreign server') {
    const version = clause(after.create, 'VERSION');
    if (version !== clause(before.create, 'VERSION')) statements.push(`${head} VERSION ${version ?? 'NULL'}`);
  }
  if (after.kind === 'foreign data wrapper') {
    for (const word of ['HANDLER', 'VALIDATOR'] as const) {
      const wanted = clause(after.create, word);
      if (wanted !== clause(before.create, word))
        statements.push(`${head} ${wanted === undefined ? `NO ${word}` : `${word} ${wanted}`}`);
    }
  }
  const changes = optionChanges(optionsOf(before.create), optionsOf(after.create));
  if (changes.length > 0) statements.push(`${head} OPTIONS (${changes.join(', ')})`);
  return statements;
}

/** SET, ADD and DROP between two lists of OPTIONS, each in the form `name 'value'`. */
export function foreignOptionChanges(before: readonly string[], after: readonly string[]): string[] {
  const read = (list: readonly string[]): Map<string, string> => optionsOf(`OPTIONS (${list.join(', ')})`);
  return optionChanges(read(before), read(after));
}

function optionChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const changes: string[] = [];
  for (const name of before.keys()) if (!after.has(name)) changes.push(`DROP ${ident(name)}`);
  for (const [name, value] of after) {
    const old = before.get(name);
    if (old === undefined) changes.push(`ADD ${ident(name)} ${value}`);
    else if (old !== value) changes.push(`SET ${ident(name)} ${value}`);
  }
  return changes;
}

/** Name to literal of the OPTIONS at the end of a CREATE statement. */
function optionsOf(create: string): Map<string, string> {
  const list = tokens(create);
  const options = new Map<string, string>();
  const start = list.findIndex((token, i) => token.text === 'OPTIONS' && list[i + 1]?.text === '(');
  if (start === -1) return options;
  for (let i = start + 2; i + 1 < list.length; i += 3) {
    const name = list[i];
    const value = list[i + 1];
    if (name?.kind === 'name' && value?.kind === 'text') options.set(name.name, value.text);
  }
  return options;
}

/** The token or tokens after a word: a literal, or a name that may be qualified. */
function clause(create: string, word: string): string | undefined {
  const list = tokens(create);
  const at = list.findIndex((token) => token.text === word);
  if (at === -1) return undefined;
  let text = list[at + 1]?.text;
  for (let i = at + 2; list[i]?.text === '.' && text !== undefined; i += 2)
    text += `.${list[i + 1]?.text ?? ''}`;
  return text;
}
