/** What callers are told of a program: its relations, components and the heads of its rules. */
import type { ComponentClause, ComponentInfo, RelationInfo } from '../compile.js';
import type { HeadArgument } from '../ir.js';
import type { Value } from '../value.js';
import type { Atom, Clause, ComponentItem, ItemNode, RelationItem, TermNode } from './ast.js';

/** An argument of a head as far as it can be told before evaluation. */
export function describeArgument(node: TermNode): HeadArgument {
  if (node.kind === 'variable') return { variable: node.name };
  const value = constantOf(node);
  return value === undefined ? { expression: true } : { constant: value };
}

/** The value of a term without variables and calls. */
export function constantOf(node: TermNode): Value | undefined {
  if (node.kind === 'constant') return node.value;
  if (node.kind !== 'construct') return undefined;
  const args = node.args.map(constantOf);
  return args.every((arg) => arg !== undefined) ? { tag: node.tag, args } : undefined;
}

/** All relations by name. */
export function describeRelations(
  items: readonly ItemNode[],
  relations: ReadonlyMap<string, RelationItem>,
): ReadonlyMap<string, RelationInfo> {
  const named = (kind: 'input' | 'output'): Set<string> =>
    new Set(items.flatMap((item) => (item.kind === kind ? item.names.map((name) => name.name) : [])));
  const inputs = named('input');
  const outputs = named('output');
  const described = new Map<string, RelationInfo>();
  for (const [name, item] of relations) {
    described.set(name, {
      name,
      columns: item.attributes.map(({ name: column, type, doc }) => ({ name: column, type, doc })),
      doc: item.meta.doc,
      span: item.source.span(item.start, item.end),
      annotations: item.meta.annotations,
      annotationSpans: item.meta.annotationSpans,
      input: inputs.has(name),
      output: outputs.has(name),
    });
  }
  return described;
}

/** A component with its clauses. */
export function describeComponent(item: ComponentItem): ComponentInfo {
  const clauses = item.items.filter((inner) => inner.kind === 'clause');
  return {
    name: item.name,
    ...item.meta,
    span: item.source.span(item.start, item.end),
    clauses: clauses.flatMap((clause) => clause.heads.map((head) => describeComponentClause(clause, head))),
  };
}

function describeComponentClause(clause: Clause, head: Atom): ComponentClause {
  const values = head.args.map(constantOf);
  const isFact = clause.body === undefined;
  const isPattern = isFact && head.args.every((arg, i) => arg.kind === 'wildcard' || values[i] !== undefined);
  return {
    relation: head.name,
    tuple: isFact && values.every((value) => value !== undefined) ? values : undefined,
    pattern: isPattern ? values : undefined,
    doc: clause.meta.doc,
    annotations: clause.meta.annotations,
    span: clause.source.span(clause.start, clause.end),
    text: clause.source.text.slice(clause.start, clause.end),
  };
}
