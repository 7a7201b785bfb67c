/** States from wherever people keep them: databases, SQL files and folders, snapshots. */
export {
  type Builder,
  elaborate,
  type LoadedState,
  type LoadOptions,
  loadCandidate,
  loadState,
  type RebuildOptions,
} from './load-state.js';
export { Scratch, type ScratchOptions } from './scratch.js';
export { parseStateSpec, type StateSpec } from './state-spec.js';
