CREATE TABLE purchases (id bigint CONSTRAINT orders_pkey PRIMARY KEY, amount numeric CONSTRAINT orders_total_check CHECK (amount > 0), note text);
CREATE INDEX orders_total_idx ON purchases (amount) WHERE amount > 100;
