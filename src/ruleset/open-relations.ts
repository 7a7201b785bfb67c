/**
 * What rules of teams may derive: relations whose declaration says `@[open]`, and those that they declare themselves.
 * Everything else is Wesley's own knowledge, so that no rule of a team can weaken a safety rule by adding to it.
 */
import type { Diagnostic } from '../diagnostics/index.js';
import type { Program, RelationInfo, RuleInfo } from '../engine/index.js';
import type { RuleFile } from './files.js';
import { otherKeys } from './meta.js';

/** Names of the relations that are open to teams. */
export function openRelations(program: Program): string[] {
  return [...program.relations.values()]
    .filter(isOpen)
    .map(({ name }) => name)
    .sort();
}

/** What teams derive and may not. */
export function closedHeads(program: Program, files: readonly RuleFile[]): Diagnostic[] {
  const byName = new Map(files.map((file) => [file.file, file]));
  const problems: Diagnostic[] = [];
  for (const rule of program.rules) {
    const namespace = byName.get(rule.file)?.namespace;
    const relation = program.relations.get(rule.head);
    if (namespace === undefined || relation === undefined) continue;
    const owner = byName.get(relation.span.file)?.namespace;
    if (owner === namespace || (owner === undefined && isOpen(relation))) continue;
    problems.push(closed(rule, relation, namespace, owner, openRelations(program)));
  }
  for (const relation of program.relations.values()) {
    if (byName.get(relation.span.file)?.namespace === undefined) continue;
    for (const key of relation.annotations.keys()) {
      if (otherKeys.includes(key) || key === 'values') continue;
      problems.push({
        code: key === 'open' ? 'dl/bad-annotation' : 'dl/unknown-annotation',
        severity: 'error',
        message:
          key === 'open'
            ? `@[open] is for relations of Wesley: \`${relation.name}\` is yours already`
            : `@[${key}] says nothing at the declaration of a relation`,
        span: relation.span,
        fix: { text: 'leave it out' },
      });
    }
  }
  return problems;
}

function isOpen(relation: RelationInfo): boolean {
  return relation.annotations.has('open');
}

function closed(
  rule: RuleInfo,
  relation: RelationInfo,
  namespace: string,
  owner: string | undefined,
  open: readonly string[],
): Diagnostic {
  const prefix = namespace.replaceAll('-', '_');
  const columns = relation.columns.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return {
    code: 'dl/closed-relation',
    severity: 'error',
    message:
      owner === undefined
        ? `a rule of a team cannot derive \`${rule.head}\`: it is what Wesley itself knows`
        : `\`${rule.head}\` belongs to the rules of "${owner}": those of "${namespace}" cannot derive it`,
    span: rule.span,
    why: [
      'Rules of teams add to what is reported and planned. They take nothing back, so no safety rule gets weaker.',
    ],
    fix: {
      text: `derive one of ${open.join(', ')}, or a relation of your own`,
      code: `.decl ${prefix}_${rule.head}(${columns})`,
    },
    related: [{ label: 'declared here', span: relation.span }],
  };
}
