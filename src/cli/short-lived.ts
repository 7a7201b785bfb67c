/**
 * Tells V8 that this process is short-lived: a command is over before most of what V8 would optimize has paid for it.
 * A function counts as hot after much more work than by default; loops that really are long still get optimized.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of executed bytecode after which V8 considers to optimize a function. Measured with `npm run bench:engine`. */
const interruptBudget = 2_000_000;

/**
 * The same for WebAssembly. The SQL parser has two functions of 100 kB: by default a few statements make V8 optimize them,
 * which takes longer than to parse a thousand.
 */
const wasmBudget = 50_000_000;

/** The major versions of V8 that are known to have the flags (Node 20 to 24): others would complain about them. */
const known = [11, 12, 13];

if (known.includes(Number.parseInt(process.versions.v8, 10))) {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
  setFlagsFromString(`--wasm-tiering-budget=${wasmBudget}`);
}
