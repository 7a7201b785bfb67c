CREATE TABLE orders (id bigint NOT NULL, number serial NOT NULL, note text, counted int GENERATED ALWAYS AS IDENTITY);
INSERT INTO orders (id) VALUES (1), (2), (3);
