/** GraphQL SDL in, SQL out. */
export { type CompiledSdl, compileSdl, type FragmentCheck } from './compile.js';
