export * from './diagnostic.js';
export * from './source.js';
