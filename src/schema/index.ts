/** GraphQL SDL in, SQL out. */
export { type CompiledSdl, compileSdl } from './compile.js';
export type { FragmentCheck } from './uses.js';
