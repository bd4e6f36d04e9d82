-- Reports that were issued: what was said to whom and when, so that a paper can be proved and a wrong one called back.
ALTER TABLE report
  MODIFY state      ENUM('issued','revoked') NOT NULL,
  MODIFY kind       ENUM('public','search','full','compliance','letter') NOT NULL,
  ADD uscc          CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- NULL for search: its firms stand in report_subject
  ADD name          VARCHAR(200) NOT NULL,       -- as printed
  ADD file_key      BINARY(16) NOT NULL,         -- chance: the address of the file
  ADD file_size     INT UNSIGNED NOT NULL,
  ADD level         ENUM('B-B','B-T','B-LT') NOT NULL,
  ADD level_note    VARCHAR(200) NULL,           -- why it has no timestamp yet
  ADD summary       TEXT NOT NULL,               -- JSON: what the paper's summary counts, to compare with the paper
  ADD facts         TEXT NOT NULL,               -- JSON {section: {n, digest}}: to say of what class something changed
  ADD purpose       VARCHAR(200) NULL,           -- full and compliance
  ADD recipient     VARCHAR(200) NULL,
  ADD case_number   VARCHAR(32) CHARACTER SET ascii NULL,
  ADD letter_seq    SMALLINT UNSIGNED NOT NULL DEFAULT 0, -- of a case's letter
  ADD good_until    DATETIME(3) NULL,            -- how long it stays provable without a further timestamp
  ADD asked_by      BINARY(16) NOT NULL,         -- digest of the browser's cookie, or of the case's number
  ADD revoked_at    DATETIME(3) NULL,
  ADD revoked_by    VARCHAR(64) NULL,
  ADD revoke_reason VARCHAR(1000) NULL,
  MODIFY file_sha256 BINARY(32) NOT NULL,
  MODIFY facts_digest BINARY(32) NOT NULL,
  ADD UNIQUE KEY report_case (case_number, letter_seq),
  ADD KEY report_good_until (good_until),
  ADD KEY report_uscc (uscc, number),
  ADD KEY report_unstamped (level, issued_at);

-- the records that a report shows, as they were: who received a wrong one is found by it
CREATE TABLE report_record (
  number     CHAR(22) CHARACTER SET ascii NOT NULL,
  record_id  BIGINT UNSIGNED NOT NULL,
  version    INT UNSIGNED NOT NULL,
  PRIMARY KEY (number, record_id),
  KEY report_record_record (record_id, number)
) ENGINE=InnoDB;

-- the firms of a search certificate, in its order
CREATE TABLE report_subject (
  number   CHAR(22) CHARACTER SET ascii NOT NULL,
  ordinal  SMALLINT UNSIGNED NOT NULL,
  uscc     CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (number, ordinal),
  KEY report_subject_uscc (uscc, number)
) ENGINE=InnoDB;

-- papers that could not be made: a sign without glyph, too many records. The desk sees them.
CREATE TABLE report_fault (
  id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at     DATETIME(3) NOT NULL,
  kind   VARCHAR(16) NOT NULL,
  about  VARCHAR(64) NOT NULL,                   -- a code, or a case's number
  text   VARCHAR(400) NOT NULL,                  -- names the sign and its place, or the limit
  KEY report_fault_at (at)
) ENGINE=InnoDB;

-- letters that wait for their signed paper; `at` is when it is tried next
CREATE TABLE letter_due (
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  seq          INT UNSIGNED NOT NULL,
  at           DATETIME(3) NOT NULL,
  tries        SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (case_number, seq),
  KEY letter_due_at (at)
) ENGINE=InnoDB;

-- a report that was stamped after its issue has other bytes from then on; those it had still verify
CREATE TABLE report_revision (
  number       CHAR(22) CHARACTER SET ascii NOT NULL,
  seq          SMALLINT UNSIGNED NOT NULL,
  at           DATETIME(3) NOT NULL,
  file_sha256  BINARY(32) NOT NULL,
  file_size    INT UNSIGNED NOT NULL,
  level        VARCHAR(4) NOT NULL,
  PRIMARY KEY (number, seq)
) ENGINE=InnoDB;

