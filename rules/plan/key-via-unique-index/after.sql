CREATE TABLE orders (id bigint PRIMARY KEY, number bigint NOT NULL UNIQUE, region text, CONSTRAINT region_key UNIQUE (region, number));
