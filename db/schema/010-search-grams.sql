-- A gram of a name is four signs now instead of two, from each place but the first, and names are kept in an order that
-- filters can use: the work of a search no longer grows with the number of names.
TRUNCATE TABLE published_gram;
ALTER TABLE published_gram MODIFY gram BIGINT UNSIGNED NOT NULL;

-- the order of a beginning, with what a filter asks for
ALTER TABLE published_name DROP KEY published_name_norm, ADD KEY published_name_norm (norm, id, region, kind);

-- tells `creditctl migrate` to fill the index; it is taken away when that is done
INSERT INTO setting (name, value) VALUES ('names_to_index', 'all');
