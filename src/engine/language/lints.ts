/** What is legal and suspicious, said of a whole program that has no errors. Every check is linear in the program. */
import type { RelationInfo } from '../compile.js';
import type { Reporter } from '../errors.js';
import type { Body } from '../ir.js';
import type { Clause, ItemNode, TypeItem } from './ast.js';
import type { Level } from './level.js';
import { lintCrossProducts } from './lint-cross.js';
import { lintNever } from './lint-never.js';
import { lintRecursion } from './lint-recursion.js';
import { lintValues } from './lint-values.js';
import type { Stratum } from './stratify.js';
import { eachAtom, neededFor } from './uses.js';

/** What the lints look at. */
export interface Linted {
  readonly items: readonly ItemNode[];
  readonly clauses: readonly Clause[];
  readonly bodies: readonly Body[];
  readonly strata: readonly Stratum[];
  readonly relations: ReadonlyMap<string, RelationInfo>;
  /** Nothing was left out for the sake of goals. */
  readonly isWhole: boolean;
}

/** Reports everything. */
export function lint(program: Linted, reporter: Reporter, level: Level): void {
  lintCrossProducts(program, reporter, level);
  lintNever(program, reporter, level);
  lintValues(program, reporter, level);
  lintRecursion(program, reporter);
  lintDeprecated(program, reporter);
  if (program.isWhole) lintUnused(program, reporter);
}

function lintDeprecated({ clauses, relations }: Linted, reporter: Reporter): void {
  if (![...relations.values()].some(({ annotations }) => annotations.has('deprecated'))) return;
  for (const clause of clauses) {
    eachAtom(clause.body ?? [], ({ name, start, nameEnd }) => {
      const relation = relations.get(name);
      const word = relation?.annotations.get('deprecated');
      if (relation === undefined || word === undefined || clause.heads.some((head) => head.name === name))
        return;
      reporter.warning('dl/deprecated', `\`${name}\` is deprecated.`, clause.source.span(start, nameEnd), {
        ...(typeof word === 'string' && { fix: { text: word } }),
        related: [{ label: 'declared here', span: relation.span }],
      });
    });
  }
}

/** Relations and types that lead to no output. A program without outputs is asked in other ways: nothing is said of it. */
function lintUnused({ items, clauses, relations }: Linted, reporter: Reporter): void {
  const outputs = [...relations.values()].filter(({ output }) => output).map(({ name }) => name);
  if (outputs.length === 0) return;
  const read = new Set<string>();
  for (const clause of clauses) {
    eachAtom(clause.body ?? [], ({ name }) => {
      if (!clause.heads.every((head) => head.name === name)) read.add(name);
    });
  }
  const reached = new Set(outputs);
  const inside = items.flatMap((item) => (item.kind === 'component' ? item.items : []));
  for (const inner of inside) {
    if (inner.kind !== 'clause') continue;
    for (const head of inner.heads) reached.add(head.name);
    eachAtom(inner.body ?? [], ({ name }) => reached.add(name));
  }
  for (const clause of neededFor([...reached], clauses, reporter)) {
    for (const { name } of clause.heads) reached.add(name);
    eachAtom(clause.body ?? [], ({ name }) => reached.add(name));
  }
  for (const item of items) {
    if (item.kind !== 'relation') continue;
    const relation = relations.get(item.name);
    if (relation === undefined || relation.input || reached.has(item.name) || item.name.startsWith('_'))
      continue;
    if (relation.annotations.has('allow_unused')) continue;
    const span = item.source.span(item.nameStart, item.nameEnd);
    if (read.has(item.name)) {
      reporter.warning('dl/unreachable', `\`${item.name}\` leads to no output.`, span, {
        fix: { text: 'Delete it with what reads it, or name an `.output`.' },
      });
    } else {
      reporter.warning('dl/unused-relation', `Nothing reads \`${item.name}\`.`, span, {
        fix: { text: 'Delete it, or name it as an output.', code: `.output ${item.name}` },
      });
    }
  }
  lintUnusedTypes(items, reporter);
}

function lintUnusedTypes(items: readonly ItemNode[], reporter: Reporter): void {
  const used = new Set<string>();
  for (const item of items) for (const name of typesIn(item)) used.add(name);
  for (const item of items) {
    if (item.kind !== 'type' || used.has(item.name) || item.meta.annotations.has('allow_unused')) continue;
    const span = item.source.span(item.nameStart, item.nameEnd);
    reporter.warning('dl/unused-type', `Nothing is of type \`${item.name}\`.`, span, {
      fix: { text: 'Delete it.' },
    });
  }
}

function typesIn(item: ItemNode): string[] {
  if (item.kind === 'relation') return item.attributes.map(({ type }) => type);
  if (item.kind === 'functor') return [item.result.name, ...item.parameters.map(({ type }) => type)];
  if (item.kind === 'component') return item.items.flatMap(typesIn);
  return item.kind === 'type' ? typesOf(item).filter((name) => name !== item.name) : [];
}

function typesOf({ definition }: TypeItem): string[] {
  switch (definition.kind) {
    case 'subtype':
      return [definition.parent.name];
    case 'union':
      return definition.members.map(({ name }) => name);
    case 'record':
      return definition.attributes.map(({ type }) => type);
    case 'branches':
      return definition.branches.flatMap(({ attributes }) => attributes.map(({ type }) => type));
  }
}
