/**
 * What Wesley knows, loaded: every rule folder under rules/ compiled into one program, and the metadata of its findings
 * checked. A folder is a rule by being there; there is no list to edit.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type Diagnostic,
  didYouMean,
  Exit,
  type RuleDescription,
  type Severity,
  type Span,
  WesleyError,
} from './diagnostics/index.js';
import { type AnnotationValue, compile, type Program, type RuleInfo, type Source } from './engine/index.js';
import { packageRoot } from './paths.js';
import { isShape, placeholders, shapeNames } from './wording.js';

/** One rule folder that reports findings. */
export interface Rule extends RuleDescription {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** `safety`, `style`, or the name of a team's rule folder. */
  readonly group: string;
  /** The file as it is written. */
  readonly source: string;
}

/** The texts of one clause that derives a finding; `{Variable}`s are filled from its proof. */
export interface Wording {
  readonly rule: Rule;
  readonly message: string;
  readonly why: readonly string[];
  readonly fix: string | undefined;
  readonly sql: string | undefined;
}

export interface Ruleset {
  readonly program: Program;
  /** Sorted by group and id. */
  readonly rules: readonly Rule[];
  /** Wording of a clause, by its place in the program. */
  readonly wordings: ReadonlyMap<number, Wording>;
  /** Texts of all rule files, by the name that spans use. */
  readonly sources: readonly Source[];
}

const shipped = new Map<string, Ruleset>();

/** Groups of folders whose rules report findings. */
const findingGroups = ['safety', 'style'];
/** Groups of folders whose rules derive something else. */
const otherGroups = ['plan', 'schema', 'usage'];

/** `findings`: only what leads to a finding, for judging SQL. `all`: also what makes a plan. */
export type Purpose = 'findings' | 'all';

/** The rules of this package and those of a team's own folders, compiled once per process and purpose. */
export function loadRuleset(teamFolders: readonly string[] = [], purpose: Purpose = 'all'): Ruleset {
  const key = [purpose, ...teamFolders].join('\n');
  const known = shipped.get(key);
  if (known !== undefined) return known;
  const ruleset = compileRuleset(readRuleFiles(teamFolders), purpose);
  shipped.set(key, ruleset);
  return ruleset;
}

interface RuleFile extends Source {
  /** Undefined for the shared relations. */
  readonly place?: { readonly id: string; readonly group: string; readonly folder: string };
}

/** Compiles rule files that are already read. */
function compileRuleset(files: readonly RuleFile[], purpose: Purpose): Ruleset {
  const { program, diagnostics } = compile(files, purpose === 'all' ? {} : { goals: ['finding'] });
  const problems = diagnostics.filter((one) => one.severity === 'error');
  if (program === undefined) throw new WesleyError(problems, Exit.config);
  const places = new Map(files.map((file) => [file.file, file]));
  const rules: Rule[] = [];
  const wordings = new Map<number, Wording>();
  for (const file of files) {
    if (file.place === undefined || otherGroups.includes(file.place.group)) continue;
    const clauses = program.rules.filter((rule) => rule.file === file.file && rule.head === 'finding');
    const rule = readRule(file, clauses, problems);
    if (rule === undefined) continue;
    rules.push(rule);
    readWordings(rule, clauses, wordings, problems);
  }
  for (const clause of program.rules) {
    const place = places.get(clause.file)?.place;
    if (clause.head === 'finding' && (place === undefined || otherGroups.includes(place.group))) {
      problems.push(
        problem('dl/wrong-rule-id', 'only a rule folder of its own may report a finding', clause.span),
      );
    }
  }
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
  return { program, rules, wordings, sources: files.map(({ file, text }) => ({ file, text })) };
}

function readRule(file: RuleFile, clauses: readonly RuleInfo[], problems: Diagnostic[]): Rule | undefined {
  const { place } = file;
  if (place === undefined) return undefined;
  for (const clause of clauses) {
    const [first] = clause.headArguments;
    const id = first !== undefined && 'constant' in first ? first.constant : undefined;
    if (id === place.id) continue;
    const said = id === undefined ? 'something that is computed' : JSON.stringify(id);
    problems.push(
      problem('dl/wrong-rule-id', `the finding is named ${said}, its folder "${place.id}"`, clause.span, {
        fix: { text: 'write the name of the folder', code: `finding("${place.id}", ...)` },
      }),
    );
  }
  const heads = clauses.filter((clause) => clause.annotations.has('rule'));
  const [head] = heads;
  const anchor = (clauses[0] ?? { span: fileStart(file) }).span;
  if (clauses.length === 0) {
    problems.push(problem('dl/no-finding', `the rule "${place.id}" derives no finding`, anchor));
    return undefined;
  }
  if (head === undefined || heads.length > 1) {
    const message = `exactly one clause of "${place.id}" must carry @[rule(...)], not ${heads.length}`;
    problems.push(problem('dl/bad-annotation', message, heads[1]?.span ?? anchor));
    if (head === undefined) return undefined;
  }
  if (head.doc.trim() === '') {
    problems.push(problem('dl/missing-doc', `the rule "${place.id}" has no /// documentation`, head.span));
  }
  const meta = readMeta(head, problems);
  const doc = head.doc.trim();
  return { ...place, ...meta, doc, title: firstSentence(doc), source: file.text };
}

