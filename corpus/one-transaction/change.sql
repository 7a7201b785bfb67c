BEGIN;
ALTER TYPE order_state ADD VALUE 'shipped';
ALTER TABLE orders ADD COLUMN shipped_at timestamptz;
UPDATE orders SET shipped_at = now() WHERE state = 'shipped';
CREATE INDEX CONCURRENTLY orders_shipped_idx ON orders (shipped_at);
COMMIT;
