-- Records are looked up by their document number, whole or by its beginning. Behind the number stands the record's id: the rows
-- of a set without a number (registrations, millions of them) then come in one after the other, which costs an import least.
ALTER TABLE published ADD KEY published_document (set_number, document_no(32), record_id);
