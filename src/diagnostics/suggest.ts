/** "Did you mean": the nearest of some names. */

/** Names within 40 % of the length of the word, nearest first, at most three. */
export function suggest(word: string, names: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(word.length * 0.4));
  const near: [string, number][] = [];
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase(), limit);
    if (distance <= limit) near.push([name, distance]);
  }
  return near
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([name]) => name);
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const [first] = suggest(word, names);
  return first === undefined ? '' : ` Did you mean "${first}"?`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
