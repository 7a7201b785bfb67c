/** From a catalog to the model, and to what the model cannot say. */
export { modelOfCatalog } from './model.js';
export { part, without } from './said.js';
export { type Needs, type OwnPart, type Split, split } from './split.js';
export { suggestSettings } from './suggest.js';
