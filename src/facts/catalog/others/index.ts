/** Every object kind that is carried as a definition. */
import { defaultPrivileges } from './default-privileges.js';
import { foreignKinds } from './foreign.js';
import type { OtherKind } from './kind.js';
import { languageKinds } from './languages.js';
import { operatorKinds } from './operators.js';
import { relationKinds } from './relations.js';
import { textSearchKinds } from './text-search.js';

export const otherKinds: readonly OtherKind[] = [
  ...relationKinds,
  ...foreignKinds,
  ...languageKinds,
  ...operatorKinds,
  ...textSearchKinds,
  defaultPrivileges,
];

export { buildOthers, type OtherKind, type OtherRow } from './kind.js';
