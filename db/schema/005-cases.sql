-- Cases with everything that belongs to them, people who work on them, messages, jobs, settings.
-- Queues and sweeps go by indexes that begin with a state: their cost does not grow with what is done.

-- ---------------------------------------------------------------- rules and settings
ALTER TABLE setting
  ADD label        VARCHAR(100)  NOT NULL DEFAULT '',
  ADD unit         VARCHAR(32)   NOT NULL DEFAULT '',
  ADD allowed      VARCHAR(200)  NOT NULL DEFAULT '', -- what it may be (domain/rules.h)
  ADD explanation  VARCHAR(1000) NOT NULL DEFAULT '',
  ADD basis        VARCHAR(200)  NOT NULL DEFAULT '', -- printed beside a date that comes from it
  ADD initial      TEXT          NULL,            -- the value that it is delivered with
  ADD changed_by   VARCHAR(64)   NULL;            -- NULL: as it is delivered

-- terms of repair (信用修复), as data with law and dates of effect
CREATE TABLE repair_rule (
  code             VARCHAR(32)  NOT NULL PRIMARY KEY,
  law              VARCHAR(200) NOT NULL,
  article          VARCHAR(64)  NOT NULL,
  site_days        SMALLINT UNSIGNED NULL,        -- working days until the site answers
  department_days  SMALLINT UNSIGNED NULL,        -- until the department decides
  papers           VARCHAR(500) NOT NULL,         -- separated by ;
  fee              VARCHAR(32)  NOT NULL,
  valid_from       DATE NULL,
  valid_until      DATE NULL
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- cases
ALTER TABLE casefile
  ADD set_number       SMALLINT UNSIGNED NULL,
  ADD source_id        SMALLINT UNSIGNED NULL,    -- the unit that delivered the record
  ADD reason           VARCHAR(32)  NOT NULL DEFAULT '',
  ADD outcome          VARCHAR(16)  NOT NULL DEFAULT '', -- what was confirmed
  ADD channel          VARCHAR(8)   NOT NULL DEFAULT 'online', -- online, counter
  ADD filed_by         VARCHAR(64)  NOT NULL DEFAULT '', -- who entered it at a counter
  ADD owner            VARCHAR(64)  NOT NULL DEFAULT '', -- the member of staff in charge
  ADD applicant_name   VARCHAR(200) NOT NULL DEFAULT '',
  ADD code_version     SMALLINT UNSIGNED NOT NULL DEFAULT 1,
  ADD held             BOOLEAN NOT NULL DEFAULT FALSE,   -- its hold on the record is open
  ADD over_cap         BOOLEAN NOT NULL DEFAULT FALSE,   -- goes on without a hold
  ADD marked           BOOLEAN NOT NULL DEFAULT FALSE,   -- the record is marked, where the rule set asks for that instead
  ADD forwarded_at     DATETIME(3) NULL,          -- from then on the source unit may see it
  ADD decided_at       DATETIME(3) NULL,
  ADD closed_at        DATETIME(3) NULL,
  ADD is_open          BOOLEAN NOT NULL DEFAULT TRUE,    -- not closed, refused or withdrawn
  ADD next_due         DATE NOT NULL DEFAULT '9999-12-31', -- of the running clock that ends first
  ADD next_step        VARCHAR(32) NOT NULL DEFAULT '',
  ADD next_provisional BOOLEAN NOT NULL DEFAULT FALSE,
  ADD proposal         VARCHAR(16) NOT NULL DEFAULT '',  -- the outcome that waits for a second person
  ADD proposal_grounds TEXT NULL,
  ADD proposal_by      VARCHAR(64) NOT NULL DEFAULT '',
  ADD proposal_at      DATETIME(3) NULL,
  ADD proposal_version INT UNSIGNED NOT NULL DEFAULT 0,  -- of the record that the proposer saw
  ADD correction       LONGTEXT NULL,             -- JSON {code: value} of the fields to be changed
  DROP KEY casefile_state,
  ADD KEY casefile_due (is_open, next_due, number),
  ADD KEY casefile_owner (owner, is_open, next_due, number),
  ADD KEY casefile_source (source_id, is_open, next_due, number),
  ADD KEY casefile_state (state, next_due, number),
  ADD KEY casefile_ended (is_open, closed_at, number),
  ADD KEY casefile_source_ended (source_id, is_open, closed_at, number),
  ADD KEY casefile_applicant (applicant_name),
  ADD KEY casefile_filed (filed_at),
  ADD KEY casefile_decided (decided_at);

ALTER TABLE case_event
  ADD actor_role  VARCHAR(16) NOT NULL DEFAULT '',
  ADD inside      BOOLEAN NOT NULL DEFAULT FALSE; -- the text is not for the applicant

ALTER TABLE case_clock
  ADD due_before  DATE NULL,                      -- before the year's calendar was loaded
  ADD warned_at   DATETIME(3) NULL,               -- its owner was told that it ends soon
  ADD overdue_at  DATETIME(3) NULL,               -- the next level was told that it is over
  ADD KEY case_clock_running (stopped_at, case_number),
  ADD KEY case_clock_warned (stopped_at, warned_at, due),
  ADD KEY case_clock_overdue (stopped_at, overdue_at, due);

ALTER TABLE attachment
  ADD at    DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3),
  ADD `by`  VARCHAR(64) NOT NULL DEFAULT 'applicant',
  ADD scan  VARCHAR(16) NOT NULL DEFAULT '',      -- clean, none (no scanner is set up)
  ADD KEY attachment_sha256 (sha256);

