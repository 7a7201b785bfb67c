BEGIN;
SET LOCAL lock_timeout = '2s';
CREATE POLICY own_orders ON orders USING (owner = current_user);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
COMMIT;
