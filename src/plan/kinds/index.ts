/** All step kinds, by the tag of their term. A new kind is a file here and a line below. */
import { columnKinds } from './columns.js';
import { constraintKinds } from './constraints.js';
import { customKinds } from './custom.js';
import { fillKinds } from './fills.js';
import { identityKinds } from './identities.js';
import { indexKinds } from './indexes.js';
import type { StepKind } from './kind.js';
import { objectKinds } from './objects/index.js';
import { partitionKinds } from './partitions.js';
import { shadowKinds } from './shadow.js';
import { tablePropertyKinds } from './table-properties.js';
import { tableKinds } from './tables.js';

export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  [
    ...tableKinds,
    ...tablePropertyKinds,
    ...partitionKinds,
    ...columnKinds,
    ...identityKinds,
    ...fillKinds,
    ...shadowKinds,
    ...constraintKinds,
    ...indexKinds,
    ...objectKinds,
    ...customKinds,
  ].map((kind) => [kind.tag, kind]),
);
