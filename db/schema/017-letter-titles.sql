-- What whoever verifies the paper of a letter compares with it: its title, number and date; nothing of what it says.
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_letter AS
SELECT r.number, JSON_VALUE(l.body, '$.title') AS title, l.document_no, l.at
  FROM report r JOIN letter l ON l.case_number = r.case_number AND l.seq = r.letter_seq
 WHERE r.kind = 'letter';
