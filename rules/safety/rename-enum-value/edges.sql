CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'; -- ok: rename-enum-value
ALTER TYPE state RENAME VALUE 'open' TO 'new'; -- expect: rename-enum-value
