/** Rules of ESLint: one per shipped rule over schemas, one for those of teams, and those for what the compiler says. */
import type { Linter, Rule } from 'eslint';
import { loadRuleset } from '../ruleset/load.js';
import { judged, type SchemaOptions } from './bridge.js';
import type { Reported } from './worker.js';

const shipped = loadRuleset([], 'schema').rules;
const ids = new Set(shipped.map(({ id }) => `rule/${id}`));

/** Rules that are not those of rule folders, and what each reports. */
const collected: Readonly<
  Record<string, { readonly says: string; readonly takes: (one: Reported) => boolean }>
> = {
  schema: {
    says: 'What the schema cannot mean, and what is wrong with comments that accept findings',
    takes: ({ code, severity }) => !code.startsWith('rule/') && severity !== 'note',
  },
  'schema-notes': {
    says: 'What the compiler of the schema leaves out or takes for granted',
    takes: ({ code, severity }) => !code.startsWith('rule/') && severity === 'note',
  },
  team: {
    says: 'What the rules of your team find',
    takes: ({ code }) => code.startsWith('rule/') && !ids.has(code),
  },
};

/** By name, without the prefix. */
export const rules: Readonly<Record<string, Rule.RuleModule>> = Object.fromEntries([
  ...Object.entries(collected).map(([name, { says, takes }]) => [name, rule(says, takes)]),
  ...shipped.map(({ id, title }) => [id, rule(title, ({ code }) => code === `rule/${id}`)]),
]);

/** Rules with the severity that they have in a preset. */
export function ruleNames(strict: boolean): [name: string, severity: Linter.StringSeverity][] {
  const notes = strict ? 'warn' : 'off';
  const severities = { error: 'error', warning: 'warn', note: notes } as const;
  return [
    ['wesley/schema', 'error'],
    ['wesley/schema-notes', notes],
    ['wesley/team', 'error'],
    ...shipped.map(({ id, severity }): [string, Linter.StringSeverity] => [
      `wesley/${id}`,
      severities[severity],
    ]),
  ];
}

function rule(description: string, takes: (one: Reported) => boolean): Rule.RuleModule {
  return {
    meta: { type: 'problem', docs: { description }, schema: [] },
    create(context) {
      return {
        Program() {
          const { parserOptions } = context.languageOptions as {
            readonly parserOptions?: { readonly wesley?: SchemaOptions };
          };
          const { findings } = judged(parserOptions?.wesley ?? {}, context.filename, context.sourceCode.text);
          for (const one of findings) {
            if (!takes(one) || (one.file !== undefined && one.file !== context.filename)) continue;
            context.report({ message: one.message, loc: { start: one.start, end: one.end } });
          }
        },
      };
    },
  };
}
