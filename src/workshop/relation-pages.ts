/** The relations that rules are written with: what each means, an example row, who derives it and who reads it. */
import { rulesAndReads, type Source, showFact, typesOf, type Value, valuesOf } from '../engine/index.js';
import type { Rule, Ruleset } from '../ruleset/load.js';
import { firstSentence } from '../ruleset/meta.js';
import { type RelationExamples, readRelationExamples } from './relation-examples.js';

/** Where something is declared or written. */
export interface RelationPlace {
  readonly file: string;
  readonly line: number;
}

export interface RelationColumn {
  readonly name: string;
  readonly type: string;
  /** Of the column, else of its type. */
  readonly doc: string;
  /** All that it can hold, where that is limited. */
  readonly values?: readonly Value[];
}

export interface RelationPage {
  readonly name: string;
  /** Base relations hold what the input says; the others what rules derive from them. */
  readonly kind: 'base' | 'derived';
  readonly doc: string;
  /** The first sentence of it. */
  readonly title: string;
  readonly columns: readonly RelationColumn[];
  /** A row, as a rule file spells it. */
  readonly example: string | undefined;
  readonly declared: RelationPlace;
  /** The clauses that derive it, and the relations that read it, by the files in which they stand. */
  readonly derivedBy: readonly RelationPlace[];
  readonly readBy: readonly RelationReader[];
}

/** A relation that is derived from this one, and where. */
export interface RelationReader {
  readonly relation: string;
  readonly file: string;
  /** Id of the rule whose file it is. */
  readonly rule: string | undefined;
}

const exampleLine = /^Example: (.*)$/m;

/** Pages of all relations of a program, base relations first, then by file and place. */
export function describeRelations(
  {
    program,
    sources,
    rules,
  }: Pick<Ruleset, 'program' | 'sources'> & { readonly rules: readonly Pick<Rule, 'id' | 'file'>[] },
  examples: RelationExamples = readRelationExamples(),
): RelationPage[] {
  const ruleIds = new Map(rules.map(({ id, file }) => [file, id]));
  const types = new Map(typesOf(sources).map((type) => [type.name, type.doc]));
  const valuesAt = valuesOf(program);
  const derivedBy = new Map<string, RelationPlace[]>();
  const readBy = new Map<string, RelationReader[]>();
  for (const { rule, reads } of rulesAndReads(program)) {
    push(derivedBy, rule.head, { file: rule.file, line: rule.span.line });
    for (const relation of reads) {
      const known = readBy.get(relation)?.some((one) => one.relation === rule.head && one.file === rule.file);
      if (known !== true)
        push(readBy, relation, { relation: rule.head, file: rule.file, rule: ruleIds.get(rule.file) });
    }
  }
  const order = new Map(sources.map(({ file }, at) => [file, at]));
  return [...program.relations.values()]
    .sort(
      (a, b) => (order.get(a.span.file) ?? 0) - (order.get(b.span.file) ?? 0) || a.span.start - b.span.start,
    )
    .map(({ name, doc, columns, span }) => {
      const written = exampleLine.exec(doc)?.[1];
      const found = examples.get(name)?.row;
      return {
        name,
        kind: span.file === 'rules/relations.dl' ? 'base' : 'derived',
        doc: doc.replace(exampleLine, '').trim(),
        title: firstSentence(doc.replace(exampleLine, '')),
        columns: columns.map((column, at) => {
          const values = valuesAt(name, at) ?? [];
          return {
            name: column.name,
            type: column.type,
            doc: column.doc || (types.get(column.type) ?? ''),
            ...(values.length === 0 ? {} : { values }),
          };
        }),
        example: written ?? (found === undefined ? undefined : showFact(name, found)),
        declared: { file: span.file, line: span.line },
        derivedBy: derivedBy.get(name) ?? [],
        readBy: readBy.get(name) ?? [],
      };
    });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** All relations as Markdown. `rulePage` links the page of a rule, where there is one. */
export function renderRelations(
  pages: readonly RelationPage[],
  sources: readonly Source[],
  rulePage: (id: string) => string | undefined,
): string {
  const types = typesOf(sources);
  const lines = [
    '# Relations',
    '',
    'What rules are written with: `wesley rules relations NAME` shows the same, `wesley rules query NAME file.sql` the rows.',
    `Base relations hold what the input says; rules derive the others. Generated from \`rules/\` by \`npm run generate\`.`,
    '',
    '## Types',
    '',
    '| type | is | |',
    '|--|--|--|',
    ...types
      .filter(({ text }) => !text.includes('{'))
      .map(({ name, text, doc }) => `| ${name} | ${kindOf(text)} | ${cell(doc)} |`),
    '',
  ];
  let group = '';
  for (const page of pages) {
    const next = page.kind === 'base' ? 'Base relations' : page.declared.file;
    if (next !== group) {
      group = next;
      lines.push(`## ${group}`, '');
      const intro = page.kind === 'base' ? '' : headOf(sources, group);
      if (intro !== '') lines.push(intro, '');
    }
    lines.push(...relationLines(page, rulePage), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function relationLines(page: RelationPage, rulePage: (id: string) => string | undefined): string[] {
  const signature = `${page.name}(${page.columns.map(({ name, type }) => `${name}: ${type}`).join(', ')})`;
  const readers = [
    ...new Set(
      page.readBy.map(({ relation, rule }) => {
        const link = rule === undefined || relation !== 'finding' ? undefined : rulePage(rule);
        return link === undefined ? `[${relation}](#${relation})` : `[${rule}](${link})`;
      }),
    ),
  ].filter((link) => link !== `[${page.name}](#${page.name})`);
  return [
    `### ${page.name}`,
    '',
    `\`${signature}\``,
    ...(page.doc === '' ? [] : ['', page.doc]),
    ...(page.example === undefined ? [] : ['', `Example: \`${page.example}\``]),
    ...(readers.length === 0 ? [] : ['', `Read by ${listed(readers)}.`]),
  ];
}

/** So many readers are named. */
const mostReaders = 12;

function listed(links: readonly string[]): string {
  const rest = links.length - mostReaders;
  return links.slice(0, mostReaders).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function kindOf(text: string): string {
  return text.replace(/^\.type \w+ (<:|=) /, '');
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** The comment that a file starts with. */
function headOf(sources: readonly Source[], file: string): string {
  const text = sources.find((source) => source.file === file)?.text ?? '';
  return (/^(?:\/\/(?!\/) ?.*\n)+/.exec(text)?.[0] ?? '').replace(/^\/\/ ?/gm, '').trim();
}
