/** The door to @graphql-eslint/eslint-plugin, which a project installs itself. */
import type { ESLint, Linter } from 'eslint';
import { Exit, WesleyError } from '../diagnostics/index.js';

interface GraphqlEslint {
  readonly parser: Linter.Parser & {
    parseForESLint(code: string, options: unknown): Linter.ESLintParseResult;
  };
  readonly rules: ESLint.Plugin['rules'];
}

async function load(): Promise<GraphqlEslint> {
  try {
    return (await import('@graphql-eslint/eslint-plugin')) as unknown as GraphqlEslint;
  } catch (error) {
    throw new WesleyError(
      {
        code: 'eslint/missing-plugin',
        severity: 'error',
        message: 'wesley/eslint needs @graphql-eslint/eslint-plugin, and it cannot be loaded',
        why: [String(error)],
        fix: { text: 'install it', code: 'npm install --save-dev eslint @graphql-eslint/eslint-plugin' },
      },
      Exit.usage,
    );
  }
}

/** Its parser and rules. */
export const graphql: GraphqlEslint = await load();
