/**
 * PostgreSQL prints some expressions in a way that it reads back as another tree, which it prints differently:
 * `(ARRAY['a'::character varying])::text[]` comes back as `ARRAY[('a'::character varying)::text]`. A state that is copied
 * by its own definitions would differ from the original, so states are compared in the settled form, which stays.
 */
import type { Catalog, Constraint } from './catalog.js';

const known = new WeakMap<Catalog, Catalog>();

/** The catalog with all expressions in the form that PostgreSQL prints for ever. For comparing, not for running. */
export function settledCatalog(catalog: Catalog): Catalog {
  const settledBefore = known.get(catalog);
  if (settledBefore !== undefined) return settledBefore;
  const result = settle(catalog);
  known.set(catalog, result);
  known.set(result, result);
  return result;
}

function settle(catalog: Catalog): Catalog {
  return {
    ...catalog,
    tables: catalog.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        ...(column.default === undefined ? {} : { default: settled(column.default) }),
        ...(column.generated === undefined
          ? {}
          : { generated: { ...column.generated, expression: settled(column.generated.expression) } }),
      })),
      constraints: table.constraints.map(settleDefinition<Constraint>),
    })),
    indexes: catalog.indexes.map((index) => ({
      ...settleDefinition(index),
      ...(index.predicate === undefined ? {} : { predicate: settled(index.predicate) }),
    })),
    types: catalog.types.map((type) =>
      type.domain === undefined
        ? type
        : { ...type, domain: { ...type.domain, constraints: type.domain.constraints.map(settleDefinition) } },
    ),
    views: catalog.views.map((view) => ({ ...view, query: settled(view.query) })),
    triggers: catalog.triggers.map(settleDefinition),
    policies: catalog.policies.map((policy) => ({
      ...policy,
      ...(policy.using === undefined ? {} : { using: settled(policy.using) }),
      ...(policy.check === undefined ? {} : { check: settled(policy.check) }),
    })),
    others: catalog.others.map((other) => ({ ...other, create: settled(other.create) })),
  };
}

function settleDefinition<T extends { readonly definition: string }>(item: T): T {
  return item.definition.includes('])::') ? { ...item, definition: settled(item.definition) } : item;
}

/** `(ARRAY[a, b])::t[]` to `ARRAY[(a)::t, (b)::t]`. */
export function settled(sql: string): string {
  const start = '(ARRAY[';
  let from = 0;
  let text = sql;
  for (let at = text.indexOf(start, from); at !== -1; at = text.indexOf(start, from)) {
    from = at + 1;
    const items = listItems(text, at + start.length);
    const cast = items && /^\)::((?:[\w.]|"[^"]*"| )+)\[\]/.exec(text.slice(items.end));
    if (items === undefined || cast === null || cast === undefined) continue;
    const list = items.items.map((item) => `(${item})::${cast[1]}`).join(', ');
    text = `${text.slice(0, at)}ARRAY[${list}]${text.slice(items.end + cast[0].length)}`;
  }
  return text;
}

/** Items of a list that starts at the offset, up to its `]`; `end` is the offset after that. */
function listItems(text: string, start: number): { items: string[]; end: number } | undefined {
  const items: string[] = [];
  let depth = 0;
  let itemStart = start;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'" || character === '"') {
      at = text.indexOf(character, at + 1);
      if (at === -1) return undefined;
    } else if (character === '(' || character === '[') depth += 1;
    else if (character === ']' && depth === 0) {
      items.push(text.slice(itemStart, at));
      return { items, end: at + 1 };
    } else if (character === ')' || character === ']') depth -= 1;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(itemStart, at));
      itemStart = text[at + 1] === ' ' ? at + 2 : at + 1;
    }
  }
  return undefined;
}
