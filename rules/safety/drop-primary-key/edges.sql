-- @test a key comes back
-- @before
CREATE TABLE orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, code bigint NOT NULL CONSTRAINT orders_code_key UNIQUE, total numeric CONSTRAINT total_check CHECK (total > 0));
-- @change
BEGIN;
ALTER TABLE orders DROP CONSTRAINT orders_pkey; -- ok: drop-primary-key
ALTER TABLE orders ADD PRIMARY KEY (code);
COMMIT;
ALTER TABLE orders DROP CONSTRAINT orders_code_key; -- expect: drop-primary-key
ALTER TABLE orders DROP CONSTRAINT total_check; -- ok: drop-primary-key

-- @test without a state the name is all that is known
ALTER TABLE orders DROP CONSTRAINT orders_pkey; -- expect: drop-primary-key
ALTER TABLE orders DROP CONSTRAINT total_check; -- ok: drop-primary-key

-- @test a table that this file makes
CREATE TABLE orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY);
ALTER TABLE orders DROP CONSTRAINT orders_pkey; -- ok: drop-primary-key
