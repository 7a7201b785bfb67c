SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN placed_at timestamptz DEFAULT date_trunc('day', now());
