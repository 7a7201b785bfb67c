SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN token uuid;
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
ALTER TABLE orders ADD COLUMN placed_at timestamptz DEFAULT now();
