/** GraphQL SDL in; SQL, and files that follow from the schema, out. */
export { type CompiledSdl, compileSdl, type FragmentCheck } from './compile.js';
export type { GeneratedFile, Target } from './generate/target.js';
export type * from './model.js';
export { defaultSettings, type ScalarSetting, type SchemaSettings } from './settings.js';
