/**
 * How long generators take for a schema that has been read, in a warm process that has never seen its tables before: what they
 * remember is of no use. Ends with one line of JSON.
 *   node dist/bench/generate.js [--tables 300]
 */
import { parseArgs } from 'node:util';
import { SourceText } from '../src/diagnostics/index.js';
import { loadTargets } from '../src/generating.js';
import { generateFiles } from '../src/schema/generate/files.js';
import { readSdl } from '../src/schema/index.js';

const targets: readonly (readonly [name: string, options: Record<string, unknown>])[] = [
  ['types', {}],
  ['types', { files: 'per-table', brand: true, relations: true }],
  ['zod', {}],
  ['zod', { files: 'per-table' }],
  ['kysely', {}],
  ['jsonschema', {}],
  ['sql', {}],
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { tables: { type: 'string', default: '300' } } });
  const tables = Number(values.tables);
  const source = new SourceText('bench.graphql', schema(tables));
  const medians: Record<string, number> = {};
  for (const [name, options] of targets) {
    const uses = await loadTargets(new Map([[name, options]]), process.cwd());
    const times: number[] = [];
    for (let run = 0; run < 20; run += 1) {
      const { model } = await readSdl([source]);
      const start = performance.now();
      await generateFiles(model, uses);
      if (run >= 10) times.push(performance.now() - start);
    }
    const label = [name, ...(options.files === undefined ? [] : ['per table'])].join(', ');
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    medians[label] = Math.round(median * 10) / 10;
    process.stdout.write(`${label.padEnd(20)} ${median.toFixed(1).padStart(8)} ms\n`);
  }
  process.stdout.write(`${JSON.stringify({ tables, median_ms: medians })}\n`);
}

function schema(tables: number): string {
  const types = Array.from(
    { length: tables },
    (_, i) => `"Number ${i}"
type Thing${i} @check(expr: "n > 0 AND n < 100") {
  id: ID!
  name: String! @unique @check(expr: "length(name) < 50")
  n: Int
  total: BigInt! @default(value: 0)
  price: Decimal @column(type: "numeric(10,2)") @check(expr: "price >= 0")
  state: State! @default(value: OPEN)
  tags: [String!]! @default(value: [])
  more: JSON
  at: DateTime! @default(expr: "now()")
  ${i === 0 ? '' : `before: Thing${i - 1}`}
}`,
  );
  return ['enum State { OPEN PAID SENT }', ...types].join('\n');
}

await main();
