/** The documentation of rules as Markdown: a page per rule, an index, and the relations that rules are written with. */

import { type Hook, loadRuleset, type RuleFolder } from '../ruleset/load.js';
import { describeRelations, renderRelations } from './relation-pages.js';
import { type RulePage, readRulePages } from './rule-pages.js';

/** All pages: those of the shipped rules, or of the rules in the given folders. Text by the file's name. */
export function ruleDocs(ruleFolders: readonly RuleFolder[] = []): Map<string, string> {
  const all = readRulePages(ruleFolders);
  const ruleset = loadRuleset(ruleFolders);
  const shipped = ruleFolders.length === 0;
  const pages = all.filter(({ rule }) => shipped || rule.group === 'team');
  const docs = new Map(pages.map((page) => [`${page.rule.id}.md`, renderRulePage(page)]));
  for (const hook of ruleset.hooks) docs.set(`${hook.id}.md`, renderHookPage(hook));
  const files = new Set(docs.keys());
  const page = (id: string): string | undefined => (files.has(`${id}.md`) ? `${id}.md` : undefined);
  docs.set('relations.md', renderRelations(describeRelations(ruleset), ruleset.sources, page));
  docs.set('index.md', renderRuleIndex(pages, shipped ? [] : ruleset.hooks));
  return docs;
}

/** The page of a rule. */
export function renderRulePage({ rule, language, unsafe, safe, says, reads }: RulePage): string {
  const { id, group, severity, tags, since, judges } = rule;
  const up = '../'.repeat(id.split('/').length - 1);
  const links = reads.map((name) => `[${name}](${up}relations.md#${name})`);
  return [
    `# ${id}`,
    '',
    `**${rule.title}.** ${restOf(rule.doc)}`.trim(),
    '',
    '| severity | group | tags | since |',
    '|--|--|--|--|',
    `| ${severity} | ${group} | ${tags.join(', ')} | ${since ?? ''} |`,
    '',
    ...(says.length === 0 ? [] : ['## What it says', '']),
    ...says.flatMap(({ message, why, fix, sql, sdl }) => [
      ...(message === undefined ? [] : [`> ${message}`, '']),
      ...why.flatMap((line) => [line, '']),
      ...(fix === undefined ? [] : [`**Fix:** ${fix}`, '']),
      ...(sdl === undefined ? [] : fence('graphql', sdl)),
      ...(sql === undefined ? [] : fence('sql', sql)),
    ]),
    ...example('Raises it', unsafe, language),
    ...example('Does not', safe, language),
    '## The rule',
    '',
    ...fence('souffle', rule.source),
    ...(links.length === 0 ? [] : [`It reads ${links.join(', ')}.`, '']),
    '## Accept a finding',
    '',
    judges === 'sql'
      ? 'On the line before the statement, with a reason:'
      : 'On the line before the type or field, or at the end of its line, with a reason:',
    '',
    ...fence(
      judges === 'sql' ? 'sql' : 'graphql',
      `${judges === 'sql' ? '--' : '#'} wesley:ignore ${id} <reason>`,
    ),
    `For ${judges === 'sql' ? 'all statements' : 'the whole schema'}, in \`wesley.config.json\`; \`off\` accepts all its findings, \`error\`, \`warning\` and \`note\` change what they are:`,
    '',
    ...fence('json', `{ "rules": { "${id}": { "severity": "off", "reason": "..." } } }`),
  ].join('\n');
}

function renderHookPage({ id, doc, source }: Hook): string {
  return [`# ${id}`, '', doc.replace(/\s+/g, ' '), '', 'It takes part in plans and reports nothing.', '']
    .concat(['## The rule', '', ...fence('souffle', source)])
    .join('\n');
}

/** The list of rules. */
export function renderRuleIndex(pages: readonly RulePage[], hooks: readonly Hook[] = []): string {
  const shipped = pages.every(({ rule }) => rule.group !== 'team') && hooks.length === 0;
  const by = shipped ? 'from `rules/` by `npm run generate`' : 'by `wesley rules docs`';
  const lines = [
    '# Rules',
    '',
    `Generated ${by}. Rules are written with [these relations](relations.md).`,
    '',
  ];
  for (const group of [...new Set(pages.map(({ rule }) => rule.group))]) {
    lines.push(`## ${group}`, '', '| rule | severity | |', '|--|--|--|');
    for (const { rule } of pages.filter((page) => page.rule.group === group)) {
      lines.push(`| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${cell(rule.title)} |`);
    }
    lines.push('');
  }
  if (hooks.length > 0) {
    lines.push('## plans', '', '| rule | |', '|--|--|');
    for (const { id, title } of hooks) lines.push(`| [${id}](${id}.md) | ${cell(title)} |`);
    lines.push('');
  }
  return lines.join('\n');
}

/** Without the first sentence, which is the title. */
function restOf(doc: string): string {
  return doc
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^.*?[^.][.:](?:\s|$)/, '');
}

function example(title: string, text: string, language: string): string[] {
  return text.trim() === '' ? [] : [`## ${title}`, '', ...fence(language, text)];
}

function fence(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trim(), '```', ''];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
