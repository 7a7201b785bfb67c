/** What the rules say of a schema: facts of its model → solve → findings, once, or again and again while it is edited. */

import { createHash } from 'node:crypto';
import type { Diagnostic, Report, SourceText } from './diagnostics/index.js';
import { FactSet, type Limits, open, type Session, type Solution, solve } from './engine/index.js';
import { sdlElements } from './facts/sdl/elements.js';
import { collectSchemaFindings, type PartPlaces, sortByPlace } from './findings.js';
import type { WrittenSql } from './linting-places.js';
import { packageVersion } from './paths.js';
import { applySettings, type RuleSetting } from './rule-settings.js';

import { limitsFor, withinNow } from './ruleset/limits.js';
import { loadRuleset, type RuleFolder, type Ruleset } from './ruleset/load.js';
import { checkParameters, tellParameters } from './ruleset/parameters.js';
import { modelFacts } from './schema/facts.js';
import { defaultSettings, readSdl, type SchemaModel, type SchemaSettings } from './schema/index.js';
import { SchemaPlaces } from './schema/places.js';
import { applySuppressions } from './suppressions.js';

/** How schemas are judged. */
export interface LintOptions {
  /** How SDL is read. */
  readonly settings?: SchemaSettings;
  /** By rule id. */
  readonly severities?: ReadonlyMap<string, RuleSetting>;
  /** Rules of the team, besides those of this package. */
  readonly ruleFolders?: readonly RuleFolder[];
  readonly limits?: Partial<Limits>;
}

/** A schema to judge. */
export interface LintedSchema {
  readonly model: SchemaModel;
  /** What was wrong when it was read. While there is an error, no rule is asked: the model is not whole. */
  readonly diagnostics: readonly Diagnostic[];
  /** Texts that the spans of the model point into. */
  readonly sources: readonly SourceText[];
  /** Of what the model was read; SDL unless said otherwise. */
  readonly writtenAs?: 'sdl' | 'sql';
  /** Where its parts stand in the SQL that makes it. */
  readonly sql?: WrittenSql;
  /** Sentences on where the schema comes from, for the report. */
  readonly basis?: readonly string[];
}

export interface LintResult {
  readonly report: Report;
  /** For explanations; undefined where no rule was asked. Of a linter, as it is now. */
  readonly solution: Solution | undefined;
  readonly places: PartPlaces;
  readonly ruleset: Ruleset;
}

/** Compiles SDL documents that belong together, and judges the schema. Throws as `lintSchema` does. */
export async function lintSdl(
  sources: readonly SourceText[],
  options: LintOptions & { readonly profile?: boolean } = {},
): Promise<LintResult> {
  const { model, diagnostics } = await readSdl(sources, options.settings);
  return lintSchema({ model, diagnostics, sources }, options);
}

/** Judges one schema. Throws `WesleyError` for rules that do not compile and settings that name none. */
export function lintSchema(
  schema: LintedSchema,
  options: LintOptions & { /** Count what each rule did. */ readonly profile?: boolean } = {},
): LintResult {
  const ruleset = rulesetFor(options);
  const solution = isWhole(schema)
    ? withinNow(() =>
        solve(ruleset.program, factsOf(schema, options), {
          profile: options.profile === true,
          limits: limitsFor(options.ruleFolders, options.limits),
        }),
      )
    : undefined;
  return resultOf(schema, ruleset, solution, options);
}

/** Judges schema after schema; each takes time for what is different from the one before. */
export interface Linter {
  lint(schema: LintedSchema): LintResult;
}

/** A linter that keeps its solution between schemas: for editors and for watching. */
export function openLinter(options: LintOptions = {}): Linter {
  const ruleset = rulesetFor(options);
  let session: Session | undefined;
  return {
    lint(schema) {
      if (!isWhole(schema)) return resultOf(schema, ruleset, undefined, options);
      const facts = factsOf(schema, options);
      withinNow(() => {
        if (session === undefined)
          session = open(ruleset.program, facts, {
            limits: limitsFor(options.ruleFolders, options.limits),
          });
        else session.replace(facts);
      });
      return resultOf(schema, ruleset, session, options);
    },
  };
}

function rulesetFor({ ruleFolders = [] }: LintOptions): Ruleset {
  const ruleset = loadRuleset(ruleFolders, 'schema');
  checkParameters(ruleset.parameters, ruleFolders);
  return ruleset;
}

function isWhole({ diagnostics }: LintedSchema): boolean {
  return diagnostics.every(({ severity }) => severity !== 'error');
}

function factsOf({ model, writtenAs = 'sdl' }: LintedSchema, options: LintOptions): FactSet {
  const facts = new FactSet();
  modelFacts(model, facts, { writtenAs, settings: options.settings ?? defaultSettings });
  tellParameters(options.ruleFolders ?? [], facts);
  return facts;
}

function resultOf(
  schema: LintedSchema,
  ruleset: Ruleset,
  solution: Solution | undefined,
  options: LintOptions,
): LintResult {
  const { sources, model, writtenAs = 'sdl' } = schema;
  const places = schema.sql?.places ?? new SchemaPlaces(model);
  const found = solution === undefined ? [] : collectSchemaFindings(ruleset, solution, places, writtenAs);
  const decided = applySettings(
    sortByPlace([...schema.diagnostics, ...found], sources),
    options.severities ?? new Map(),
    ruleset,
  );
  const { findings, suppressed } = applySuppressions(
    decided.findings,
    sources.map(({ file, text }) => ({
      path: file,
      text,
      statements: writtenAs === 'sdl' ? sdlElements : (schema.sql?.statements.get(file) ?? []),
    })),
    ruleset,
    { isComplete: solution !== undefined },
  );
  const report: Report = {
    version: packageVersion(),
    findings: sortByPlace(findings, sources),
    suppressed: [...suppressed, ...decided.suppressed],
    rules: ruleset.rules,
    inputs: sources.map(({ file, text }, at) => ({
      path: file,
      sha256: createHash('sha256').update(text).digest('hex'),
      text,
      statements: writtenAs === 'sdl' ? typesIn(model, file) : at === 0 ? typesIn(model) : 0,
    })),
    unit: writtenAs === 'sdl' ? 'type' : 'object',
    basis: [
      ...(schema.basis ?? []),
      ...(solution === undefined ? ['no rule was asked: the schema has errors'] : []),
    ],
  };
  return { report, solution, places, ruleset };
}

/** Types of a file; without one, of the model. */
function typesIn({ tables, views, enums, inputs }: SchemaModel, file?: string): number {
  const all: readonly { readonly span: { readonly file: string } }[] = [
    ...tables,
    ...views,
    ...enums,
    ...inputs,
  ];
  return all.filter(({ span }) => file === undefined || span.file === file).length;
}
