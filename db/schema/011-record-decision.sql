-- Decisions of staff about a record without a case: its source takes it back, or its decision was annulled
-- (行政处罚法 2021, art. 48). One person proposes, another confirms, against the version that the first one saw.
CREATE TABLE record_decision (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  record_id       BIGINT UNSIGNED NOT NULL,
  kind            ENUM('withdrawn','annulled') NOT NULL,
  document_no     VARCHAR(128) NULL,          -- of the decision that annuls or withdraws
  reason          VARCHAR(1000) NOT NULL,
  record_version  INT UNSIGNED NOT NULL,      -- of the record that the proposer saw
  proposed_by     VARCHAR(64) NOT NULL,
  proposed_at     DATETIME(3) NOT NULL,
  state           ENUM('waiting','confirmed','rejected') NOT NULL DEFAULT 'waiting',
  decided_by      VARCHAR(64) NULL,
  decided_at      DATETIME(3) NULL,
  decided_reason  VARCHAR(1000) NULL,         -- of a rejection
  waits           BIGINT UNSIGNED AS (IF(state = 'waiting', record_id, NULL)) PERSISTENT,
  UNIQUE KEY record_decision_waits (waits),   -- one at a time
  KEY record_decision_state (state, id),
  KEY record_decision_record (record_id, id)
) ENGINE=InnoDB;

-- p_source: the unit of whoever proposes, 0 for the centre's people. p_answer: ok, not_found (also another unit's record),
-- conflict (not live, another version, or one waits already).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE decision_propose(IN p_record BIGINT UNSIGNED, IN p_kind VARCHAR(16),
  IN p_document VARCHAR(128), IN p_reason VARCHAR(1000), IN p_version INT UNSIGNED, IN p_source SMALLINT UNSIGNED, IN p_actor VARCHAR(64),
  OUT p_answer VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  DECLARE v_version INT UNSIGNED DEFAULT 0;
  DECLARE v_source SMALLINT UNSIGNED DEFAULT 0;
  IF COALESCE(p_reason, '') = '' OR COALESCE(p_actor, '') = '' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a reason and a person are required';
  END IF;
  SELECT state, version, source_id INTO v_state, v_version, v_source FROM record WHERE id = p_record FOR UPDATE;
  IF v_state IS NULL OR (p_source > 0 AND v_source <> p_source) THEN
    SET p_answer = 'not_found';
  ELSEIF v_state <> 'live' OR v_version <> p_version OR EXISTS (SELECT 1 FROM record_decision WHERE waits = p_record) THEN
    SET p_answer = 'conflict';
  ELSE
    INSERT INTO record_decision (record_id, kind, document_no, reason, record_version, proposed_by, proposed_at)
      VALUES (p_record, p_kind, NULLIF(p_document, ''), p_reason, p_version, p_actor, UTC_TIMESTAMP(3));
    SET p_answer = 'ok';
  END IF;
END;

-- p_answer: ok, not_found (nothing waits), denied (whoever proposed may not confirm; he may take it back), moved (the record
-- changed since), conflict (p_decision is not the one that waits).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE decision_decide(IN p_record BIGINT UNSIGNED, IN p_decision BIGINT UNSIGNED,
  IN p_confirm BOOLEAN, IN p_reason VARCHAR(1000), IN p_actor VARCHAR(64), OUT p_answer VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_id BIGINT UNSIGNED DEFAULT NULL;
  DECLARE v_kind VARCHAR(16);
  DECLARE v_document VARCHAR(128);
  DECLARE v_reason VARCHAR(1000);
  DECLARE v_by VARCHAR(64);
  DECLARE v_seen, v_version INT UNSIGNED DEFAULT 0;
  DECLARE v_done TINYINT DEFAULT 0;
  SELECT version INTO v_version FROM record WHERE id = p_record FOR UPDATE;
  SELECT id, kind, document_no, reason, record_version, proposed_by INTO v_id, v_kind, v_document, v_reason, v_seen, v_by
    FROM record_decision WHERE waits = p_record FOR UPDATE;
  IF v_id IS NULL THEN
    SET p_answer = 'not_found';
  ELSEIF v_id <> p_decision THEN
    SET p_answer = 'conflict';
  ELSEIF p_confirm AND v_by = p_actor THEN
    SET p_answer = 'denied';
  ELSEIF p_confirm AND v_seen <> v_version THEN
    SET p_answer = 'moved';
  ELSE
    SET p_answer = 'ok';
    IF p_confirm THEN
      CALL record_end(p_record, v_kind, p_actor, v_document, v_reason, v_done);
      IF v_done = 0 THEN
        SET p_answer = 'moved';
      END IF;
    END IF;
    IF p_answer = 'ok' THEN
      UPDATE record_decision SET state = IF(p_confirm, 'confirmed', 'rejected'), decided_by = p_actor, decided_at = UTC_TIMESTAMP(3),
             decided_reason = NULLIF(p_reason, '') WHERE id = v_id;
    END IF;
  END IF;
END;
