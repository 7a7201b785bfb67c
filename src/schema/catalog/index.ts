/** From a catalog to the model. */
export { modelOfCatalog } from './model.js';
