/** What the items of a program declare: types, relations and functors, each once. */
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean, type Reporter } from '../errors.js';
import { declarableNames } from '../functors.js';
import type { Attribute, FunctorItem, ItemNode, RelationItem } from './ast.js';
import type { Scope } from './known.js';
import { Types } from './types.js';

/** Enters all declarations; reports those that are wrong, and directives for relations that are not declared. */
export function declare(items: readonly ItemNode[], reporter: Reporter): Scope {
  const types = new Types();
  const { unread } = reporter;
  types.declare(
    items.filter((item) => item.kind === 'type'),
    reporter,
    unread.types,
  );
  const relations = new Map<string, RelationItem>();
  const functors = new Set<string>();
  for (const item of items) {
    if (item.kind === 'relation') declareRelation(item, relations, types, reporter);
    else if (item.kind === 'functor') declareFunctor(item, functors, types, reporter);
  }
  for (const item of items) {
    if (item.kind !== 'input' && item.kind !== 'output') continue;
    for (const { name, start, end } of item.names) {
      if (relations.has(name) || unread.relations.has(name)) continue;
      const message = `There is no relation \`${name}\`.`;
      const near = didYouMean(name, relations.keys());
      reporter.error('dl/unknown-relation', message, item.source.span(start, end), near);
    }
  }
  return { types, relations, functors, reporter };
}

/** Enters one relation. */
export function declareRelation(
  item: RelationItem,
  relations: Map<string, RelationItem>,
  types: Types,
  reporter: Reporter,
): void {
  const nameSpan = (of: RelationItem): Span => of.source.span(of.nameStart, of.nameEnd);
  const earlier = relations.get(item.name);
  if (earlier !== undefined) {
    const message = `The relation \`${item.name}\` is declared twice.`;
    reporter.error('dl/duplicate-declaration', message, nameSpan(item), {
      related: [{ label: 'declared here first', span: nameSpan(earlier) }],
    });
    return;
  }
  relations.set(item.name, item);
  const seen = new Map<string, Attribute>();
  const columnSpan = ({ name, start }: Attribute): Span => item.source.span(start, start + name.length);
  for (const attribute of item.attributes) {
    const { name, type, typeStart, typeEnd } = attribute;
    if (!types.has(type)) types.known(type, item.source.span(typeStart, typeEnd), reporter);
    const first = seen.get(name);
    if (first !== undefined) {
      const message = `\`${item.name}\` has two columns \`${name}\`.`;
      reporter.error('dl/duplicate-declaration', message, columnSpan(attribute), {
        related: [{ label: 'the first one', span: columnSpan(first) }],
      });
    } else seen.set(name, attribute);
  }
}

function declareFunctor(item: FunctorItem, functors: Set<string>, types: Types, reporter: Reporter): void {
  const { source, name } = item;
  const span = source.span(item.nameStart, item.nameStart + name.length);
  if (!source.file.endsWith('prelude.dl')) {
    reporter.error('dl/unsupported', '`.functor` is not part of the language.', span, {
      fix: { text: 'Derive the values in a relation, or give them as facts.' },
    });
  } else if (!declarableNames.has(name)) {
    const message = `Nothing computes the functor \`${name}\`.`;
    reporter.error('dl/unknown-functor', message, span, didYouMean(name, declarableNames));
  }
  for (const { type, typeStart, typeEnd } of item.parameters) {
    types.known(type, source.span(typeStart, typeEnd), reporter);
  }
  types.known(item.result.name, source.span(item.result.start, item.result.end), reporter);
  functors.add(`@${name}`);
}
