CREATE TABLE orders (id bigint PRIMARY KEY, owner text) WITH (fillfactor = 70);
ALTER TABLE orders REPLICA IDENTITY FULL;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (owner = current_user);
