-- The transactions of cases. Each procedure belongs into one transaction of its caller (db_transaction, READ COMMITTED): it takes the
-- key of idempotency first, then the record's row, then the case's row, so that two movers never wait for each other in a circle;
-- it looks at version and state under the lock; and its answer says whether the caller commits ('ok') or rolls back.
-- Lists come in as one JSON text, made by db/casefile.c alone; binary values in it are hexadecimal.

-- ---------------------------------------------------------------- parts

-- Tries whether this key was used. p_answer: NULL: never, and now it is taken for p_number. Else the number that it was used for, and
-- p_same says whether the body was the same too.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE idempotency_take(IN p_scope BINARY(16), IN p_key BINARY(16), IN p_body BINARY(32),
  IN p_number VARCHAR(255), IN p_now DATETIME, OUT p_answer VARCHAR(255), OUT p_same BOOLEAN)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_taken BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR 1062 SET v_taken = TRUE;
  SET p_answer = NULL, p_same = FALSE;
  INSERT INTO idempotency (scope, k, body, answer, at) VALUES (p_scope, p_key, p_body, p_number, p_now);
  IF v_taken THEN
    SELECT answer, body = p_body INTO p_answer, p_same FROM idempotency WHERE scope = p_scope AND k = p_key;
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_event_add(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_at DATETIME,
  IN p_move VARCHAR(16), IN p_actor VARCHAR(64), IN p_role VARCHAR(16), IN p_text TEXT, IN p_inside BOOLEAN)
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO case_event (case_number, seq, at, move, actor, actor_role, text, inside)
  SELECT p_number, COALESCE(MAX(seq), 0) + 1, p_at, p_move, p_actor, p_role, NULLIF(p_text, ''), p_inside
    FROM case_event WHERE case_number = p_number;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_clocks_add(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p LONGTEXT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_last INT DEFAULT 0;
  SELECT COALESCE(MAX(seq), 0) INTO v_last FROM case_clock WHERE case_number = p_number;
  INSERT INTO case_clock (case_number, seq, step, basis, owner, started_on, working_days, due, provisional)
    SELECT p_number, v_last + j.n, j.step, j.basis, j.owner, j.started_on, j.days, j.due, j.provisional
      FROM JSON_TABLE(p, '$.clocks[*]' COLUMNS (n FOR ORDINALITY, step VARCHAR(32) PATH '$.step' ERROR ON ERROR, basis VARCHAR(200) PATH '$.basis' ERROR ON ERROR,
        owner VARCHAR(64) PATH '$.owner' ERROR ON ERROR, started_on DATE PATH '$.started_on', days INT PATH '$.days', due DATE PATH '$.due',
        provisional BOOLEAN PATH '$.provisional')) j;
END;

-- The clock that ends first, as the queues sort by it.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_due_refresh(IN p_number VARCHAR(32) CHARACTER SET ascii)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_due DATE DEFAULT '9999-12-31';
  DECLARE v_step VARCHAR(32) DEFAULT '';
  DECLARE v_provisional BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT due, step, provisional INTO v_due, v_step, v_provisional FROM case_clock
   WHERE case_number = p_number AND stopped_at IS NULL ORDER BY due, seq LIMIT 1;
  UPDATE casefile SET next_due = v_due, next_step = v_step, next_provisional = v_provisional WHERE number = p_number;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_files_add(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p LONGTEXT,
  IN p_now DATETIME, IN p_by VARCHAR(64))
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO attachment (case_number, purpose, name, type, size, sha256, at, `by`, scan)
  SELECT p_number, j.purpose, j.name, j.type, j.size, UNHEX(j.sha256), p_now, p_by, COALESCE(j.scan, '')
    FROM JSON_TABLE(p, '$.files[*]' COLUMNS (purpose VARCHAR(16) PATH '$.purpose' ERROR ON ERROR, name VARCHAR(200) PATH '$.name' ERROR ON ERROR,
      type VARCHAR(64) PATH '$.type' ERROR ON ERROR, size INT UNSIGNED PATH '$.size', sha256 CHAR(64) PATH '$.sha256', scan VARCHAR(16) PATH '$.scan')) j;

-- Messages of a move: number, kind, state, move and the next date; never content. One to a desk stands on the console at once. `tell` names
-- one that goes to the applicant by what was registered, for a caller that cannot read it: by telephone only where it took the first one.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_notices_add(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p LONGTEXT,
  IN p_move VARCHAR(16), IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
INSERT INTO outbox (state, sent_at, message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
  SELECT IF(j.channel = 'desk', 'sent', 'waiting'), IF(j.channel = 'desk', p_now, NULL), LOWER(HEX(RANDOM_BYTES(16))), j.channel, UNHEX(j.recipient), j.key_no, UNHEX(j.to_hash), j.template,
         JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'move', p_move,
                     'due', IF(c.next_due = '9999-12-31', '', DATE_FORMAT(c.next_due, '%Y-%m-%d'))), p_now, p_now, p_number
    FROM casefile c JOIN JSON_TABLE(p, '$.notices[*]' COLUMNS (channel VARCHAR(8) PATH '$.channel' ERROR ON ERROR, recipient VARCHAR(800) PATH '$.to' ERROR ON ERROR,
      key_no INT PATH '$.key_no', to_hash CHAR(64) PATH '$.to_hash', template VARCHAR(32) PATH '$.template' ERROR ON ERROR)) j
   WHERE c.number = p_number;
IF JSON_VALUE(p, '$.tell') IS NOT NULL THEN
  INSERT INTO outbox (message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
    SELECT LOWER(HEX(RANDOM_BYTES(16))), w.channel, IF(w.channel = 'sms', a.phone, a.mail), a.key_no, IF(w.channel = 'sms', a.phone_hash, a.mail_hash),
           JSON_VALUE(p, '$.tell'), JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'move', p_move,
             'due', IF(c.next_due = '9999-12-31', '', DATE_FORMAT(c.next_due, '%Y-%m-%d'))), p_now, p_now, p_number
      FROM casefile c JOIN case_person a ON a.case_number = c.number AND a.role = 'applicant'
      JOIN (SELECT 'sms' AS channel UNION ALL SELECT 'mail') w
     WHERE c.number = p_number AND IF(w.channel = 'sms', a.phone, a.mail) IS NOT NULL
       AND (w.channel = 'mail' OR EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = p_number AND o.channel = 'sms'));
END IF;
END;

-- A hold for this case, unless the applicant or the record has too many: then the case goes on without one. The record's row is locked.
-- Every row of the applicant is locked too, so that two cases of one applicant are counted one after the other.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_hold(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_record BIGINT UNSIGNED,
  IN p_rule VARCHAR(32), IN p_caps_applicant INT, IN p_caps_record INT, IN p_actor VARCHAR(64))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_code BINARY(32) DEFAULT NULL;
  DECLARE v_mine, v_here, v_rows INT DEFAULT 0;
  DECLARE v_done TINYINT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT code_hash INTO v_code FROM case_person WHERE case_number = p_number AND role = 'applicant';
  IF v_code IS NOT NULL THEN
    SELECT COUNT(*) INTO v_rows FROM case_person WHERE code_hash = v_code FOR UPDATE;
    SELECT COUNT(*) INTO v_mine FROM case_person p JOIN casefile c ON c.number = p.case_number
     WHERE p.code_hash = v_code AND p.role = 'applicant' AND c.held;
  END IF;
  SELECT COUNT(*) INTO v_here FROM record_hold WHERE record_id = p_record AND closed_at IS NULL;
  IF v_mine >= p_caps_applicant OR v_here >= p_caps_record THEN
    UPDATE casefile SET over_cap = TRUE WHERE number = p_number;
  ELSE
    CALL record_hold_open(p_record, p_number, p_rule, p_actor, v_done);
    UPDATE casefile SET held = (v_done = 1) WHERE number = p_number;
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_release(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_record BIGINT UNSIGNED,
  IN p_actor VARCHAR(64))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_done TINYINT DEFAULT 0;
  CALL record_hold_close(p_record, p_number, p_actor, v_done);
  UPDATE casefile SET held = FALSE WHERE number = p_number;
END;

-- The mark of a case on its record, set and taken back. The record's row is locked.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_mark(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_record BIGINT UNSIGNED, IN p_marked BOOLEAN)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF p_marked THEN
    INSERT INTO published_mark (record_id, cases) VALUES (p_record, 1) ON DUPLICATE KEY UPDATE cases = cases + 1;
  ELSE
    UPDATE published_mark SET cases = cases - 1 WHERE record_id = p_record AND cases > 0;
    DELETE FROM published_mark WHERE record_id = p_record AND cases = 0;
  END IF;
  UPDATE casefile SET marked = p_marked WHERE number = p_number;
END;

-- A letter with the next number of its kind in this year (Asia/Shanghai): 〔2026〕12号 behind the word of the setting letter_word_<kind>.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_letter_add(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_kind VARCHAR(32),
  IN p_body LONGTEXT, IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_year INT DEFAULT YEAR(p_now + INTERVAL 8 HOUR);
  DECLARE v_n INT UNSIGNED DEFAULT 0;
  INSERT INTO letter_serial (kind, year, n) VALUES (p_kind, v_year, 1) ON DUPLICATE KEY UPDATE n = n + 1;
  SELECT n INTO v_n FROM letter_serial WHERE kind = p_kind AND year = v_year;
  INSERT INTO letter (case_number, seq, kind, document_no, at, body)
    SELECT p_number, COALESCE((SELECT MAX(seq) FROM letter WHERE case_number = p_number), 0) + 1, p_kind,
           CONCAT(COALESCE((SELECT value FROM setting WHERE name = CONCAT('letter_word_', p_kind)), p_kind), '〔', v_year, '〕', v_n, '号'), p_now, p_body;
  -- its signed paper follows
  INSERT INTO letter_due (case_number, seq, at) SELECT p_number, MAX(seq), p_now FROM letter WHERE case_number = p_number;
END;

-- ---------------------------------------------------------------- corrections

-- A record as a confirmed correction makes it. Its row is locked by the caller and its version was looked at. It keeps the identity by
-- which its source delivers it; the corrected one becomes another name for it. p_done: 1 done, 0 it is not live any more.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_correct(IN p_record BIGINT UNSIGNED, IN p_row LONGTEXT, IN p_actor VARCHAR(64),
  IN p_case VARCHAR(32), IN p_reason VARCHAR(1000), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  DECLARE v_published DATE DEFAULT NULL;
  DECLARE v_identity BINARY(16);
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_done = 0;
  SELECT state INTO v_state FROM record WHERE id = p_record FOR UPDATE;
  IF v_state = 'live' THEN
    SELECT UNHEX(JSON_VALUE(p_row, '$.identity')) INTO v_identity;
    INSERT INTO record_correction (record_id, seq, set_number, identity, wrong_digest, case_number, at)
      SELECT r.id, COALESCE((SELECT MAX(seq) FROM record_correction WHERE record_id = p_record), 0) + 1, r.set_number, v_identity, r.facts_digest,
             p_case, UTC_TIMESTAMP(3) FROM record r WHERE r.id = p_record;
    INSERT INTO record_event (record_id, seq, at, kind, actor, reason, before_facts)
      SELECT r.id, COALESCE((SELECT MAX(seq) FROM record_event WHERE record_id = p_record), 0) + 1, UTC_TIMESTAMP(3), 'corrected', p_actor, p_reason,
             r.facts FROM record r WHERE r.id = p_record;
    UPDATE record r JOIN JSON_TABLE(p_row, '$' COLUMNS (name VARCHAR(200) PATH '$.name' ERROR ON ERROR, public_name VARCHAR(200) PATH '$.public_name',
        uscc CHAR(18) PATH '$.uscc', is_person BOOLEAN PATH '$.is_person', document_no VARCHAR(128) PATH '$.document_no' ERROR ON ERROR,
        decided_on DATE PATH '$.decided_on', authority VARCHAR(200) PATH '$.authority' ERROR ON ERROR, region INT PATH '$.region',
        valid_from DATE PATH '$.valid_from', valid_until DATE PATH '$.valid_until', amount DECIMAL(18,6) PATH '$.amount',
        kind VARCHAR(64) PATH '$.kind' ERROR ON ERROR, grade VARCHAR(16) PATH '$.grade', publishable BOOLEAN PATH '$.publishable',
        publish_from DATE PATH '$.publish_from', publish_until DATE PATH '$.publish_until', flagged BOOLEAN PATH '$.flagged',
        digest CHAR(32) PATH '$.digest')) j
       SET r.subject_id = IF(j.uscc <=> r.uscc, r.subject_id, (SELECT s.id FROM subject s WHERE s.uscc = j.uscc)),
           r.name = j.name, r.public_name = j.public_name, r.uscc = j.uscc, r.is_person = j.is_person, r.document_no = j.document_no,
           r.decided_on = j.decided_on, r.authority = j.authority, r.region = j.region, r.valid_from = j.valid_from, r.valid_until = j.valid_until,
           r.amount = j.amount, r.kind = j.kind, r.grade = j.grade, r.publishable = j.publishable, r.publish_from = j.publish_from,
           r.publish_until = j.publish_until, r.flagged = j.flagged, r.facts_digest = UNHEX(j.digest),
           r.facts = JSON_VALUE(p_row, '$.facts'), r.face = JSON_VALUE(p_row, '$.face'),
           r.corrected = TRUE, r.version = r.version + 1, r.updated_at = UTC_TIMESTAMP(3)
     WHERE r.id = p_record;
    SELECT published_on INTO v_published FROM published WHERE record_id = p_record;
    IF v_published IS NOT NULL THEN
      CALL count_move(p_record, -1);
      DELETE FROM published WHERE record_id = p_record;
    END IF;
    INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city,
                           source_id, kind, amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields)
      SELECT set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city,
             source_id, kind, amount, grade, valid_from, valid_until, COALESCE(v_published, published_on), publish_until, flagged, version, updated_at, fields
        FROM publishable WHERE record_id = p_record;
    IF ROW_COUNT() > 0 THEN
      CALL count_move(p_record, 1);
      INSERT INTO published_change (at, kind, record_id, set_number, subject_id)
        SELECT UTC_TIMESTAMP(3), IF(v_published IS NULL, 'published', 'corrected'), id, set_number, subject_id FROM record WHERE id = p_record;
    ELSEIF v_published IS NOT NULL THEN
      INSERT INTO published_change (at, kind, record_id, set_number, subject_id)
        SELECT UTC_TIMESTAMP(3), 'gone', id, set_number, subject_id FROM record WHERE id = p_record;
    END IF;
    INSERT IGNORE INTO publish_due (day, record_id)
      SELECT publish_from, id FROM record WHERE id = p_record AND publishable AND publish_from > DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR);
    SET p_done = 1;
  END IF;
END;

-- ---------------------------------------------------------------- filing

-- Files a case. p_result: 'ok'; 'same': this key filed p_number before; 'other': the key was used with another body; 'taken': the number is;
-- 'not_found': no such record, or one that is neither public nor held (at a counter: not live).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_file_by(IN p LONGTEXT, IN p_channel VARCHAR(8), OUT p_result VARCHAR(16), OUT p_number VARCHAR(32))
MODIFIES SQL DATA SQL SECURITY DEFINER
whole: BEGIN
  DECLARE v_number, v_kind, v_rule VARCHAR(32) CHARACTER SET ascii;
  DECLARE v_record BIGINT UNSIGNED;
  DECLARE v_hold, v_same, v_there BOOLEAN DEFAULT FALSE;
  DECLARE v_caps_applicant, v_caps_record INT;
  DECLARE v_scope VARCHAR(32);
  DECLARE v_now DATETIME;
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  DECLARE v_set, v_source SMALLINT UNSIGNED DEFAULT NULL;
  DECLARE v_answer VARCHAR(255);
  DECLARE v_actor VARCHAR(64);
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT j.number, j.kind, j.rule, NULLIF(j.record, 0), j.hold, j.caps_applicant, j.caps_record, j.scope, j.now,
         IF(p_channel = 'counter', j.filed_by, '')
    INTO v_number, v_kind, v_rule, v_record, v_hold, v_caps_applicant, v_caps_record, v_scope, v_now, v_actor
    FROM JSON_TABLE(p, '$' COLUMNS (number VARCHAR(32) PATH '$.number', kind VARCHAR(16) PATH '$.kind', rule VARCHAR(32) PATH '$.rule',
      record BIGINT UNSIGNED PATH '$.record', hold BOOLEAN PATH '$.hold', caps_applicant INT PATH '$.caps_applicant', caps_record INT PATH '$.caps_record',
      scope VARCHAR(32) PATH '$.scope', now DATETIME PATH '$.now', filed_by VARCHAR(64) PATH '$.filed_by')) j;
  IF v_number IS NULL OR v_number NOT REGEXP '^[YXTB][0-9]{14}$' OR v_now IS NULL OR v_kind IS NULL OR
     v_kind NOT IN ('objection','repair','complaint','report') OR (v_kind IN ('objection','repair') AND v_record IS NULL) OR
     COALESCE(JSON_LENGTH(p, '$.files'), 0) > 20 OR COALESCE(JSON_LENGTH(p, '$.notices'), 0) > 8 OR COALESCE(JSON_LENGTH(p, '$.clocks'), 0) > 10 OR
     COALESCE(JSON_LENGTH(p, '$.persons'), 0) > 4 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a filing that cannot be';
  END IF;
  SET p_number = v_number;
  IF v_scope IS NOT NULL THEN
    CALL idempotency_take(UNHEX(v_scope), UNHEX(JSON_VALUE(p, '$.key')), UNHEX(JSON_VALUE(p, '$.body')), v_number, v_now, v_answer, v_same);
    IF v_answer IS NOT NULL THEN
      SET p_number = v_answer, p_result = IF(v_same, 'same', 'other');
      LEAVE whole;
    END IF;
  END IF;
  IF v_record IS NOT NULL THEN
    IF v_hold THEN
      SELECT state INTO v_state FROM record WHERE id = v_record FOR UPDATE;
    END IF;
    -- without a hold nothing of the record changes: many may file about it at once; one statement sees the record, what is published
    -- and the holds as they are at one moment
    SELECT r.state, r.set_number, r.source_id, r.state = 'live' AND (p_channel = 'counter' OR EXISTS (SELECT 1 FROM published p WHERE p.record_id = r.id) OR
             (r.publishable AND EXISTS (SELECT 1 FROM record_hold h JOIN info_set s ON s.number = r.set_number AND s.openness = 'public'
                                         WHERE h.record_id = r.id AND h.closed_at IS NULL)))
      INTO v_state, v_set, v_source, v_there FROM record r WHERE r.id = v_record;
    IF NOT COALESCE(v_there, FALSE) THEN
      SET p_result = 'not_found';
      LEAVE whole;
    END IF;
  END IF;
  IF EXISTS (SELECT 1 FROM casefile WHERE number = v_number) THEN
    SET p_result = 'taken';
    LEAVE whole;
  END IF;
  INSERT INTO casefile (number, kind, state, rule, record_id, set_number, source_id, code_hash, code_version, application, applicant_name, reason, channel,
                        filed_by, filed_at)
    SELECT v_number, v_kind, 'submitted', v_rule, v_record, v_set, v_source, UNHEX(j.code_hash), j.code_version, JSON_VALUE(p, '$.application'),
           j.applicant_name, j.reason, p_channel, v_actor, v_now
      FROM JSON_TABLE(p, '$' COLUMNS (code_hash CHAR(64) PATH '$.code_hash', code_version INT PATH '$.code_version',
        applicant_name VARCHAR(200) PATH '$.applicant_name' ERROR ON ERROR, reason VARCHAR(32) PATH '$.reason' ERROR ON ERROR)) j;
  INSERT INTO case_person (case_number, role, key_no, code, phone, mail, code_hash, phone_hash, mail_hash)
    SELECT v_number, j.role, j.key_no, UNHEX(j.code), UNHEX(j.phone), UNHEX(j.mail), UNHEX(j.code_hash), UNHEX(j.phone_hash), UNHEX(j.mail_hash)
      FROM JSON_TABLE(p, '$.persons[*]' COLUMNS (role VARCHAR(16) PATH '$.role' ERROR ON ERROR, key_no INT PATH '$.key_no',
        code VARCHAR(800) PATH '$.code' ERROR ON ERROR, phone VARCHAR(800) PATH '$.phone' ERROR ON ERROR, mail VARCHAR(800) PATH '$.mail' ERROR ON ERROR,
        code_hash CHAR(64) PATH '$.code_hash', phone_hash CHAR(64) PATH '$.phone_hash', mail_hash CHAR(64) PATH '$.mail_hash')) j;
  CALL case_event_add(v_number, v_now, 'file', IF(v_actor = '', 'applicant', v_actor), IF(v_actor = '', 'applicant', 'clerk'), NULL, FALSE);
  CALL case_files_add(v_number, p, v_now, IF(v_actor = '', 'applicant', v_actor));
  CALL case_clocks_add(v_number, p);
  CALL case_due_refresh(v_number);
  IF v_hold AND v_kind = 'objection' THEN
    CALL case_hold(v_number, v_record, v_rule, v_caps_applicant, v_caps_record, 'filing');
  END IF;
  CALL case_notices_add(v_number, p, 'file', v_now);
  SET p_result = 'ok';
END;

-- From the public form, and from a counter.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_file(IN p LONGTEXT, OUT p_result VARCHAR(16), OUT p_number VARCHAR(32))
MODIFIES SQL DATA SQL SECURITY DEFINER
CALL case_file_by(p, 'online', p_result, p_number);
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_file_counter(IN p LONGTEXT, OUT p_result VARCHAR(16), OUT p_number VARCHAR(32))
MODIFIES SQL DATA SQL SECURITY DEFINER
CALL case_file_by(p, 'counter', p_result, p_number);

-- ---------------------------------------------------------------- moves

-- What was proposed happens to the record. p_result: 'ok', or 'moved': the record is not as the proposer saw it.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_confirm(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_record BIGINT UNSIGNED,
  IN p LONGTEXT, IN p_actor VARCHAR(64), IN p_version INT UNSIGNED, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_proposal VARCHAR(16);
  DECLARE v_by VARCHAR(64);
  DECLARE v_grounds TEXT;
  DECLARE v_proposed, v_version INT UNSIGNED DEFAULT 0;
  DECLARE v_state VARCHAR(16) DEFAULT '';
  DECLARE v_done TINYINT DEFAULT 1;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT proposal, proposal_by, COALESCE(NULLIF(proposal_grounds, ''), proposal), proposal_version INTO v_proposal, v_by, v_grounds, v_proposed
    FROM casefile WHERE number = p_number;
  SET p_result = 'ok';
  IF v_proposal = '' THEN
    SET p_result = 'conflict';
  ELSEIF v_by = p_actor THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody confirms what they proposed';
  ELSEIF p_record IS NOT NULL THEN
    SELECT state, version INTO v_state, v_version FROM record WHERE id = p_record;
    IF v_version <> v_proposed OR (p_version > 0 AND p_version <> v_version) THEN
      SET p_result = 'moved';
    ELSEIF v_state = 'live' AND v_proposal = 'corrected' THEN
      IF JSON_TYPE(JSON_EXTRACT(p, '$.corrected')) <=> 'OBJECT' THEN
        CALL record_correct(p_record, JSON_EXTRACT(p, '$.corrected'), p_actor, p_number, LEFT(v_grounds, 1000), v_done);
      ELSE
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a correction without its record';
      END IF;
    ELSEIF v_state = 'live' AND v_proposal = 'deleted' THEN
      CALL record_end(p_record, 'deleted', p_actor, NULL, LEFT(v_grounds, 1000), v_done);
    ELSEIF v_state = 'live' AND v_proposal = 'granted' AND (SELECT kind FROM casefile WHERE number = p_number) = 'repair' THEN
      CALL record_end(p_record, 'repaired', p_actor, NULL, LEFT(v_grounds, 1000), v_done);
    ELSEIF v_state <> 'live' AND v_proposal = 'corrected' THEN
      SET p_result = 'moved';
    END IF;
  END IF;
END;

-- Makes a move. p_result: 'ok'; 'same': this key made it before; 'other': the key with another body; 'conflict': somebody else moved it
-- meanwhile; 'moved': the record changed since it was proposed; 'not_found'.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_move_by(IN p LONGTEXT, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
whole: BEGIN
  DECLARE v_number VARCHAR(32) CHARACTER SET ascii;
  DECLARE v_move, v_to, v_role, v_effect, v_outcome, v_letter VARCHAR(32);
  DECLARE v_actor, v_owner VARCHAR(64);
  DECLARE v_text TEXT;
  DECLARE v_scope VARCHAR(32);
  DECLARE v_version, v_record_version, v_now_version, v_caps_applicant, v_caps_record INT UNSIGNED DEFAULT 0;
  DECLARE v_source, v_of_source, v_forward SMALLINT UNSIGNED;
  DECLARE v_inside, v_hold, v_proposes, v_unproposed, v_two, v_same, v_held, v_marked, v_over BOOLEAN DEFAULT FALSE;
  DECLARE v_now, v_forwarded DATETIME;
  DECLARE v_record BIGINT UNSIGNED DEFAULT NULL;
  DECLARE v_state, v_kind, v_rule VARCHAR(32) DEFAULT NULL;
  DECLARE v_proposer VARCHAR(64);
  DECLARE v_answer VARCHAR(255);
  DECLARE v_lock VARCHAR(16);
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT j.number, j.move, j.to_state, j.role, j.effect, j.outcome, j.letter, j.actor, j.scope, j.version, j.record_version, j.caps_applicant,
         j.caps_record, j.source, j.forward, j.inside, j.hold, j.proposes, j.unproposed, j.two, j.now, JSON_VALUE(p, '$.text')
    INTO v_number, v_move, v_to, v_role, v_effect, v_outcome, v_letter, v_actor, v_scope, v_version, v_record_version, v_caps_applicant,
         v_caps_record, v_source, v_forward, v_inside, v_hold, v_proposes, v_unproposed, v_two, v_now, v_text
    FROM JSON_TABLE(p, '$' COLUMNS (number VARCHAR(32) PATH '$.number', move VARCHAR(16) PATH '$.move', to_state VARCHAR(16) PATH '$.to',
      role VARCHAR(16) PATH '$.role', effect VARCHAR(16) PATH '$.effect', outcome VARCHAR(16) PATH '$.outcome', letter VARCHAR(32) PATH '$.letter',
      actor VARCHAR(64) PATH '$.actor', scope VARCHAR(32) PATH '$.scope', version INT PATH '$.version', record_version INT PATH '$.record_version',
      caps_applicant INT PATH '$.caps_applicant', caps_record INT PATH '$.caps_record', source INT PATH '$.source', forward INT PATH '$.forward_to',
      inside BOOLEAN PATH '$.inside', hold BOOLEAN PATH '$.hold', proposes BOOLEAN PATH '$.proposes', unproposed BOOLEAN PATH '$.unproposed', two BOOLEAN PATH '$.two_people', now DATETIME PATH '$.now')) j;
  IF v_number IS NULL OR v_move IS NULL OR v_actor IS NULL OR v_now IS NULL OR v_effect IS NULL OR COALESCE(JSON_LENGTH(p, '$.files'), 0) > 20 OR
     COALESCE(JSON_LENGTH(p, '$.notices'), 0) > 8 OR COALESCE(JSON_LENGTH(p, '$.clocks'), 0) > 10 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a move that cannot be';
  END IF;
  IF v_scope IS NOT NULL THEN
    CALL idempotency_take(UNHEX(v_scope), UNHEX(JSON_VALUE(p, '$.key')), UNHEX(JSON_VALUE(p, '$.body')), v_number, v_now, v_answer, v_same);
    IF v_answer IS NOT NULL THEN
      SET p_result = IF(v_same AND v_answer = v_number, 'same', 'other');
      LEAVE whole;
    END IF;
  END IF;
  SELECT record_id INTO v_record FROM casefile WHERE number = v_number;
  IF v_record IS NOT NULL THEN
    SELECT state, version INTO v_lock, v_now_version FROM record WHERE id = v_record FOR UPDATE;
  END IF;
  SELECT state, kind, rule, owner, held, marked, source_id, forwarded_at, proposal_by
    INTO v_state, v_kind, v_rule, v_owner, v_held, v_marked, v_of_source, v_forwarded, v_proposer FROM casefile WHERE number = v_number FOR UPDATE;
  IF v_state IS NULL OR (v_source > 0 AND NOT (v_source <=> v_of_source AND v_forwarded IS NOT NULL)) THEN
    SET p_result = 'not_found';
    LEAVE whole;
  END IF;
  IF NOT JSON_CONTAINS(JSON_EXTRACT(p, '$.from'), JSON_QUOTE(v_state)) OR (v_version > 0 AND v_version <> (SELECT version FROM casefile WHERE number = v_number)) THEN
    SET p_result = 'conflict';
    LEAVE whole;
  END IF;
  IF v_unproposed AND v_proposer NOT IN ('', v_actor) THEN
    SET p_result = 'conflict';
    LEAVE whole;
  END IF;
  IF v_two AND v_proposer = v_actor THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody confirms what they proposed';
  END IF;
  IF v_proposes AND v_record IS NOT NULL AND v_record_version > 0 AND v_record_version <> v_now_version THEN
    SET p_result = 'moved';
    LEAVE whole;
  END IF;
  IF v_effect = 'confirm' THEN
    CALL case_confirm(v_number, v_record, p, v_actor, v_record_version, p_result);
    IF p_result <> 'ok' THEN LEAVE whole; END IF;
    UPDATE casefile SET outcome = proposal WHERE number = v_number;
    -- whoever received a report with the error is told by the background worker
    INSERT IGNORE INTO job (kind, argument, due_at) SELECT 'wrong_data', number, v_now FROM casefile
      WHERE number = v_number AND kind = 'objection' AND outcome IN ('corrected','deleted') AND record_id IS NOT NULL;
  ELSEIF v_effect = 'hold' AND v_hold AND v_record IS NOT NULL AND NOT v_held THEN
    CALL case_hold(v_number, v_record, v_rule, v_caps_applicant, v_caps_record, v_actor);
  ELSEIF v_effect = 'hold' AND v_record IS NOT NULL AND NOT v_held AND NOT v_marked AND (SELECT effect FROM rule_set WHERE code = v_rule) = 'mark' THEN
    CALL case_mark(v_number, v_record, TRUE);
  END IF;
  SET v_to = COALESCE(NULLIF(v_to, ''), v_state), v_over = v_to IN ('closed','refused','withdrawn');
  IF v_held AND (v_effect IN ('release','confirm') OR v_over) THEN
    CALL case_release(v_number, v_record, v_actor);
  END IF;
  IF v_marked AND (v_effect IN ('release','confirm') OR v_over) THEN
    CALL case_mark(v_number, v_record, FALSE);
  END IF;
  UPDATE casefile SET state = v_to, version = version + 1, is_open = NOT v_over,
         closed_at = IF(v_over, v_now, closed_at), decided_at = IF(v_to = 'decided' AND state <> 'decided' OR v_effect = 'confirm', v_now, decided_at),
         forwarded_at = IF(v_to = 'with_provider', v_now, forwarded_at),
         source_id = IF(v_to = 'with_provider' AND source_id IS NULL, NULLIF(v_forward, 0), source_id),
         owner = IF(owner = '' AND v_role IN ('clerk','reviewer'), v_actor, owner)
   WHERE number = v_number;
  IF v_proposes THEN
    UPDATE casefile SET proposal = v_outcome, proposal_grounds = v_text, proposal_by = v_actor, proposal_at = v_now, proposal_version = v_now_version,
           correction = JSON_VALUE(p, '$.correction') WHERE number = v_number;
  ELSEIF v_role NOT IN ('applicant','source') THEN
    -- decided, rejected, or overtaken by another move of the office
    UPDATE casefile SET proposal = '', proposal_by = '', proposal_at = NULL, proposal_version = 0 WHERE number = v_number;
  END IF;
  UPDATE case_clock SET stopped_at = v_now WHERE case_number = v_number AND stopped_at IS NULL AND
    (v_over OR JSON_CONTAINS(JSON_EXTRACT(p, '$.stops'), JSON_QUOTE(step)));
  CALL case_clocks_add(v_number, p);
  CALL case_due_refresh(v_number);
  CALL case_event_add(v_number, v_now, v_move, v_actor, v_role, v_text, v_inside);
  CALL case_files_add(v_number, p, v_now, v_actor);
  IF v_letter IS NOT NULL THEN
    CALL case_letter_add(v_number, v_letter, COALESCE(JSON_VALUE(p, '$.letter_body'), '{}'), v_now);
  END IF;
  CALL case_notices_add(v_number, p, v_move, v_now);
  SET p_result = 'ok';
END;

-- By staff and source units.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_move(IN p LONGTEXT, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF NOT COALESCE(JSON_VALUE(p, '$.role') IN ('clerk','reviewer','publisher','source','admin'), FALSE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not a move of staff';
  END IF;
  CALL case_move_by(p, p_result);
END;

-- By the background worker: closes what was told, takes no decision.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_move_system(IN p LONGTEXT, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF NOT COALESCE(JSON_VALUE(p, '$.role') = 'system' AND JSON_VALUE(p, '$.effect') IN ('none','release') AND JSON_VALUE(p, '$.to') IN ('closed','refused','withdrawn'), FALSE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not a move of the background worker';
  END IF;
  CALL case_move_by(p, p_result);
END;

-- By the applicant: more to say, or no more.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_supplement(IN p LONGTEXT, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF NOT COALESCE(JSON_VALUE(p, '$.move') = 'supplement' AND JSON_VALUE(p, '$.role') = 'applicant' AND JSON_VALUE(p, '$.effect') = 'none' AND
                  JSON_VALUE(p, '$.to') IN ('','submitted','accepted','checking','with_provider'), FALSE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not a supplement';
  END IF;
  CALL case_move_by(p, p_result);
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_withdraw(IN p LONGTEXT, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF NOT COALESCE(JSON_VALUE(p, '$.move') = 'withdraw' AND JSON_VALUE(p, '$.role') = 'applicant' AND JSON_VALUE(p, '$.effect') IN ('none','release') AND
                  JSON_VALUE(p, '$.to') = 'withdrawn', FALSE) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not a withdrawal';
  END IF;
  CALL case_move_by(p, p_result);
END;

-- ---------------------------------------------------------------- what an applicant sees

-- Whether this code opens this case; the same work for a case that is not there. Five wrong codes for a number and network, then a pause
-- of one minute that doubles up to a day. p_result: 'ok', 'not_found', 'denied' (p_wait: seconds until the next try). Always commit.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_open(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_code BINARY(32),
  IN p_network BINARY(32), IN p_now DATETIME, OUT p_result VARCHAR(16), OUT p_wait INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_key BINARY(32) DEFAULT UNHEX(SHA2(CONCAT(p_number, '|', HEX(p_network)), 256));
  DECLARE v_until DATETIME DEFAULT NULL;
  DECLARE v_right BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_wait = 0;
  INSERT INTO attempt (k, failures, until, at) VALUES (v_key, 1, NULL, p_now) ON DUPLICATE KEY UPDATE at = p_now;
  SELECT until INTO v_until FROM attempt WHERE k = v_key FOR UPDATE;
  IF v_until > p_now THEN
    SET p_result = 'denied', p_wait = TIMESTAMPDIFF(SECOND, p_now, v_until);
  ELSE
    SELECT code_hash = p_code INTO v_right FROM casefile WHERE number = p_number;
    -- the row counts tries: 1 stands for none
    UPDATE attempt SET failures = IF(v_right, 1, LEAST(failures, 1000) + 1),
           until = IF(v_right OR failures <= 5, NULL, p_now + INTERVAL LEAST(86400, 60 * POW(2, failures - 6)) SECOND) WHERE k = v_key;
    SET p_result = IF(v_right, 'ok', 'not_found');
  END IF;
END;

-- A new code by a lost one: the worker that sends the message makes it and stores its digest (case_code_set); the old one opens until
-- then. The same work for a case or number that is not there; tries are counted as in case_open. Always commit.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_code_renew(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_hash BINARY(32),
  IN p_network BINARY(32), IN p_now DATETIME, OUT p_result VARCHAR(16), OUT p_wait INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_key BINARY(32) DEFAULT UNHEX(SHA2(CONCAT('renew|', p_number, '|', HEX(p_network)), 256));
  DECLARE v_until DATETIME DEFAULT NULL;
  DECLARE v_found BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_wait = 0, p_result = 'not_found';
  INSERT INTO attempt (k, failures, until, at) VALUES (v_key, 1, NULL, p_now) ON DUPLICATE KEY UPDATE at = p_now;
  SELECT until INTO v_until FROM attempt WHERE k = v_key FOR UPDATE;
  IF v_until > p_now THEN
    SET p_result = 'denied', p_wait = TIMESTAMPDIFF(SECOND, p_now, v_until);
  ELSE
    INSERT INTO outbox (message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
      SELECT LOWER(HEX(RANDOM_BYTES(16))), IF(p.phone_hash <=> p_hash, 'sms', 'mail'), IF(p.phone_hash <=> p_hash, p.phone, p.mail), p.key_no, p_hash,
             'code', JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'move', 'code', 'due', '', 'code_version', c.code_version + 1),
             p_now, p_now, c.number
        FROM casefile c JOIN case_person p ON p.case_number = c.number
       WHERE c.number = p_number AND (p.phone_hash = p_hash OR p.mail_hash = p_hash) ORDER BY p.role DESC LIMIT 1;
    SET v_found = ROW_COUNT() > 0;
    UPDATE attempt SET failures = LEAST(failures, 1000) + 1,
           until = IF(failures <= 5, NULL, p_now + INTERVAL LEAST(86400, 60 * POW(2, failures - 6)) SECOND) WHERE k = v_key;
    SET p_result = IF(v_found, 'ok', 'not_found');
  END IF;
END;

-- The case as its applicant may see it, as JSON; NULL when there is none.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_of_applicant(IN p_number VARCHAR(32) CHARACTER SET ascii, OUT p_case LONGTEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET SESSION group_concat_max_len = 8388608, p_case = NULL;
  SELECT JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'rule', c.rule, 'channel', c.channel, 'filed_by', '',
           'applicant_name', c.applicant_name, 'reason', c.reason, 'application', c.application, 'outcome', c.outcome, 'owner', '',
           'record', COALESCE(c.record_id, 0), 'set', COALESCE(c.set_number, 0), 'source', COALESCE(c.source_id, 0), 'version', c.version,
           'code_version', c.code_version, 'held', c.held, 'over_cap', c.over_cap, 'filed_at', DATE_FORMAT(c.filed_at, '%Y-%m-%d %H:%i:%s'),
           'decided_at', DATE_FORMAT(c.decided_at, '%Y-%m-%d %H:%i:%s'), 'closed_at', DATE_FORMAT(c.closed_at, '%Y-%m-%d %H:%i:%s'),
           'events', (SELECT JSON_ARRAYAGG(JSON_OBJECT('seq', e.seq, 'at', DATE_FORMAT(e.at, '%Y-%m-%d %H:%i:%s'), 'move', e.move,
                        'role', e.actor_role, 'text', IF(e.inside, NULL, e.text)) ORDER BY e.seq LIMIT 200)
                        FROM case_event e WHERE e.case_number = c.number AND NOT (e.inside AND e.move IN ('propose','reject'))),
           'clocks', (SELECT JSON_ARRAYAGG(JSON_OBJECT('seq', k.seq, 'step', k.step, 'basis', k.basis, 'owner', k.owner,
                        'started_on', DATE_FORMAT(k.started_on, '%Y-%m-%d'), 'due', DATE_FORMAT(k.due, '%Y-%m-%d'),
                        'due_before', DATE_FORMAT(k.due_before, '%Y-%m-%d'), 'days', k.working_days, 'provisional', k.provisional,
                        'stopped_at', DATE_FORMAT(k.stopped_at, '%Y-%m-%d %H:%i:%s')) ORDER BY k.seq LIMIT 32)
                        FROM case_clock k WHERE k.case_number = c.number),
           'files', (SELECT JSON_ARRAYAGG(JSON_OBJECT('id', a.id, 'purpose', a.purpose, 'name', a.name, 'type', a.type, 'size', a.size,
                        'sha256', HEX(a.sha256), 'at', DATE_FORMAT(a.at, '%Y-%m-%d %H:%i:%s'), 'by', a.`by`, 'scan', a.scan) ORDER BY a.id LIMIT 100)
                        FROM attachment a WHERE a.case_number = c.number AND a.`by` IN ('applicant', c.filed_by)),
           'letters', (SELECT JSON_ARRAYAGG(JSON_OBJECT('seq', l.seq, 'kind', l.kind, 'document_no', l.document_no, 'body', l.body,
                        'at', DATE_FORMAT(l.at, '%Y-%m-%d %H:%i:%s'),
                        'file', (SELECT CONCAT('/reports/', r.number, '/', LOWER(HEX(r.file_key)), '.pdf') FROM report r
                                  WHERE r.case_number = l.case_number AND r.letter_seq = l.seq AND r.state = 'issued')) ORDER BY l.seq LIMIT 32)
                        FROM letter l WHERE l.case_number = c.number))
    INTO p_case FROM casefile c WHERE c.number = p_number;
END;

-- What somebody about to file may see of a record, as JSON: as published, or, while it is held, only its number, set and source.
-- NULL: neither.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_record_for_filing(IN p_record BIGINT UNSIGNED, OUT p_json LONGTEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_open, v_tries INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_json = NULL;
  SELECT COUNT(*) INTO v_open FROM casefile WHERE record_id = p_record AND is_open AND kind = 'objection';
  -- twice: a hold may end between the two looks
  WHILE p_json IS NULL AND v_tries < 2 DO
    SET v_tries = v_tries + 1;
    SELECT JSON_OBJECT('set', p.set_number, 'source', p.source_id, 'region', p.region, 'version', p.version, 'held', 0, 'is_person', p.is_person,
             'set_name', s.name, 'name', p.name, 'uscc', COALESCE(p.uscc, ''), 'document_no', COALESCE(p.document_no, ''), 'authority', COALESCE(p.authority, ''),
             'unit', u.name, 'grade', COALESCE(p.grade, ''), 'decided_on', DATE_FORMAT(p.decided_on, '%Y-%m-%d'),
             'publish_until', DATE_FORMAT(p.publish_until, '%Y-%m-%d'), 'fields', p.fields, 'open', v_open)
      INTO p_json FROM published p JOIN info_set s ON s.number = p.set_number JOIN source_unit u ON u.id = p.source_id WHERE p.record_id = p_record;
    IF p_json IS NULL THEN
      SELECT JSON_OBJECT('set', r.set_number, 'source', r.source_id, 'region', r.region, 'version', r.version, 'held', 1, 'is_person', r.is_person,
               'set_name', s.name, 'name', '', 'uscc', '', 'document_no', '', 'authority', '', 'unit', u.name, 'grade', COALESCE(r.grade, ''),
               'decided_on', DATE_FORMAT(r.decided_on, '%Y-%m-%d'), 'publish_until', NULL, 'fields', '', 'open', v_open)
        INTO p_json FROM record r JOIN info_set s ON s.number = r.set_number JOIN source_unit u ON u.id = r.source_id
       WHERE r.id = p_record AND r.state = 'live' AND s.openness = 'public' AND r.publishable
         AND EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);
    END IF;
  END WHILE;
END;

-- ---------------------------------------------------------------- uploads that wait

-- At most 20 a form. p_done: 1 kept, 0 the form has too many.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE upload_keep(IN p_scope BINARY(16), IN p_id VARCHAR(32) CHARACTER SET ascii, IN p_purpose VARCHAR(16),
  IN p_name VARCHAR(200), IN p_type VARCHAR(64), IN p_size INT UNSIGNED, IN p_sha256 BINARY(32), IN p_scan VARCHAR(16), IN p_now DATETIME, OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  SET p_done = (SELECT COUNT(*) FROM upload WHERE scope = p_scope) < 20;
  IF p_done THEN
    INSERT INTO upload (scope, id, purpose, name, type, size, sha256, scan, at)
      VALUES (p_scope, p_id, p_purpose, p_name, p_type, p_size, p_sha256, p_scan, p_now);
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE upload_of(IN p_scope BINARY(16), IN p_id VARCHAR(32) CHARACTER SET ascii, OUT p_json TEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_json = NULL;
  SELECT JSON_OBJECT('purpose', purpose, 'name', name, 'type', type, 'size', size, 'sha256', HEX(sha256), 'scan', scan) INTO p_json
    FROM upload WHERE scope = p_scope AND id = p_id;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE upload_drop(IN p_scope BINARY(16), IN p_id VARCHAR(32) CHARACTER SET ascii, OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DELETE FROM upload WHERE scope = p_scope AND id = p_id;
  SET p_done = ROW_COUNT();
END;
