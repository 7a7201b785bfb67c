/** Entry of the command line: arguments in, exit code out. */
import './short-lived.js';
import { processIo } from './process-io.js';
import { run } from './run.js';

const code = await run(process.argv.slice(2), processIo());
process.exit(code);
