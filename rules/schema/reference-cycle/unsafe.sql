CREATE TABLE companies (id uuid PRIMARY KEY, head_id uuid NOT NULL);
CREATE TABLE people (id uuid PRIMARY KEY, company_id uuid NOT NULL REFERENCES companies);
ALTER TABLE companies ADD FOREIGN KEY (head_id) REFERENCES people;
CREATE INDEX ON companies (head_id);
CREATE INDEX ON people (company_id);
