-- A store at revision 0004 of before the first release, as pg_dump writes it, without its settings.
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.climbs (
    key text NOT NULL,
    person text NOT NULL,
    step integer NOT NULL,
    climbed_at character varying(32) NOT NULL
);
CREATE TABLE public.digests (
    week text NOT NULL,
    claimed_at character varying(32) NOT NULL
);
CREATE TABLE public.feedback (
    key text NOT NULL,
    person text NOT NULL,
    verdict text NOT NULL,
    instead text,
    given_at character varying(32) NOT NULL
);
CREATE TABLE public.inquiries (
    key text NOT NULL,
    door text NOT NULL,
    workspace text NOT NULL,
    asker text NOT NULL,
    channel text NOT NULL,
    thread text,
    text text,
    asked_at character varying(32) NOT NULL,
    claimed_at character varying(32) NOT NULL,
    outcome text,
    destination text,
    answered_at character varying(32),
    text_expires_at character varying(32),
    team text,
    responsibility text,
    sorted_at character varying(32),
    payload text,
    lease_until character varying(32),
    attempts integer
);
CREATE TABLE public.posts (
    key text NOT NULL,
    person text NOT NULL,
    target text NOT NULL,
    channel text,
    ts text,
    permalink text,
    claimed_at character varying(32) NOT NULL,
    posted_at character varying(32),
    question text
);
CREATE TABLE public.reminders (
    key text NOT NULL,
    workspace text NOT NULL,
    "user" text,
    channel text NOT NULL,
    ts text NOT NULL,
    step integer NOT NULL,
    due_at character varying(32) NOT NULL,
    state text NOT NULL,
    reason text,
    lease_until character varying(32),
    question text
);
CREATE TABLE public.requests (
    signature text NOT NULL,
    taken_at character varying(32) NOT NULL
);
CREATE TABLE public.slack_bots (
    id integer NOT NULL,
    client_id character varying(32) NOT NULL,
    app_id character varying(32) NOT NULL,
    enterprise_id character varying(32),
    enterprise_name character varying(200),
    team_id character varying(32),
    team_name character varying(200),
    bot_token text,
    bot_id character varying(32),
    bot_user_id character varying(32),
    bot_scopes text,
    bot_refresh_token text,
    bot_token_expires_at timestamp without time zone,
    is_enterprise_install boolean NOT NULL,
    installed_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_bots_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_bots_id_seq OWNED BY public.slack_bots.id;
CREATE TABLE public.slack_installations (
    id integer NOT NULL,
    client_id character varying(32) NOT NULL,
    app_id character varying(32) NOT NULL,
    enterprise_id character varying(32),
    enterprise_name character varying(200),
    enterprise_url character varying(200),
    team_id character varying(32),
    team_name character varying(200),
    bot_token text,
    bot_id character varying(32),
    bot_user_id character varying(32),
    bot_scopes text,
    bot_refresh_token text,
    bot_token_expires_at timestamp without time zone,
    user_id character varying(32) NOT NULL,
    user_token text,
    user_scopes text,
    user_refresh_token text,
    user_token_expires_at timestamp without time zone,
    incoming_webhook_url text,
    incoming_webhook_channel character varying(200),
    incoming_webhook_channel_id character varying(200),
    incoming_webhook_configuration_url character varying(200),
    is_enterprise_install boolean NOT NULL,
    token_type character varying(32),
    installed_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_installations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_installations_id_seq OWNED BY public.slack_installations.id;
CREATE TABLE public.slack_oauth_states (
    id integer NOT NULL,
    state character varying(200) NOT NULL,
    expire_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_oauth_states_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_oauth_states_id_seq OWNED BY public.slack_oauth_states.id;
ALTER TABLE ONLY public.slack_bots ALTER COLUMN id SET DEFAULT nextval('public.slack_bots_id_seq'::regclass);
ALTER TABLE ONLY public.slack_installations ALTER COLUMN id SET DEFAULT nextval('public.slack_installations_id_seq'::regclass);
ALTER TABLE ONLY public.slack_oauth_states ALTER COLUMN id SET DEFAULT nextval('public.slack_oauth_states_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0004');
INSERT INTO public.climbs VALUES ('k', '1d4218572794d42dd6d67b88e2955d43', 1, '2026-03-02T12:00:00.000000+00:00');
INSERT INTO public.digests VALUES ('2026-W10', '2026-03-02T12:00:00.000000+00:00');
INSERT INTO public.feedback VALUES ('k', '1d4218572794d42dd6d67b88e2955d43', 'wrong', 'nobody', '2026-03-02T12:00:00.000000+00:00');
INSERT INTO public.inquiries VALUES ('waiting', 'mention', 'T1', '1d4218572794d42dd6d67b88e2955d43', 'C1', NULL, 'words', '2026-03-02T12:00:00.000000+00:00', '2026-03-02T12:00:00.000000+00:00', NULL, NULL, NULL, '2026-04-01T12:00:00.000000+00:00', NULL, NULL, NULL, 'gAAAAABrDkJFxIu_aw3oMqxjqtL0x5hxty3JLXN1GmX82Zve-Vk0gRXnxk5UKK8mjaT2WFGpYBPLZnrqN6yfadgRXc6gve46fzZrG8Co2ZponAFnxfhuzRMAePz8fyN7Y7TRgeJViVZAFvn5J5tpVN0AP018c5FBMjwd7TXJV3oj5XSy8A54w9YT3cNqvY-g6SKVC0CHvMHlnpgjbTl690vK8npBShj6onNDrESUtJK_5Bgp0lPxgI1GOTdzxMWaljJalbYsLThuQc0Jv6rujPAH4cbP7CusAtKEHiHEl7ge8ws9mTU3RPL3PFSIwB-FFe-8JbB5tzNE9MWf7ZOhyvS6i4fOjf-IfLIgN8zu-ip6h6DyjOjXkosYnvyR06WmO9EWHgIxTKVvfbJLxatcKomenJJmxx3n3g==', '2026-03-02T12:00:00.000000+00:00', 1);
INSERT INTO public.inquiries VALUES ('k', 'command', 'T1', '1d4218572794d42dd6d67b88e2955d43', 'C1', NULL, 'words', '2026-03-02T12:00:00.000000+00:00', '2026-03-02T12:00:00.000000+00:00', 'found', '#a', '2026-03-02T12:00:00.000000+00:00', '2026-04-01T12:00:00.000000+00:00', 'a', 'b', NULL, NULL, NULL, 1);
INSERT INTO public.posts VALUES ('k #a', '1d4218572794d42dd6d67b88e2955d43', '#a', 'C9', '1.2', 'https://x.slack.com/p1', '2026-03-02T12:00:00.000000+00:00', '2026-03-02T12:00:00.000000+00:00', 'k');
INSERT INTO public.reminders VALUES ('k #a', 'T1', 'U1', 'C9', '1.2', 1, '2026-03-02T12:00:00.000000+00:00', 'due', NULL, NULL, 'k');
INSERT INTO public.requests VALUES ('v0=ab', '2026-03-02T12:00:00.000000+00:00');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.climbs
    ADD CONSTRAINT climbs_pkey PRIMARY KEY (key, person);
ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_pkey PRIMARY KEY (week);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (key, person);
ALTER TABLE ONLY public.inquiries
    ADD CONSTRAINT inquiries_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (signature);
ALTER TABLE ONLY public.slack_bots
    ADD CONSTRAINT slack_bots_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_installations
    ADD CONSTRAINT slack_installations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_oauth_states
    ADD CONSTRAINT slack_oauth_states_pkey PRIMARY KEY (id);
CREATE INDEX inquiries_asked_at ON public.inquiries USING btree (asked_at);
CREATE INDEX inquiries_asker ON public.inquiries USING btree (asker, asked_at);
CREATE INDEX inquiries_text_expires_at ON public.inquiries USING btree (text_expires_at);
CREATE INDEX inquiries_unanswered ON public.inquiries USING btree (lease_until) WHERE (payload IS NOT NULL);
CREATE INDEX posts_question ON public.posts USING btree (question);
CREATE INDEX reminders_due ON public.reminders USING btree (state, due_at);
CREATE INDEX reminders_question ON public.reminders USING btree (question);
CREATE INDEX reminders_thread ON public.reminders USING btree (channel, ts);
CREATE INDEX slack_bots_idx ON public.slack_bots USING btree (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON public.slack_installations USING btree (client_id, enterprise_id, team_id, user_id, installed_at);
