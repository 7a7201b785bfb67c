CREATE SCHEMA billing;
CREATE TABLE billing.payments (id bigint PRIMARY KEY, owner text NOT NULL);