-- numbers of persons, sealed with the numbered public key; found by keyed hash
CREATE TABLE case_person (
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  role         VARCHAR(16) NOT NULL,              -- applicant, agent
  key_no       SMALLINT UNSIGNED NOT NULL,
  code         VARBINARY(400) NULL,
  phone        VARBINARY(400) NULL,
  mail         VARBINARY(400) NULL,
  code_hash    BINARY(32) NULL,
  phone_hash   BINARY(32) NULL,
  mail_hash    BINARY(32) NULL,
  PRIMARY KEY (case_number, role),
  KEY case_person_code (code_hash),
  KEY case_person_key (key_no)
) ENGINE=InnoDB;

-- what was told in writing; the facts are frozen, page and paper are made of them
CREATE TABLE letter (
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  seq          SMALLINT UNSIGNED NOT NULL,
  kind         VARCHAR(32) NOT NULL,
  document_no  VARCHAR(64) NOT NULL,
  at           DATETIME(3) NOT NULL,
  body         LONGTEXT NOT NULL,                 -- JSON
  PRIMARY KEY (case_number, seq),
  UNIQUE KEY letter_document (document_no)
) ENGINE=InnoDB;

-- the last number of a kind of letter in a year
CREATE TABLE letter_serial (
  kind  VARCHAR(32) NOT NULL,
  year  SMALLINT UNSIGNED NOT NULL,
  n     INT UNSIGNED NOT NULL,
  PRIMARY KEY (kind, year)
) ENGINE=InnoDB;

-- a recipient is sealed, and forgotten once the message is sent
ALTER TABLE outbox
  MODIFY recipient  VARBINARY(400) NOT NULL,
  ADD state         ENUM('waiting','sent','failed','limited') NOT NULL DEFAULT 'waiting',
  ADD why           VARCHAR(255) NULL,
  ADD case_number   VARCHAR(32) CHARACTER SET ascii NULL,
  ADD key_no        SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  ADD to_hash       BINARY(32) NULL,
  ADD owner         VARCHAR(64) NULL,
  ADD until         DATETIME(3) NULL,
  ADD made_at       DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3),
  DROP KEY outbox_due,
  ADD KEY outbox_due (state, due_at),
  ADD KEY outbox_case (case_number, id),
  ADD KEY outbox_day (to_hash, sent_at),
  ADD KEY outbox_key (key_no),
  ADD KEY outbox_desk (channel, recipient(80), id);