-- What a subject's own report may show: public and authorised sets, also what is not published any more; never what an
-- objection holds, what is internal, or what staff ended (repaired: its use has ended too).
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_record_own AS
SELECT r.id AS record_id, r.subject_id, r.set_number, r.source_id, r.region, r.name, r.uscc, r.document_no, r.authority, r.kind,
       r.grade, r.amount, r.updated_at, r.decided_on, r.valid_from, r.valid_until, r.publish_from AS published_on, r.publish_until,
       r.version, r.is_person, r.flagged, r.facts AS fields
  FROM record r JOIN info_set s ON s.number = r.set_number
 WHERE r.state IN ('live','expired') AND s.openness IN ('public','authorised')
   AND NOT EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);

-- The same for a natural person whose identity staff looked at: found by the keyed hash of the number in the case. What is kept of a
-- person is kept for five years (辽宁省公共信用信息管理办法 art. 17).
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_record_person AS
SELECT c.case_number, r.id AS record_id, r.subject_id, r.set_number, r.source_id, r.region, r.name, r.uscc, r.document_no, r.authority, r.kind,
       r.grade, r.amount, r.updated_at, r.decided_on, r.valid_from, r.valid_until, r.publish_from AS published_on, r.publish_until,
       r.version, r.is_person, r.flagged, r.facts AS fields
  FROM case_person c JOIN person_identity i ON i.hash = c.code_hash JOIN record r ON r.id = i.record_id JOIN info_set s ON s.number = r.set_number
 WHERE c.role = 'applicant' AND r.is_person AND s.openness IN ('public','authorised')
   AND (r.state = 'live' OR (r.state = 'expired' AND r.decided_on >= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) - INTERVAL 5 YEAR))
   AND i.ordinal = (SELECT MIN(j.ordinal) FROM person_identity j WHERE j.record_id = r.id AND j.hash = c.code_hash)
   AND NOT EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);

CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_held_person AS
SELECT c.case_number, r.id AS record_id
  FROM case_person c JOIN person_identity i ON i.hash = c.code_hash JOIN record r ON r.id = i.record_id JOIN info_set s ON s.number = r.set_number
 WHERE c.role = 'applicant' AND r.is_person AND r.state = 'live' AND s.openness IN ('public','authorised')
   AND i.ordinal = (SELECT MIN(j.ordinal) FROM person_identity j WHERE j.record_id = r.id AND j.hash = c.code_hash)
   AND EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);

-- What an objection holds of a subject: only that there is something, never what.
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_held AS
SELECT r.subject_id, r.id AS record_id, s.openness = 'public' AND r.publishable AS is_public
  FROM record r JOIN info_set s ON s.number = r.set_number
 WHERE r.state = 'live' AND s.openness IN ('public','authorised')
   AND EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);

