/** GraphQL SDL in; SQL, and files that follow from the schema, out. */
export { declaredFills, type Fill, pendingRenames, type Rename } from './carried.js';
export { type CompiledSdl, compileSdl, type FragmentCheck, type ReadSdl, readSdl } from './compile.js';
export type { GeneratedFile, Target } from './generate/target.js';
export type * from './model.js';
export { defaultSettings, type ScalarSetting, type SchemaSettings } from './settings.js';
export { placeAt } from './sql/script.js';
export { SubjectPlaces } from './subjects.js';
