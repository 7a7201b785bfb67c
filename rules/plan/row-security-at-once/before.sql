CREATE TABLE orders (id bigint PRIMARY KEY, total integer);
INSERT INTO orders SELECT i, i FROM generate_series(1, 100) i;
CREATE TABLE lines (id bigint PRIMARY KEY, "order" bigint NOT NULL REFERENCES orders);
CREATE TABLE notes (id bigint PRIMARY KEY, author text NOT NULL, published boolean NOT NULL);
CREATE POLICY author_access ON notes USING (author = current_user);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE TABLE drafts (id bigint PRIMARY KEY, author text NOT NULL);
CREATE POLICY everybody ON drafts USING (true);
