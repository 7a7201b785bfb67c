-- @test a key starts with the column
CREATE TABLE order_lines (order_id bigint REFERENCES orders, line integer, PRIMARY KEY (order_id, line)); -- ok: foreign-key-indexed
CREATE TABLE receipts (order_id bigint UNIQUE REFERENCES orders); -- ok: foreign-key-indexed

-- @test a key has the column in another place
CREATE TABLE order_lines (line integer, order_id bigint REFERENCES orders, PRIMARY KEY (line, order_id)); -- expect: foreign-key-indexed

-- @test what is rolled back
BEGIN;
CREATE TABLE receipts (order_id bigint REFERENCES orders); -- ok: foreign-key-indexed
ROLLBACK;
