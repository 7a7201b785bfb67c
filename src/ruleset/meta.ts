/** What a rule file says about itself: `@[rule(...)]`, its documentation, and the texts of its clauses, all checked. */
import {
  type Diagnostic,
  didYouMean,
  type RuleDescription,
  type Severity,
  type Span,
} from '../diagnostics/index.js';
import type { AnnotationValue, RuleInfo } from '../engine/index.js';
import type { RuleFile } from './files.js';
import { isShape, placeholders, shapeNames } from './wording.js';

/** One rule folder that reports findings. */
export interface Rule extends RuleDescription {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** `safety`, `style`, `schema`, or `team` for the rules of teams. */
  readonly group: string;
  /** `sql`: statements, in `wesley check`. `schema`: what SDL says, in `wesley lint`. */
  readonly judges: 'sql' | 'schema';
  /** The file as it is written. */
  readonly source: string;
  /** The file as spans name it. */
  readonly file: string;
}

/** The texts of one clause that derives a finding; `{Variable}`s are filled from its proof. */
export interface Wording {
  readonly rule: Rule;
  /** Undefined for `forbidden`, whose reason is the message. */
  readonly message: string | undefined;
  readonly why: readonly string[];
  readonly fix: string | undefined;
  /** What to write, in SQL and in SDL. */
  readonly sql: string | undefined;
  readonly sdl: string | undefined;
}

/** Relations whose first column is the id of the rule that derives them. */
export const reporting: readonly string[] = ['finding', 'forbidden', 'schema_finding'];

/** Reads what a rule says about itself; undefined when that cannot be a rule. `clauses` derive what it reports. */
export function readRule(
  file: RuleFile,
  clauses: readonly RuleInfo[],
  problems: Diagnostic[],
): Rule | undefined {
  const { place } = file;
  if (place === undefined) return undefined;
  const heads = clauses.filter((clause) => clause.annotations.has('rule'));
  const [head] = heads;
  const anchor = (clauses[0] ?? { span: fileStart(file) }).span;
  if (clauses.length === 0) {
    problems.push(
      problem('dl/no-finding', `the rule "${place.id}" derives no finding`, anchor, {
        fix: {
          text: 'write a clause that reports something, or takes part in plans',
          code: `finding("${place.id}", Stmt, Table) :- ...`,
        },
      }),
    );
    return undefined;
  }
  if (head === undefined || heads.length > 1) {
    const message = `exactly one clause of "${place.id}" must carry @[rule(...)], not ${heads.length}`;
    problems.push(
      problem('dl/bad-annotation', message, heads[1]?.span ?? anchor, {
        fix: { text: 'write it before the first clause', code: '@[rule(severity = "warning")]' },
      }),
    );
    if (head === undefined) return undefined;
  }
  if (head.doc.trim() === '') {
    problems.push(
      problem('dl/missing-doc', `the rule "${place.id}" has no /// documentation`, head.span, {
        fix: {
          text: 'say before it what goes wrong, and why',
          code: '/// What goes wrong, in one sentence.',
        },
      }),
    );
  }
  const meta = readMeta(head, problems);
  const doc = head.doc.trim();
  const judges = judgesOf(clauses);
  const others = clauses.filter((clause) => judgesOf([clause]) !== judges);
  for (const { span } of others) {
    problems.push(
      problem('dl/mixed-rule', `"${place.id}" judges both SQL and schemas: that takes two rules`, span, {
        fix: { text: 'put what derives `schema_finding` into a folder of its own' },
      }),
    );
  }
  return { ...place, ...meta, judges, doc, title: firstSentence(doc), source: file.text, file: file.file };
}

function judgesOf([first]: readonly RuleInfo[]): Rule['judges'] {
  return first?.head === 'schema_finding' ? 'schema' : 'sql';
}

/** The first argument of these heads must be the id of the folder that they stand in. */
export function checkIds(id: string, clauses: readonly RuleInfo[], problems: Diagnostic[]): void {
  for (const clause of clauses) {
    const [first] = clause.headArguments;
    const said = first !== undefined && 'constant' in first ? first.constant : undefined;
    if (said === id) continue;
    const what = said === undefined ? 'something that is computed' : JSON.stringify(said);
    const noun = clause.head.endsWith('finding') ? 'the finding' : `what \`${clause.head}\` derives`;
    problems.push(
      problem('dl/wrong-rule-id', `${noun} is named ${what}, its folder "${id}"`, clause.span, {
        fix: {
          text: id.includes('/')
            ? 'write the namespace and the name of the folder'
            : 'write the name of the folder',
          code: `${clause.head}("${id}", ...)`,
        },
      }),
    );
  }
}

