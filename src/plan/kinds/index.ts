/** All step kinds, by the tag of their term. A new kind is a file here and a line below. */
import { columnKinds } from './columns.js';
import { constraintKinds } from './constraints.js';
import { indexKinds } from './indexes.js';
import type { StepKind } from './kind.js';
import { objectKinds } from './objects/index.js';
import { tableKinds } from './tables.js';

export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  [...tableKinds, ...columnKinds, ...constraintKinds, ...indexKinds, ...objectKinds].map((kind) => [
    kind.tag,
    kind,
  ]),
);
