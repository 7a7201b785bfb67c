/** Ids of rules as people write them: the namespace may be left out where that is clear. */

/** The id that a name means: itself, or the only one that ends in it. */
export function findRule(name: string, ids: readonly string[]): string | undefined {
  if (ids.includes(name)) return name;
  const ending = ids.filter((id) => id.endsWith(`/${name}`));
  return ending.length === 1 ? ending[0] : undefined;
}

/** An id without its namespace. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
