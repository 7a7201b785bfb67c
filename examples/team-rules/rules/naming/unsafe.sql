CREATE TABLE "OrderLines" (id bigint PRIMARY KEY, "unitPrice" numeric);
CREATE INDEX by_price ON "OrderLines" ("unitPrice");
