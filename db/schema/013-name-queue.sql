-- Subjects whose names are still to be put into the search index: a row a transaction of an import, written in it, so that the
-- index is never behind without saying so. Whoever indexes them takes the row away in the same transaction.
CREATE TABLE name_queue (
  id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  first_subject  BIGINT UNSIGNED NOT NULL,
  last_subject   BIGINT UNSIGNED NOT NULL     -- at most a thousand subjects from the first to the last
) ENGINE=InnoDB;