function readWordings(
  rule: Rule,
  clauses: readonly RuleInfo[],
  wordings: Map<number, Wording>,
  problems: Diagnostic[],
): void {
  const head = clauses.find((clause) => clause.annotations.has('rule'));
  for (const clause of clauses) {
    for (const key of clause.annotations.keys()) {
      if (Object.hasOwn(textKeys, key) || key === 'rule') continue;
      const message = `unknown annotation "${key}".${didYouMean(key, ['rule', ...Object.keys(textKeys)])}`;
      problems.push(problem('dl/unknown-annotation', message, spanOf(clause, key)));
    }
    const text = (key: string): string | undefined =>
      readText(clause, key, problems) ?? inherited(head, clause, key);
    const message = readText(clause, 'message', problems);
    if (message === undefined) {
      problems.push(
        problem('dl/missing-message', `the finding of "${rule.id}" has no @[message = "..."]`, clause.span),
      );
      continue;
    }
    const why = text('why');
    wordings.set(clause.index, {
      rule,
      message,
      why: why === undefined ? [] : why.split('\n'),
      fix: text('fix'),
      sql: text('sql'),
    });
  }
}

/** Annotations of a finding that are texts with `{Variable}`s. */
const textKeys = { message: true, why: true, fix: true, sql: true };

/** A later clause takes a text of the first one when it can fill all its variables. */
function inherited(head: RuleInfo | undefined, clause: RuleInfo, key: string): string | undefined {
  const value = head?.annotations.get(key);
  if (typeof value !== 'string') return undefined;
  return placeholders(value).every(({ name }) => clause.variables.includes(name)) ? value : undefined;
}

function readText(clause: RuleInfo, key: string, problems: Diagnostic[]): string | undefined {
  const value = clause.annotations.get(key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    problems.push(problem('dl/bad-annotation', `@[${key}] must be a text`, spanOf(clause, key)));
    return undefined;
  }
  for (const { name, shape } of placeholders(value)) {
    if (!clause.variables.includes(name)) {
      const message = `{${name}} is not a variable of this clause.${didYouMean(name, clause.variables)}`;
      problems.push(problem('dl/unknown-message-variable', message, spanOf(clause, key)));
    } else if (shape !== undefined && !isShape(shape)) {
      const message = `{${name}:${shape}}: there is no such shape. Shapes: ${shapeNames.join(', ')}.`;
      problems.push(problem('dl/unknown-message-variable', message, spanOf(clause, key)));
    }
  }
  return value;
}

interface Meta {
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly since?: string;
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];

function readMeta(clause: RuleInfo, problems: Diagnostic[]): Meta {
  const value = clause.annotations.get('rule');
  const span = spanOf(clause, 'rule');
  const fields: Record<string, AnnotationValue> = isFields(value) ? value : {};
  for (const key of Object.keys(fields)) {
    if (['severity', 'tags', 'since'].includes(key)) continue;
    const message = `@[rule] has no "${key}".${didYouMean(key, ['severity', 'tags', 'since'])}`;
    problems.push(problem('dl/unknown-annotation', message, span));
  }
  const { severity, tags, since } = fields;
  if (typeof severity !== 'string' || !isSeverity(severity)) {
    const said = severity === undefined ? 'none' : JSON.stringify(severity);
    problems.push(problem('dl/bad-annotation', `severity must be error, warning or note, not ${said}`, span));
  }
  const words = Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [];
  if (tags !== undefined && (!Array.isArray(tags) || words.length !== tags.length)) {
    problems.push(problem('dl/bad-annotation', 'tags must be a list of texts', span));
  }
  if (since !== undefined && typeof since !== 'string') {
    problems.push(
      problem('dl/bad-annotation', 'since must be a text, the version that brought the rule', span),
    );
  }
  return {
    severity: typeof severity === 'string' && isSeverity(severity) ? severity : 'error',
    tags: words,
    ...(typeof since === 'string' ? { since } : {}),
  };
}

function isSeverity(word: string): word is Severity {
  return (severities as readonly string[]).includes(word);
}

function isFields(value: AnnotationValue | undefined): value is { readonly [key: string]: AnnotationValue } {
  return typeof value === 'object' && !Array.isArray(value);
}

function spanOf(clause: RuleInfo, key: string): Span {
  return clause.annotationSpans.get(key) ?? clause.span;
}

function fileStart(file: Source): Span {
  return { file: file.file, start: 0, end: 0, line: 1, column: 1 };
}

function problem(code: string, message: string, span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return { code, severity: 'error', message, span, ...more };
}

/** Up to the first full stop that ends a sentence, on one line. */
function firstSentence(doc: string): string {
  const text = doc.replace(/\s+/g, ' ').trim();
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/[.:]$/, '') ?? text;
}

function readRuleFiles(teamFolders: readonly string[]): RuleFile[] {
  const base = join(packageRoot, 'rules');
  const files: RuleFile[] = [readFile(join(base, 'relations.dl'), 'rules/relations.dl')];
  for (const name of list(join(base, 'lib'), '.dl')) {
    files.push(readFile(join(base, 'lib', name), `rules/lib/${name}`));
  }
  for (const group of [...findingGroups, ...otherGroups]) {
    files.push(...readGroup(join(base, group), `rules/${group}`, group));
  }
  for (const folder of teamFolders) files.push(...readGroup(folder, shown(folder), 'team'));
  return files;
}

/** A path below the working folder as a person would write it. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function readGroup(folder: string, shownAs: string, group: string): RuleFile[] {
  return list(folder, '').flatMap((id) => {
    const path = join(folder, id, 'rule.dl');
    if (!existsSync(path)) return [];
    return [
      { ...readFile(path, `${shownAs}/${id}/rule.dl`), place: { id, group, folder: join(folder, id) } },
    ];
  });
}

function readFile(path: string, file: string): RuleFile {
  return { file, text: readFileSync(path, 'utf8') };
}

function list(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
}
