/** States from wherever people keep them: databases, SQL files and folders, snapshots. */

export { isAvailable } from './aside.js';
export { comparable } from './carry-over.js';
export { type LoadedSql, loadSql } from './load-sql.js';
export {
  type Builder,
  type LoadedState,
  type LoadOptions,
  loadCandidate,
  loadState,
  type RebuildOptions,
} from './load-state.js';
export { Scratch, type ScratchOptions } from './scratch.js';
export { readStateHash } from './state-hash.js';
export { parseStateSpec, type StateSpec } from './state-spec.js';
