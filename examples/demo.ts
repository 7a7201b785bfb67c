/**
 * The main job on a shop with 50,000 orders, with the commands that a person types: check, plan, verify, apply, status.
 * Runs offline in a folder of its own, which it removes. Ends with 1 when anything is not as it should be.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openDatabase } from '../src/facts/connect/open.js';
import { packageRoot } from '../src/paths.js';

const shop = join('examples', 'shop');
const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;

async function main(): Promise<void> {
  process.chdir(packageRoot);
  mkdirSync('.wesley', { recursive: true });
  const folder = relative('.', mkdtempSync(join('.wesley', 'demo-')));
  const database = `pglite:${join(folder, 'shop')}`;
  const plan = join(folder, 'plan.json');
  try {
    title('An embedded database: the shop of today, with 50,000 orders');
    const before = await fillShop(database);
    say(`customers ${before.customers}, orders ${before.orders}, sum of totals ${before.total}`);

    title('A change, written by hand: is it safe?');
    await wesley(1, 'check', join(shop, 'migration.sql'), '--against', database);

    title('The same change as a wish: the schema in GraphQL, and a plan to get there');
    await wesley(0, 'plan', '--from', database, '--to', join(shop, 'schema.graphql'), '-o', plan);

    title('A rehearsal of the plan, in this process');
    await wesley(0, 'verify', plan);

    title('A plan that drops a column does not run unless somebody names the column');
    await wesley(6, 'apply', plan, '--database', database);

    title('Named: now it runs');
    await wesley(0, 'apply', plan, '--database', database, '--unsafe=orders.coupon');
    await wesley(0, 'status', plan, '--database', database);

    title('Was a row lost?');
    const after = await measure(database);
    say(`before: orders ${before.orders}, sum of totals ${before.total}, digest ${before.digest}`);
    say(`after:  orders ${after.orders}, sum of totals ${after.total}, digest ${after.digest}`);
    say(`type of orders.total: ${before.type} before, ${after.type} after`);
    if (JSON.stringify({ ...before, type: '' }) !== JSON.stringify({ ...after, type: '' }))
      throw new Error('rows were lost or changed');
    if (after.type !== 'bigint') throw new Error('orders.total has not become a bigint');
    say('No row was lost, no value changed.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly customers: string;
  readonly orders: string;
  readonly total: string;
  readonly digest: string;
  readonly type: string;
}

async function fillShop(database: string): Promise<Measured> {
  const db = await openDatabase(database, {});
  try {
    await db.exec(readFileSync(join(shop, 'before.sql'), 'utf8'));
    await db.exec(`
      INSERT INTO customer (email, name, region)
        SELECT 'c' || i || '@example.org', 'Customer ' || i, (ARRAY['north', 'south', 'east', 'west'])[1 + i % 4]
        FROM generate_series(1, 2000) AS i;
      INSERT INTO product (sku, title, price)
        SELECT 'SKU-' || i, 'Product ' || i, (i % 500) + 0.99 FROM generate_series(1, 200) AS i;
      INSERT INTO orders (customer_id, product_id, state, region, quantity, total, coupon, placed_at)
        SELECT 1 + i % 2000, 1 + i % 200, (ARRAY['open', 'paid', 'shipped'])[1 + i % 3]::order_state,
               (ARRAY['north', 'south', 'east', 'west'])[1 + i % 4], 1 + i % 5, (i * 37) % 100000,
               CASE WHEN i % 10 = 0 THEN 'WELCOME' END, timestamptz '2026-01-01' + i * interval '9 minutes'
        FROM generate_series(1, 50000) AS i;`);
  } finally {
    await db.close();
  }
  return measure(database);
}

async function measure(database: string): Promise<Measured> {
  const db = await openDatabase(database, {});
  try {
    const [row] = await db.query(`
      SELECT (SELECT count(*) FROM customer)::text AS customers, count(*)::text AS orders, sum(total)::text AS total,
             md5(string_agg(concat_ws('|', id, customer_id, product_id, state, region, quantity, total, placed_at), ',' ORDER BY id)) AS digest,
             (SELECT format_type(atttypid, atttypmod) FROM pg_attribute
              WHERE attrelid = 'orders'::regclass AND attname = 'total') AS type
      FROM orders`);
    return {
      customers: String(row?.customers),
      orders: String(row?.orders),
      total: String(row?.total),
      digest: String(row?.digest),
      type: String(row?.type),
    };
  } finally {
    await db.close();
  }
}

/** Runs one command as a person would, its output going straight to ours; fails when it ends otherwise than expected. */
function wesley(expected: number, ...args: string[]): Promise<void> {
  say(`${colour ? '\u001b[1m' : ''}$ npx wesley ${args.join(' ')}${colour ? '\u001b[0m' : ''}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('bin', 'wesley.js'), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === expected) {
        if (expected !== 0) say(`(exit ${code}, as it should be)`);
        resolve();
      } else reject(new Error(`wesley ${args[0]} ended with ${signal ?? code}, expected was ${expected}`));
    });
  });
}

let section = 0;

function title(text: string): void {
  section++;
  const line = `${section}. ${text}`;
  say(
    `\n${colour ? '\u001b[1;36m' : ''}${line}${colour ? '\u001b[0m' : ''}\n${'─'.repeat(Math.min(line.length, 100))}`,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
