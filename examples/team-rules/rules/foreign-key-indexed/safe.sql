CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE addresses (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers);
CREATE INDEX addresses_customer_idx ON addresses (customer_id);
