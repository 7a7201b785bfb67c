UPDATE orders SET region = 'EU' WHERE region IS NULL AND id BETWEEN 1 AND 1000;

-- EXPLAIN changes nothing.
EXPLAIN UPDATE orders SET region = 'EU';
