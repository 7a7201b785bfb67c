CREATE TABLE orders (id bigint PRIMARY KEY, region text);
INSERT INTO orders VALUES (1, 'eu');
