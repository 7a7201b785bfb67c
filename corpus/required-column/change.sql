-- Every order has a region, says the new release.
ALTER TABLE orders ALTER COLUMN region SET NOT NULL;
