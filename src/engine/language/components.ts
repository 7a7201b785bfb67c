/**
 * Components. One that no `.init` names is only read: its clauses are checked against the program, and what is wrong in it
 * is a warning, so that a mistake in a test does not stop the rules. `.init x = C` adds what `C` holds, with `x.` before the
 * names that `C` declares.
 */
import { didYouMean, type Reporter } from '../errors.js';
import { expandClause } from './alternatives.js';
import type { Attribute, Clause, ComponentItem, InitItem, ItemNode, TermNode, TypeName } from './ast.js';
import { checkTypes } from './check.js';
import { declareRelation } from './declare.js';
import type { Scope } from './known.js';

/** What all instances stand for, as text, is no longer than this: a short file could be too much for the memory. */
const maxWritten = 1_000_000;

/** The items, with those of instances added. */
export function instantiate(items: readonly ItemNode[], reporter: Reporter): readonly ItemNode[] {
  if (!items.some(({ kind }) => kind === 'component' || kind === 'init')) return items;
  const components = new Map<string, ComponentItem>();
  for (const item of items) {
    if (item.kind !== 'component') continue;
    const earlier = components.get(item.name);
    if (earlier === undefined) components.set(item.name, item);
    else {
      const span = item.source.span(item.nameStart, item.nameEnd);
      const message = `The component \`${item.name}\` is declared twice.`;
      reporter.error('dl/duplicate-declaration', message, span, {
        related: [
          { label: 'declared here first', span: earlier.source.span(earlier.nameStart, earlier.nameEnd) },
        ],
      });
    }
  }
  const all = [...items];
  let written = 0;
  for (const item of items) {
    if (item.kind === 'init') {
      const component = componentOf(item, components, reporter);
      if (component === undefined) continue;
      written += component.end - component.start;
      if (written > maxWritten) {
        const message = `The instances of components stand for more than ${maxWritten} characters.`;
        reporter.error('dl/too-large', message, item.source.span(item.start, item.end), {
          fix: { text: 'Put what differs in a column, so that one instance is enough.' },
        });
        break;
      }
      for (const one of instance(item, component)) all.push(one);
    } else if (item.kind === 'component') refuseInside(item, reporter);
  }
  return all;
}

/** Checks components that stand for themselves. */
export function checkComponents(components: readonly ComponentItem[], scope: Scope): void {
  const reporter = scope.reporter.lenient();
  for (const component of components) {
    const relations = component.items.filter((item) => item.kind === 'relation');
    // Types of its own exist only in an instance.
    if (component.items.some((item) => item.kind === 'type')) continue;
    const known = relations.length === 0 ? scope.relations : new Map(scope.relations);
    for (const relation of relations) {
      declareRelation(relation, known as Map<string, typeof relation>, scope.types, reporter);
    }
    const inner = { ...scope, relations: known, reporter };
    for (const clause of component.items) if (clause.kind === 'clause') checkClause(clause, inner);
  }
}

function checkClause(clause: Clause, scope: Scope): void {
  const alternatives = expandClause(clause, scope.reporter) ?? [];
  for (const head of clause.heads) {
    for (const literals of alternatives) checkTypes(clause, head, literals, scope);
    const variable = clause.body === undefined ? head.args.map(firstVariable).find(Boolean) : undefined;
    if (variable === undefined) continue;
    const message = `\`${variable.name}\` has no value: a fact is made of values.`;
    const span = clause.source.span(variable.start, variable.end);
    scope.reporter.error('dl/unbound-variable', message, span, {
      fix: { text: 'Write a value, or a text in quotes.', code: `"${variable.name}"` },
    });
  }
}

function firstVariable(node: TermNode): Extract<TermNode, { kind: 'variable' }> | undefined {
  if (node.kind === 'variable') return node;
  if (node.kind !== 'construct' && node.kind !== 'call') return undefined;
  return node.args.map(firstVariable).find(Boolean);
}

function refuseInside(component: ComponentItem, reporter: Reporter): void {
  for (const { kind, source, start, end } of component.items) {
    if (kind !== 'init' && kind !== 'include' && kind !== 'functor') continue;
    const message = `\`.${kind}\` may not stand in a component.`;
    reporter.error('dl/unsupported', message, source.span(start, end), {
      fix: { text: 'Write it at the top level.' },
    });
  }
}

/** The component that an `.init` names. */
function componentOf(
  init: InitItem,
  components: ReadonlyMap<string, ComponentItem>,
  reporter: Reporter,
): ComponentItem | undefined {
  const { name, start, end } = init.component;
  const component = components.get(name);
  if (component === undefined) {
    const span = init.source.span(start, end);
    const near = {
      fix: { text: 'Declare it.', code: `.comp ${name} { }` },
      ...didYouMean(name, components.keys()),
    };
    reporter.error('dl/unknown-component', `There is no component \`${name}\`.`, span, near);
  }
  return component;
}

function instance(init: InitItem, component: ComponentItem): ItemNode[] {
  const own = new Set(
    component.items.flatMap((item) => (item.kind === 'relation' || item.kind === 'type' ? [item.name] : [])),
  );
  const rename = (of: string): string => (own.has(of) ? `${init.name}.${of}` : of);
  return component.items.map((item) => renamed(item, rename));
}

function renamed(item: ItemNode, rename: (name: string) => string): ItemNode {
  const typeName = (type: TypeName): TypeName => ({ ...type, name: rename(type.name) });
  const columns = (attributes: readonly Attribute[]): Attribute[] =>
    attributes.map((attribute) => ({ ...attribute, type: rename(attribute.type) }));
  switch (item.kind) {
    case 'relation':
      return { ...item, name: rename(item.name), attributes: columns(item.attributes) };
    case 'type': {
      const { definition } = item;
      const name = rename(item.name);
      switch (definition.kind) {
        case 'subtype':
          return { ...item, name, definition: { ...definition, parent: typeName(definition.parent) } };
        case 'union':
          return { ...item, name, definition: { ...definition, members: definition.members.map(typeName) } };
        case 'record':
          return {
            ...item,
            name,
            definition: { ...definition, attributes: columns(definition.attributes) },
          };
        case 'branches': {
          const branches = definition.branches.map((branch) => ({
            ...branch,
            attributes: columns(branch.attributes),
          }));
          return { ...item, name, definition: { ...definition, branches } };
        }
      }
      break;
    }
    case 'clause':
      return {
        ...item,
        heads: renamedAtoms(item.heads, rename),
        body: item.body && renamedAtoms(item.body, rename),
      };
    case 'input':
    case 'output':
      return { ...item, names: item.names.map(typeName) };
  }
  return item;
}

/** A copy of a part of a tree with other names in its atoms. */
function renamedAtoms<T>(node: T, rename: (name: string) => string): T {
  if (Array.isArray(node)) return node.map((part: unknown) => renamedAtoms(part, rename)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, renamedAtoms(value as unknown, rename)]),
  );
  if (copy.kind === 'atom') copy.name = rename(String(copy.name));
  return copy as T;
}
