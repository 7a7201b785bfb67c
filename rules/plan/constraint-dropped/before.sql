CREATE TABLE customers (id bigint PRIMARY KEY, name text UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, total numeric CONSTRAINT positive CHECK (total > 0), note text CHECK (note <> ''));
