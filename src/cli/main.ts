/** Entry of the command line: arguments in, exit code out. */
import './short-lived.js';
import { packageVersion } from '../paths.js';
import { processIo } from './process-io.js';

const argv = process.argv.slice(2);
const io = processIo();
process.exit(await answer());

/** Tools ask for the version often: that loads no more than it needs. */
async function answer(): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.out(`${packageVersion()}\n`);
    return 0;
  }
  const { run } = await import('./run.js');
  return run(argv, io);
}
