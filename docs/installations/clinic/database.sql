-- As the database's own administrator: sudo -u postgres psql --file database.sql
-- The workbook's role may sign in and owns its database. It may not make roles or databases, and nobody else may connect.
CREATE ROLE workbook LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE workbook OWNER workbook ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE workbook FROM PUBLIC;
-- an empty one for the rehearsal of each quarter
CREATE DATABASE rehearsal OWNER workbook ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE rehearsal FROM PUBLIC;
