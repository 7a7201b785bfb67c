CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new', note text DEFAULT 'none', region text);
