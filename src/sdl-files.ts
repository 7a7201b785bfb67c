/** SDL files from what a person names. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** SDL files that a name stands for; none when it is something else. */
export function sdlFiles(spec: string, cwd: string): string[] {
  const found = /^[a-z]+:\/\//i.test(spec)
    ? undefined
    : statSync(resolve(cwd, spec), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return isSdl(spec) ? [spec] : [];
  return readdirSync(resolve(cwd, spec), { recursive: true, encoding: 'utf8' })
    .filter(isSdl)
    .sort()
    .map((path) => join(spec, path));
}

function isSdl(path: string): boolean {
  return /\.(graphql|gql|graphqls)$/i.test(path);
}
