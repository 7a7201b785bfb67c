/**
 * A preset for ESLint: the parser of @graphql-eslint/eslint-plugin, the rules over schemas as `wesley/<rule>`, and what the
 * compiler says as `wesley/schema`.
 *
 *   import wesley from 'wesley/eslint';
 *   export default [...wesley.configs.recommended];
 *
 * The files of a schema are judged together: those that "schema" of wesley.config.json names, or
 * `wesley.preset({ schema: ['schema/*.graphql'] })`.
 */

import type { ESLint, Linter } from 'eslint';
import { packageVersion } from '../paths.js';

import { graphql } from './graphql.js';
import { type PresetOptions, parser } from './parser.js';
import { ruleNames, rules } from './rules.js';

export type { PresetOptions } from './parser.js';

const plugin: ESLint.Plugin = { meta: { name: 'wesley', version: packageVersion() }, rules };

/** Rules of @graphql-eslint that fit a schema of a database and say nothing that ours say already. */
const others: Linter.RulesRecord = {
  '@graphql-eslint/description-style': 'warn',
  '@graphql-eslint/no-typename-prefix': 'warn',
};

/**
 * Configurations for `files`, by default all GraphQL files. `strict` also warns of what Wesley calls notes: taste, and
 * what is only worth a look.
 */
function preset(options: PresetOptions & { readonly strict?: boolean } = {}): Linter.Config[] {
  const { files = ['**/*.graphql', '**/*.gql', '**/*.graphqls'], strict = false, ...wesley } = options;
  return [
    {
      name: strict ? 'wesley/strict' : 'wesley/recommended',
      files: [...files],
      plugins: { wesley: plugin, '@graphql-eslint': { rules: graphql.rules } },
      languageOptions: { parser, parserOptions: { wesley } },
      rules: { ...others, ...Object.fromEntries(ruleNames(strict)) },
    },
  ];
}

export default { ...plugin, preset, configs: { recommended: preset(), strict: preset({ strict: true }) } };
