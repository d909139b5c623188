-- A store at revision 0004 of before the first release, as SQLite dumps it.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE climbs (
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    step INTEGER NOT NULL,
    climbed_at VARCHAR(32) NOT NULL,
    PRIMARY KEY ("key", person)
);
INSERT INTO "climbs" VALUES('k','1d4218572794d42dd6d67b88e2955d43',1,'2026-03-02T12:00:00.000000+00:00');
CREATE TABLE digests (
    week TEXT NOT NULL,
    claimed_at VARCHAR(32) NOT NULL,
    PRIMARY KEY (week)
);
INSERT INTO "digests" VALUES('2026-W10','2026-03-02T12:00:00.000000+00:00');
CREATE TABLE feedback (
    "key" TEXT NOT NULL,
    person TEXT NOT NULL,
    verdict TEXT NOT NULL,
    "instead" TEXT,
    given_at VARCHAR(32) NOT NULL,
    PRIMARY KEY ("key", person)
);
INSERT INTO "feedback" VALUES('k','1d4218572794d42dd6d67b88e2955d43','wrong','nobody','2026-03-02T12:00:00.000000+00:00');
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
    sorted_at VARCHAR(32), payload TEXT, lease_until VARCHAR(32), attempts INTEGER,
    PRIMARY KEY ("key")
);
INSERT INTO "inquiries" VALUES('k','command','T1','1d4218572794d42dd6d67b88e2955d43','C1',NULL,'words','2026-03-02T12:00:00.000000+00:00','2026-03-02T12:00:00.000000+00:00','found','#a','2026-03-02T12:00:00.000000+00:00','2026-04-01T12:00:00.000000+00:00','a','b',NULL,NULL,NULL,1);
INSERT INTO "inquiries" VALUES('waiting','mention','T1','1d4218572794d42dd6d67b88e2955d43','C1',NULL,'words','2026-03-02T12:00:00.000000+00:00','2026-03-02T12:00:00.000000+00:00',NULL,NULL,NULL,'2026-04-01T12:00:00.000000+00:00',NULL,NULL,NULL,'gAAAAABrDkI6AdEO7Rjcvpcd_q4_z5H_x5ztfYEsOrdk_8ZFKYy9k2LP0WEfQXPp09bqzBAW0JVbo1c3CxtUb-m1TumjMsEeJgxf64wU_pQ4p2Y9YM76zT_RlQSZEY4ZMHHgDSyHfkVTDWYJdxorksBWdRBz34VBz9kUutS1aNMn1WgQVXHC5r8WJKATkPimR1LTkXz58YyBBRVpb0rk9Ix1L9wAU9I35AQ62DXOsLEVQgtq42atyAbO39i8C1xE9LLH6lKV-K7rn5JTtvBPlUPoZSuOpAcXvCYJZcoiQGH4dnVYyE4CuY8Dc0ovD9C3UI4TyeTOCpymRJIQe8seT7xnP0DQzdYRbCc3LJ5mu1w2yUFXvNsoJZxhM47X37ImhlW4gPxDfMc6QNrzDMzveuActH-DFvfSwQ==','2026-03-02T12:00:00.000000+00:00',1);
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
INSERT INTO "posts" VALUES('k #a','1d4218572794d42dd6d67b88e2955d43','#a','C9','1.2','https://x.slack.com/p1','2026-03-02T12:00:00.000000+00:00','2026-03-02T12:00:00.000000+00:00','k');
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
INSERT INTO "reminders" VALUES('k #a','T1','U1','C9','1.2',1,'2026-03-02T12:00:00.000000+00:00','due',NULL,NULL,'k');
CREATE TABLE requests (
    signature TEXT NOT NULL,
    taken_at VARCHAR(32) NOT NULL,
    PRIMARY KEY (signature)
);
INSERT INTO "requests" VALUES('v0=ab','2026-03-02T12:00:00.000000+00:00');
CREATE TABLE slack_bots (
    id INTEGER NOT NULL,
    client_id VARCHAR(32) NOT NULL,
    app_id VARCHAR(32) NOT NULL,
    enterprise_id VARCHAR(32),
    enterprise_name VARCHAR(200),
    team_id VARCHAR(32),
    team_name VARCHAR(200),
    bot_token TEXT,
    bot_id VARCHAR(32),
    bot_user_id VARCHAR(32),
    bot_scopes TEXT,
    bot_refresh_token TEXT,
    bot_token_expires_at DATETIME,
    is_enterprise_install BOOLEAN NOT NULL,
    installed_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE slack_installations (
    id INTEGER NOT NULL,
    client_id VARCHAR(32) NOT NULL,
    app_id VARCHAR(32) NOT NULL,
    enterprise_id VARCHAR(32),
    enterprise_name VARCHAR(200),
    enterprise_url VARCHAR(200),
    team_id VARCHAR(32),
    team_name VARCHAR(200),
    bot_token TEXT,
    bot_id VARCHAR(32),
    bot_user_id VARCHAR(32),
    bot_scopes TEXT,
    bot_refresh_token TEXT,
    bot_token_expires_at DATETIME,
    user_id VARCHAR(32) NOT NULL,
    user_token TEXT,
    user_scopes TEXT,
    user_refresh_token TEXT,
    user_token_expires_at DATETIME,
    incoming_webhook_url TEXT,
    incoming_webhook_channel VARCHAR(200),
    incoming_webhook_channel_id VARCHAR(200),
    incoming_webhook_configuration_url VARCHAR(200),
    is_enterprise_install BOOLEAN NOT NULL,
    token_type VARCHAR(32),
    installed_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE slack_oauth_states (
    id INTEGER NOT NULL,
    state VARCHAR(200) NOT NULL,
    expire_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX inquiries_text_expires_at ON inquiries (text_expires_at);
CREATE INDEX inquiries_asker ON inquiries (asker, asked_at);
CREATE INDEX inquiries_asked_at ON inquiries (asked_at);
CREATE INDEX posts_question ON posts (question);
CREATE INDEX reminders_question ON reminders (question);
CREATE INDEX reminders_due ON reminders (state, due_at);
CREATE INDEX reminders_thread ON reminders (channel, ts);
CREATE INDEX inquiries_unanswered ON inquiries (lease_until) WHERE payload IS NOT NULL;
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
