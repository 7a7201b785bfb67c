CREATE TABLE orders (id bigint, number bigint NOT NULL, region text, CONSTRAINT region_key UNIQUE (region));