/** Texts of the clauses of a rule, by their place in the program. */
export function readWordings(
  rule: Rule,
  clauses: readonly RuleInfo[],
  problems: Diagnostic[],
): Map<number, Wording> {
  const wordings = new Map<number, Wording>();
  const head = clauses.find((clause) => clause.annotations.has('rule'));
  for (const clause of clauses) {
    const text = (key: string): string | undefined =>
      readText(clause, key, problems) ?? inherited(head, clause, key);
    const message = readText(clause, 'message', problems);
    if (message === undefined && clause.head !== 'forbidden') {
      problems.push(
        problem('dl/missing-message', `the finding of "${rule.id}" has no @[message = "..."]`, clause.span, {
          fix: { text: 'say it with the names that the clause knows', code: messageFor(clause) },
        }),
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
      sdl: text('sdl'),
    });
  }
  return wordings;
}

function messageFor(clause: RuleInfo): string {
  const [variable = 'Table'] = clause.variables.filter((name) => /^[A-Z]/.test(name) && name !== 'Stmt');
  return `@[message = "{${variable}} ..."]`;
}

/** Annotations of a finding that are texts with `{Variable}`s. */
const textKeys = ['message', 'why', 'fix', 'sql', 'sdl'];

/** Annotations that the engine reads. */
export const otherKeys: readonly string[] = ['deprecated', 'allow_cross_product', 'allow_unused'];

/** Annotations that nobody reads, and those that say something where they cannot. */
export function checkAnnotations(clauses: readonly RuleInfo[], problems: Diagnostic[]): void {
  for (const clause of clauses) {
    const reports = reporting.includes(clause.head);
    const known = reports ? ['rule', ...textKeys, ...otherKeys] : otherKeys;
    for (const key of clause.annotations.keys()) {
      if (known.includes(key)) continue;
      const misplaced = key === 'rule' || textKeys.includes(key);
      const message = misplaced
        ? `@[${key}] says nothing here: \`${clause.head}\` reports nothing to a person`
        : `unknown annotation "${key}".${didYouMean(key, known)}`;
      problems.push(problem('dl/unknown-annotation', message, spanOf(clause, key)));
    }
  }
}

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
      const meant = didYouMean(name, clause.variables);
      const known = clause.variables.length === 0 ? 'none' : clause.variables.join(', ');
      problems.push(
        problem(
          'dl/unknown-message-variable',
          `{${name}} is not a variable of this clause.${meant}`,
          spanOf(clause, key),
          meant === '' ? { fix: { text: `its variables: ${known}` } } : {},
        ),
      );
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
  const at = (key: string): Span => clause.annotationSpans.get(`rule.${key}`) ?? spanOf(clause, 'rule');
  const fields: Record<string, AnnotationValue> = isFields(value) ? value : {};
  for (const key of Object.keys(fields)) {
    if (['severity', 'tags', 'since'].includes(key)) continue;
    const message = `@[rule] has no "${key}".${didYouMean(key, ['severity', 'tags', 'since'])}`;
    problems.push(problem('dl/unknown-annotation', message, at(key)));
  }
  const { severity, tags, since } = fields;
  if (typeof severity !== 'string' || !isSeverity(severity)) {
    const said = severity === undefined ? 'none' : JSON.stringify(severity);
    const meant = typeof severity === 'string' ? didYouMean(severity, severities) : '';
    const message = `severity must be error, warning or note, not ${said}${meant === '' ? '' : `.${meant}`}`;
    problems.push(problem('dl/bad-annotation', message, at('severity')));
  }
  const words = Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [];
  if (tags !== undefined && (!Array.isArray(tags) || words.length !== tags.length)) {
    problems.push(problem('dl/bad-annotation', 'tags must be a list of texts', at('tags')));
  }
  if (since !== undefined && typeof since !== 'string') {
    problems.push(
      problem('dl/bad-annotation', 'since must be a text, the version that brought the rule', at('since')),
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

function fileStart(file: RuleFile): Span {
  return { file: file.file, start: 0, end: 0, line: 1, column: 1 };
}

/** An error in a rule file. */
export function problem(
  code: string,
  message: string,
  span: Span,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return { code, severity: 'error', message, span, ...more };
}

/** Up to the first stop or colon that ends a sentence, on one line; those in `code` end none. */
export function firstSentence(doc: string): string {
  const text = doc.replace(/\s+/g, ' ').trim();
  return /^(?:`[^`]*`|[^`])+?(?<!\.)[.:](?=\s|$)/.exec(text)?.[0].replace(/[.:]$/, '') ?? text;
}