-- files that wait for their form to be right
CREATE TABLE upload (
  scope    BINARY(16) NOT NULL,                   -- endpoint and browser, as in idempotency
  id       CHAR(32) CHARACTER SET ascii NOT NULL,
  purpose  VARCHAR(16) NOT NULL,
  name     VARCHAR(200) NOT NULL,
  type     VARCHAR(64) NOT NULL,
  size     INT UNSIGNED NOT NULL,
  sha256   BINARY(32) NOT NULL,
  scan     VARCHAR(16) NOT NULL DEFAULT '',
  at       DATETIME(3) NOT NULL,
  PRIMARY KEY (scope, id),
  KEY upload_at (at),
  KEY upload_sha256 (sha256)
) ENGINE=InnoDB;

-- wrong codes by number and network (or name and network); swept when a day old
CREATE TABLE attempt (
  k         BINARY(32) NOT NULL PRIMARY KEY,
  failures  SMALLINT UNSIGNED NOT NULL,
  until     DATETIME(3) NULL,
  at        DATETIME(3) NOT NULL,
  KEY attempt_at (at)
) ENGINE=InnoDB;

-- records with an open objection where the rule set marks instead of holding (a projection, as published is)
CREATE TABLE published_mark (
  record_id  BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  cases      SMALLINT UNSIGNED NOT NULL           -- how many
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- corrections
-- A corrected record stays as staff confirmed it until its source delivers the same.
ALTER TABLE record
  ADD corrected  BOOLEAN NOT NULL DEFAULT FALSE;

-- What was wrong and what is right: a delivered row with the wrong digest never comes back, and a row with the identity that the
-- correction gave is this record, not another.
CREATE TABLE record_correction (
  record_id     BIGINT UNSIGNED NOT NULL,
  seq           SMALLINT UNSIGNED NOT NULL,
  set_number    SMALLINT UNSIGNED NOT NULL,
  identity      BINARY(16) NOT NULL,              -- of the corrected facts
  wrong_digest  BINARY(16) NOT NULL,              -- of the facts that were wrong
  case_number   VARCHAR(32) NOT NULL,
  at            DATETIME(3) NOT NULL,
  PRIMARY KEY (record_id, seq),
  KEY record_correction_identity (set_number, identity)
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- work, staff, use log
ALTER TABLE job
  ADD state     ENUM('waiting','done','failed') NOT NULL DEFAULT 'waiting',
  ADD why       VARCHAR(500) NULL,
  ADD added_at  DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3),
  DROP KEY job_due,
  ADD KEY job_due (state, due_at),
  ADD KEY job_done (state, done_at);

ALTER TABLE staff
  ADD totp_used   BIGINT UNSIGNED NOT NULL DEFAULT 0, -- the last time step whose code was taken: a code is used once
  ADD last_sign_in DATETIME(3) NULL,
  ADD changed_at  DATETIME(3) NULL,
  ADD changed_by  VARCHAR(64) NULL;

ALTER TABLE staff_session
  ADD before_at        DATETIME(3) NULL,          -- the sign-in before this one
  ADD before_failures  SMALLINT UNSIGNED NOT NULL DEFAULT 0, -- wrong ones between the two
  ADD KEY staff_session_seen (seen_at);

ALTER TABLE use_log
  ADD KEY use_log_at (at),
  ADD KEY use_log_actor (actor, id),
  ADD KEY use_log_action (action, id);

-- one digest a day over its entries and the digest of the day before
CREATE TABLE use_digest (
  day        DATE NOT NULL PRIMARY KEY,
  first_id   BIGINT UNSIGNED NOT NULL,
  last_id    BIGINT UNSIGNED NOT NULL,
  entries    BIGINT UNSIGNED NOT NULL,
  digest     BINARY(32) NOT NULL,
  signature  BINARY(64) NOT NULL,
  signed_at  DATETIME(3) NOT NULL
) ENGINE=InnoDB;
