CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'open', note text, region text DEFAULT 'eu');
