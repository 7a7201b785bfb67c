ALTER TABLE foreign_orders OPTIONS (ADD fetch_size '100');
