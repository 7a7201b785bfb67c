CREATE TABLE orders (
  id bigint PRIMARY KEY,
  state text NOT NULL,
  coupon text,
  placed_at timestamptz NOT NULL
);

CREATE INDEX orders_state_coupon_idx ON orders (state, coupon);
