/**
 * Folders of rules of teams, looked through before they are read: names that can be ids, each once, and no file that somebody
 * wrote and nobody would read.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Fix, Span } from '../diagnostics/index.js';
import type { RuleFolder } from './files.js';

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What is wrong with folders of rules, whatever their files say. `reserved` words are no namespaces: they mean something else where ids are written. */
export function folderProblems(folders: readonly RuleFolder[], reserved: readonly string[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const homes = new Map<string, string>();
  for (const folder of folders) {
    const { namespace, label, path, span } = folder;
    const add = (code: string, message: string, fix: Fix): void => {
      problems.push({ code, severity: 'error', message, fix, ...(span === undefined ? {} : { span }) });
    };
    if (!namePattern.test(namespace) || reserved.includes(namespace)) {
      add('config/bad-namespace', `"${namespace}" cannot be the namespace of the rules in ${label}`, {
        text: `use lower-case words with hyphens, and none of ${reserved.join(', ')}`,
      });
    }
    for (const name of entriesOf(path)) {
      const inside = entriesOf(join(path, name));
      if (name !== 'lib') problems.push(...unread(folder, name, inside));
      if (!inside.includes('rule.dl')) continue;
      const id = `${namespace}/${name}`;
      const other = homes.get(id);
      if (other !== undefined) {
        add('config/duplicate-rule', `two rules have the id ${id}: in ${other} and in ${label}`, {
          text: 'rename one of the folders, or give one of the two a namespace of its own',
        });
      } else homes.set(id, label);
      if (!namePattern.test(name)) {
        problems.push({
          code: 'config/bad-rule-name',
          severity: 'error',
          message: `"${name}" in ${label} cannot be the name of a rule`,
          fix: { text: 'use lower-case words with hyphens: no-serial-keys' },
        });
      }
    }
  }
  return problems;
}

/** Whether somebody meant a folder to hold rules: a rule file is in it or in a folder of it, whatever its name. */
export function isMeantForRules(folder: string): boolean {
  return entriesOf(folder).some(
    (name) => isRuleFile(name) || entriesOf(join(folder, name)).some((inner) => isRuleFile(inner)),
  );
}

/** Rule files that are not read where they stand, and examples of no rule. */
function unread({ label }: RuleFolder, name: string, inside: readonly string[]): Diagnostic[] {
  const notRead = (file: string, why: string, fix: Fix): Diagnostic => ({
    code: 'config/unread-rule',
    severity: 'error',
    message: `${file} is not read: ${why}`,
    span: startOf(file),
    fix,
  });
  if (isRuleFile(name)) {
    const stem = name.slice(0, -'.dl'.length);
    return [
      notRead(`${label}/${name}`, 'a rule is a folder with a rule.dl', {
        text: 'move it into a folder of its own; what several rules share stands in lib',
        code: `${label}/${stem}/rule.dl`,
      }),
    ];
  }
  const rules = inside.filter(isRuleFile);
  const [first] = rules;
  if (inside.includes('rule.dl')) {
    return rules
      .filter((file) => file !== 'rule.dl')
      .map((file) =>
        notRead(`${label}/${name}/${file}`, 'a rule is one file, rule.dl', {
          text: 'write it into rule.dl; what several rules share stands in lib',
          code: `${label}/lib/${file}`,
        }),
      );
  }
  if (first !== undefined) {
    const file = `${label}/${name}/${first}`;
    return [
      notRead(file, 'the file of a rule is named rule.dl', {
        text: 'rename it',
        code: `mv ${file} ${label}/${name}/rule.dl`,
      }),
    ];
  }
  const examples = inside.filter((file) => /^(unsafe|safe)\.(sql|graphql)$/.test(file));
  if (examples.length === 0) return [];
  return [
    {
      code: 'config/unread-rule',
      severity: 'error',
      message: `${label}/${name} is no rule: it has ${examples.join(' and ')} and no rule.dl`,
      fix: { text: 'write the rule, or take the folder away' },
    },
  ];
}

/** A rule file by its name, also where the ending is in capitals, which is not read. */
function isRuleFile(name: string): boolean {
  return name.toLowerCase().endsWith('.dl');
}

/** Names in a folder, sorted; none of what is no folder. */
export function entriesOf(folder: string): string[] {
  return existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
}

function startOf(file: string): Span {
  return { file, start: 0, end: 0, line: 1, column: 1 };
}
