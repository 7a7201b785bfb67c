-- @test a table that this file makes
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY; -- ok: row-security-without-policy

-- @test a policy of the state before
-- @before
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE POLICY all_orders ON orders USING (true);
-- @change
ALTER TABLE orders ENABLE ROW LEVEL SECURITY; -- ok: row-security-without-policy