-- Calls a report back. p_done: 1 done, 0 there is none or it is revoked already. A reason is required (SQLSTATE 45000 else).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_revoke(IN p_number CHAR(22), IN p_actor VARCHAR(64),
  IN p_reason VARCHAR(1000), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF COALESCE(p_reason, '') = '' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a reason is required';
  END IF;
  UPDATE report SET state = 'revoked', revoked_at = UTC_TIMESTAMP(3), revoked_by = p_actor, revoke_reason = p_reason
   WHERE number = p_number AND state = 'issued';
  SET p_done = ROW_COUNT() > 0;
END;

-- Opens a report by number and code. 'ok'; 'not_found' alike for no such report and a wrong code, with the same work; 'denied':
-- too many wrong codes from this network (5 a number and network, then a pause that doubles), p_wait says for how many seconds.
-- Must commit in any case.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_open(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_code BINARY(32),
  IN p_network BINARY(32), IN p_now DATETIME, OUT p_result VARCHAR(16), OUT p_wait INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_key BINARY(32) DEFAULT UNHEX(SHA2(CONCAT('report|', p_number, '|', HEX(p_network)), 256));
  DECLARE v_until DATETIME DEFAULT NULL;
  DECLARE v_right BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_wait = 0;
  INSERT INTO attempt (k, failures, until, at) VALUES (v_key, 1, NULL, p_now) ON DUPLICATE KEY UPDATE at = p_now;
  SELECT until INTO v_until FROM attempt WHERE k = v_key FOR UPDATE;
  IF v_until > p_now THEN
    SET p_result = 'denied', p_wait = TIMESTAMPDIFF(SECOND, p_now, v_until);
  ELSE
    SELECT code_hash = p_code INTO v_right FROM report WHERE number = p_number;
    -- the row counts tries: 1 stands for none
    UPDATE attempt SET failures = IF(v_right, 1, LEAST(failures, 1000) + 1),
           until = IF(v_right OR failures <= 5, NULL, p_now + INTERVAL LEAST(86400, 60 * POW(2, failures - 6)) SECOND) WHERE k = v_key;
    SET p_result = IF(v_right, 'ok', 'not_found');
  END IF;
END;

-- A case for a report of one's own, when it was granted: what it asks for. p_kind NULL else.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_case(IN p_number VARCHAR(32) CHARACTER SET ascii, OUT p_kind VARCHAR(32),
  OUT p_applicant VARCHAR(200), OUT p_application LONGTEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT reason, applicant_name, application INTO p_kind, p_applicant, p_application FROM casefile
   WHERE number = p_number AND kind = 'report' AND outcome = 'granted' AND state IN ('decided','closed');
END;

-- A report that got its timestamp after its issue: its bytes are others from now on, and the earlier ones stay known.
-- p_done: 0 when somebody else stamped it meanwhile.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_restamp(IN p_number CHAR(22) CHARACTER SET ascii, IN p_old BINARY(32),
  IN p_new BINARY(32), IN p_size INT UNSIGNED, IN p_level VARCHAR(4), IN p_good_until DATETIME, OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_number CHAR(22) CHARACTER SET ascii DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_done = 0;
  SELECT number INTO v_number FROM report WHERE number = p_number AND file_sha256 = p_old FOR UPDATE;
  IF v_number IS NOT NULL THEN
    INSERT INTO report_revision (number, seq, at, file_sha256, file_size, level)
      SELECT r.number, (SELECT COALESCE(MAX(v.seq), 0) + 1 FROM report_revision v WHERE v.number = r.number), UTC_TIMESTAMP(3),
             r.file_sha256, r.file_size, r.level FROM report r WHERE r.number = p_number;
    UPDATE report SET file_sha256 = p_new, file_size = p_size, level = p_level, level_note = NULL, good_until = p_good_until WHERE number = p_number;
    SET p_done = 1;
  END IF;
END;

-- Letters whose signed paper is due: what they say, and whether a natural person applied.
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW letter_to_issue AS
SELECT d.at AS due_at, d.case_number, d.seq, d.tries, l.document_no, l.body, l.at,
       COALESCE(JSON_VALUE(c.application, '$.applicant_kind'), '') = 'person' AS is_person
  FROM letter_due d JOIN letter l ON l.case_number = d.case_number AND l.seq = d.seq JOIN casefile c ON c.number = d.case_number;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE letter_put_off(IN p_case VARCHAR(32) CHARACTER SET ascii, IN p_seq INT UNSIGNED, IN p_until DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
UPDATE letter_due SET at = p_until, tries = LEAST(tries, 1000) + 1 WHERE case_number = p_case AND seq = p_seq;

-- The signed paper of a letter. p_done: 0 when another clerk issued it meanwhile (its paper stands). SQLSTATE 23000: the number is taken.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE letter_issued(IN p_case VARCHAR(32) CHARACTER SET ascii, IN p_seq INT UNSIGNED,
  IN p_number CHAR(22) CHARACTER SET ascii, IN p_name VARCHAR(200), IN p_issued DATETIME(3), IN p_code BINARY(32), IN p_key BINARY(16),
  IN p_sha256 BINARY(32), IN p_size INT UNSIGNED, IN p_level VARCHAR(4), IN p_note VARCHAR(200), IN p_good_until DATETIME, OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DELETE FROM letter_due WHERE case_number = p_case AND seq = p_seq;
  SET p_done = ROW_COUNT() > 0 AND NOT EXISTS (SELECT 1 FROM report WHERE case_number = p_case AND letter_seq = p_seq);
  IF p_done THEN
    INSERT INTO report (number, kind, issued_at, state, code_hash, file_sha256, facts_digest, name, file_key, file_size, level, level_note, summary,
                        facts, case_number, letter_seq, good_until, asked_by)
      VALUES (p_number, 'letter', p_issued, 'issued', p_code, p_sha256, REPEAT('\0', 32), p_name, p_key, p_size, p_level, p_note, '{}', '{}',
              p_case, p_seq, p_good_until, REPEAT('\0', 16));
    INSERT INTO use_log (at, actor, action, object, purpose) VALUES (UTC_TIMESTAMP(3), 'clerk', 'report.issue', p_number, p_case);
  END IF;
END;

-- Issued papers and how long they stay provable: what the clerk stamps.
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_stamp AS
SELECT number, file_sha256, file_size, level, issued_at, good_until FROM report;
