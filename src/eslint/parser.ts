/** The parser of @graphql-eslint, told the whole schema and our directives, so that its rules know them. */
import type { Linter } from 'eslint';
import { judge, type SchemaOptions } from './bridge.js';
import { graphql } from './graphql.js';

/** What a preset is told. */
export interface PresetOptions extends SchemaOptions {
  /** Files that it is for. */
  readonly files?: readonly string[];
}

interface ParserOptions {
  readonly filePath: string;
  readonly wesley?: SchemaOptions;
  readonly graphQLConfig?: unknown;
  readonly schemaSdl?: string;
}

export const parser: Linter.Parser & {
  parseForESLint(code: string, options: ParserOptions): Linter.ESLintParseResult;
} = {
  meta: { name: 'wesley/parser' },
  parseForESLint(code: string, { wesley = {}, ...options }: ParserOptions) {
    const parse = (more: object) => graphql.parser.parseForESLint(code, { ...options, ...more });
    // A project that says itself where the schema is has its way.
    if (options.graphQLConfig !== undefined || options.schemaSdl !== undefined) return parse({});
    const { schema, directives } = judge(wesley, options.filePath, code);
    try {
      return parse({ schemaSdl: schema });
    } catch {
      // A schema with mistakes: they are told by wesley/schema, and what is wrong in this file by the parser.
      return parse({ schemaSdl: directives });
    }
  },
};
