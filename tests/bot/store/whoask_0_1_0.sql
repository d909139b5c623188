-- A store of whoask 0.1.0 with one question in it, as SQLite dumps it.
CREATE TABLE climbs (
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    step INTEGER NOT NULL,
    climbed_at VARCHAR(32) NOT NULL,
    PRIMARY KEY ("key", person)
);
CREATE TABLE digests (
    week TEXT NOT NULL,
    claimed_at VARCHAR(32) NOT NULL,
    PRIMARY KEY (week)
);
CREATE TABLE feedback (
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    verdict TEXT NOT NULL,
    "instead" TEXT,
    given_at VARCHAR(32) NOT NULL,
    PRIMARY KEY ("key", person)
);
CREATE TABLE inquiries (
    "key" TEXT NOT NULL,
    door TEXT NOT NULL,
    workspace TEXT NOT NULL,
    asker TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    text TEXT,
    asked_at VARCHAR(32) NOT NULL,
    claimed_at VARCHAR(32) NOT NULL,
    outcome TEXT,
    destination TEXT,
    answered_at VARCHAR(32),
    text_expires_at VARCHAR(32),
    team TEXT,
    responsibility TEXT,
    sorted_at VARCHAR(32),
    PRIMARY KEY ("key")
);
INSERT INTO "inquiries" VALUES('k','command','T1','1d4218572794d42dd6d67b88e2955d43','C1',NULL,'words','2026-03-02T12:00:00.000000+00:00','2026-03-02T12:00:00.000000+00:00',NULL,NULL,NULL,'2026-04-01T12:00:00.000000+00:00',NULL,NULL,NULL);
CREATE TABLE posts (
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    target TEXT NOT NULL,
    channel TEXT,
    ts TEXT,
    permalink TEXT,
    claimed_at VARCHAR(32) NOT NULL,
    posted_at VARCHAR(32),
    question TEXT,
    PRIMARY KEY ("key")
);
CREATE TABLE reminders (
    "key" TEXT NOT NULL,
    workspace TEXT NOT NULL,
    user TEXT,
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    step INTEGER NOT NULL,
    due_at VARCHAR(32) NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    lease_until VARCHAR(32),
    question TEXT,
    PRIMARY KEY ("key")
);
CREATE INDEX inquiries_text_expires_at ON inquiries (text_expires_at);
CREATE INDEX inquiries_asker ON inquiries (asker, asked_at);
CREATE INDEX inquiries_asked_at ON inquiries (asked_at);
CREATE INDEX posts_question ON posts (question);
CREATE INDEX reminders_question ON reminders (question);
CREATE INDEX reminders_due ON reminders (state, due_at);
CREATE INDEX reminders_thread ON reminders (channel, ts);
