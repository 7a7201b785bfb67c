// Applies a plan file with the built executor, one JSON event a line: the process that the fault tests kill.
// node run-plan.mjs <dist/src/executor/index.js> <plan.json> <database> [options as JSON]
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, file, database, options = '{}'] = process.argv.slice(2);
const { applyPlan, resolveTarget } = await import(pathToFileURL(module).href);
const stop = new AbortController();
const cancel = new AbortController();
process.on('SIGINT', () => (stop.signal.aborted ? cancel : stop).abort());
const result = await applyPlan(
  JSON.parse(readFileSync(file, 'utf8')),
  resolveTarget(database, {}),
  { ...JSON.parse(options), stop: stop.signal, cancel: cancel.signal },
  (event) => console.log(JSON.stringify(event)),
);
console.log(JSON.stringify({ type: 'result', ...result }));
