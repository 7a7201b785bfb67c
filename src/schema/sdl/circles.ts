/**
 * Tables that refer to each other in a circle: their keys are checked at the end of a transaction, so that rows can be
 * made in any order. A table that refers to itself needs no such thing: a row may refer to itself.
 */
import type { ForeignKeyModel } from '../model.js';
import type { Problems } from './problems.js';
import type { ForeignKey } from './references.js';
import type { ForeignKeys } from './relations.js';

/** The keys of each type as they are in the end; circles that no single INSERT can enter are told. */
export function settleCircles(
  keys: ForeignKeys,
  problems: Problems,
): ReadonlyMap<string, readonly ForeignKeyModel[]> {
  const all = components(keys, () => true);
  const strict = components(keys, (key) => key.notNull);
  reportStrict(keys, strict, problems);
  return new Map(
    [...keys].map(([type, own]) => [
      type,
      own.map((key): ForeignKeyModel => {
        const circular = key.target !== type && all.get(key.target) === all.get(type);
        return { ...key.model, deferrable: key.deferrable ?? circular };
      }),
    ]),
  );
}

function reportStrict(keys: ForeignKeys, component: ReadonlyMap<string, number>, problems: Problems): void {
  const reported = new Set<number>();
  for (const [type, own] of keys) {
    const id = component.get(type);
    const key = own.find((one) => one.notNull && one.target !== type && component.get(one.target) === id);
    if (key === undefined || id === undefined || reported.has(id)) continue;
    reported.add(id);
    const members = [...component].flatMap(([name, one]) => (one === id ? [name] : []));
    problems.warning(
      'sdl/circular-not-null',
      key.model.span,
      `${members.join(' and ')} refer to each other in a circle and are never null, so no row can be there before the others`,
      {
        why:
          key.deferrable === false
            ? 'the keys are checked at the end of each statement, so one statement must add all rows'
            : 'the keys are checked at the end of the transaction, so all rows must be added in one, with keys that are known before',
        fix: { text: 'let one of the fields be null', code: `${key.fields[0]}: ${key.target}` },
      },
    );
  }
}

/** Strongly connected component of each type, over the keys that count. O(types + keys), without recursion. */
function components(keys: ForeignKeys, counts: (key: ForeignKey) => boolean): ReadonlyMap<string, number> {
  const edges = new Map(
    [...keys].map(([type, own]) => [
      type,
      own.filter((key) => counts(key) && keys.has(key.target)).map((key) => key.target),
    ]),
  );
  const component = new Map<string, number>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  let next = 0;
  let count = 0;
  for (const root of edges.keys()) {
    if (index.has(root)) continue;
    const path: { type: string; at: number }[] = [{ type: root, at: 0 }];
    while (path.length > 0) {
      const frame = path.at(-1);
      if (frame === undefined) break;
      const { type } = frame;
      if (frame.at === 0) {
        index.set(type, next);
        low.set(type, next);
        next += 1;
        open.push(type);
      }
      const target = edges.get(type)?.[frame.at];
      frame.at += 1;
      if (target !== undefined) {
        const seen = index.get(target);
        if (seen === undefined) path.push({ type: target, at: 0 });
        else if (!component.has(target)) low.set(type, Math.min(low.get(type) ?? 0, seen));
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.type;
      const own = low.get(type) ?? 0;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, own));
      if (own !== index.get(type)) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component.set(member, count);
        if (member === type) break;
      }
      count += 1;
    }
  }
  return component;
}
