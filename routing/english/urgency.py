"""The English of urgency: phrases by what they are a sign of, read longest first.

A phrase under `neutral` is there to be read before a shorter one that it contains ("a live chat" is not "live").
Everything is compared by stem, so that "crashes", "crashed" and "crashing" are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _lines(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for line in text.strip().splitlines() for phrase in line.split(",") if phrase.strip())


PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "now": _lines("""
            right now, just now, now, as we speak, asap, immediately, at once, straight away, straightaway, right away
            this minute, this second, this instant, this very moment, sos, mayday, currently, at the moment, as of now
            minutes ago, a minute ago, mins ago, a few minutes ago, a few mins ago, since this morning, since noon, since about
            since half past, in minutes, in ten minutes, in 20 mins, in half an hour, within the hour
            quickest way, fastest way, cannot wait, can not wait, need this stopped, has to stop, must stop, still happening
            still going, still down, still live, still public, just started, started minutes ago, just happened, has just been
            have just been, just been, has just, have just, just gone, just went, hurry, quickly, quick, for the last hour, past hour, last ten minutes
            last few minutes, 2am, 3am, 4am, needs pulling, pulled immediately, any minute, before it gets worse, getting worse
        """),
        "strong now": _lines("""
            urgent, urgently, emergency, this is urgent, asap please, drop everything, red alert, code red, all hands, live incident, major incident, mid incident, middle of an incident, in an incident
        """),
        "outage": _lines("""
            down, is down, are down, went down, gone down, has gone down, outage, fallen over, fell over, falling over, keeled over, not working
            stopped working, does not work, not loading, will not load, not responding, not serving, not sending, not being sent, not published
            not going out, stopped going out, stopped returning, stopped, has stopped, have stopped, broken, broke, is broken, totally broken
            500, 502, 503, 504, 5xx, 500s, 502s, 503s, 504s, error page, error pages, gateway timeout, gateway time out, bad gateway, internal server error
            locked out, kicked out, logged out, unable to, cannot get to, cannot get in, cannot log in, cannot login, cannot reach, cannot publish, cannot access
            cannot sign in, cannot open, cannot save, cannot work, time out, timing out, timed out, times out, unreachable, blank page, blank screen, white page, white screen
            offline, went offline, gone offline, dropping, dropped, unavailable, on fire, in flames, died, dead, is dead, crashed, crashing, failing, fails, failed
            vanished, disappeared, has vanished, gone dark, on its knees, toast, kaput, borked, busted, knackered, hosed, bananas, going mad, going wild, haywire
            half the apps, red across the board, all red, are red, is red, turning red, turned red, flatlined, crawling, wiped, deleted by accident, been deleted, got deleted, lost all
            losing data, losing work, losing their work, corrupted, overwritten, wrong subscribers, wrong people, wrong recipients, wrong address, nothing loads
            nothing works, nothing is loading, nothing is working, turning everyone away, turning people away, turned away, refusing connections, connection refused, connection slots, out of connections, no results, returning nothing, gone blank, went blank
            returning no, ran out, has run out, expired, has expired, frozen, hanging, hangs, stuck for everyone, meltdown, melted down, spiking, through the roof, overloaded, taken out
            taken down, pulled the plug, unusable, inaccessible, cannot be reached, being blocked, are getting errors, getting errors, throwing errors, showing errors, showing an error, FATAL
            cannot get anything, dropped on the floor, conked out, packed up, gone wrong, gone missing, serving the wrong, showing the wrong, out of memory in production, no longer loading, disk is full, disk full, collapsed, complaining
        """),
        "breadth": _lines("""
            everyone, everybody, everything, for all, all users, all pages, all departments, all publishers, all visitors, all of gov.uk, all of it
            whole, entire, entirely, completely, totally, every page, every user, every request, each page, production, prod, prd, live, live site, on live, live traffic, homepage, home page, front page
            thousands, hundreds, millions, nobody, no one, noone, none of us, none of them, users, publishers, editors, departments, citizens, the public, people
            the site, our site, site, website, the service, our service, customers, visitors, staff, traffic, gov.uk, publishing, www, anyone, for anyone, half the site, large parts, most of the site, cluster
            patients, residents, members, students, passengers, all services, minister, ministers, ministerial, announcement, the press, earthquake, election, budget day
        """),
        "blocked": _lines("""
            nobody can, no one can, no-one can, noone can, none of us can, users cannot, users can not, people cannot, publishers cannot, editors cannot, everyone is getting
            everybody is getting, nobody is able, users are unable, people are unable, staff cannot, departments cannot, citizens cannot, the public cannot, customers cannot
            visitors cannot, we all cannot, users are seeing, users are getting, everyone sees, everybody sees, editors are locked out, publishers are locked out, nobody gets
        """),
        "exposure": _lines("""
            hacked, been hacked, hacker, hackers, intruder, compromised, account takeover, breach, data breach, data leak, breached, defaced, ransomware, ddos, ddosed, being ddosed, under attack, being attacked
            actively exploited, being exploited, exploit, without logging in, without signing in, without a login, without an account, without a password, without authentication, without being logged in, logged out can see, not logged in can see
            see other people's, other people's data, someone else's data, somebody else's data, another user's, other users' data, each other's data, stranger's, strangers', stranger's details, personal data, personal details, personal information
            bypass the login, bypass authentication, bypass login, wide open, world readable, publicly readable, publicly accessible, open to the internet, exposed to the internet
            unpublished pages, draft content, read drafts, see drafts, embargoed, has leaked, been leaked, inside our, should not be there, should not be in
            a hole that lets, a hole letting, hole in our, security hole, security flaw, edit any, anyone can edit, anybody can edit, anyone can read, anybody can read, anyone can see, anybody can see, anyone can log in, anybody can log in, lets anybody in, lets anyone in, lets anybody, lets anyone
            sql injection, remote code execution, malware, virus on, phished, got phished, clicked a phishing link and, impersonating our site, malicious
        """),
        "vulnerability": _lines("""
            vulnerability, security vulnerability, security issue, security problem, security bug, xss, zero day, zero-day
        """),
        "secret": _lines("""
            credentials, credential, password, passwords, secret, secrets, api key, api keys, private key, access key, access keys, secret key, aws key, aws keys, token, tokens, ssh key, signing key, tls key, env file, .env
        """),
        "spilled": _lines("""
            pushed, pushed to, committed, checked in, public repo, public repository, public github, on github, to github, pasted, posted, posted in, published, tweeted, on the internet, in a public, in public, publicly, in the open, open channel, visible, visible to, stolen, leaked, leaking, exposed, got out, in plain sight, pastebin, on twitter, page source
        """),
        "engineer": _lines("""
            sre, an sre, site reliability engineer, site reliability person, site reliability people, site reliability, infra person, infrastructure person, infra engineer, infrastructure engineer, somebody from infrastructure, someone from infrastructure
            somebody from infra, someone from infra, on-call engineer, on call engineer, duty engineer, engineer on duty, interruptible, the site reliability people, the site reliability engineers, the site reliability engineer, site reliability team, engineer on the phone, somebody on the phone, someone on the phone, ops person
        """),
        "callout": _lines("""
            who do I tell, who do we tell, who do I call, who do we call, who do I phone, who do I ring, who do I wake, whom do I wake, who do I shout at, who do I shout, who do I page, who do we page, who needs to know
            who needs telling, who has to know, who is got to know, got to know, who should know, who can jump on, jump on it, jump on this, who is on it, who is looking, is anyone looking, anyone looking, who comes, who can fix this now, who do I alert, who should I alert
            what do I do first, what do I do, what do we do, who do we get, get them, on the phone, help!, please help, pls help, need someone, need somebody, who do we wake, who to call, who pulls it, how do I stop, raise the alarm, who do I warn now
        """),
        "calm": _lines("""
            no rush, no hurry, no urgency, no panic, not panicking, no pressure, no stress, no drama, not urgent, not at all urgent, non urgent, non-urgent, nothing urgent, not an emergency, not a live incident, nothing is wrong, nothing wrong, nothing is broken, nothing broken, nothing is on fire
            nothing is down, nothing is happening, whenever, when you have time, when they have a moment, when you have a moment, when they've a mo, at your leisure, in your own time, no need to, do not panic, don't worry, nobody's affected, nobody is affected, no one is affected, no users affected, no user impact, no impact, users did not notice
            last month, last year, last week, last quarter, last spring, last summer, last autumn, last winter, last night's, last time, last sprint, yesterday, yesterday's, the other day, weeks ago, months ago, years ago, days ago, ages ago, a while ago, a while back, back in, in january, in february, in march, in april, in june
            in july, in august, in september, in october, in november, in december, in spring, in autumn, previous, previously, once upon a time, historic, historical, history, used to
            plan, planning, planned, are planning, we plan, table-top, tabletop, table top, exercise, drill, fire drill, practice, practise, practising, rehearsal, rehearse, rehearsing, simulation, simulate, simulating, simulated, game day, gameday, war game, mock, hypothetical, hypothetically, in theory, theoretical, imagine, suppose, supposing, pretend, pretending, chaos day, chaos test, dry run, dummy
            post-mortem, postmortem, post mortem, retro, retrospective, incident review, incident report, incident write-up, review of, lessons, lessons learned, runbook, run book, playbook, write-up, writing, drafting, slides, training, onboarding, blog post, blog, article, documenting, documentation, policy, quiz, workshop, presentation, talk about, essay, report
            next week, next month, next quarter, next year, next sprint, next spring, next summer, harmless, false alarm, false positive, known issue, all fixed, all resolved, all sorted, all clear, all good now, all fine now, fixed now, fixed since, resolved, is resolved, was resolved, recovered, has recovered, back up, back to normal, normal again, fine again, fine now, over now, is over, it is over, long over, mended now, since been fixed, been fixed, already fixed, sorted now, healthy again, working again, went away, on its own, sorted itself, cleared itself, came back
            only on my, only in my, just on my, on my laptop, on my machine, my laptop, my machine, my local, locally, local copy, localhost, my mac, only in integration, in integration, on integration, only in staging, in staging, on staging, test box, test machine, test server, test environment, test env, test domain, test cluster, sandbox, toy branch, my branch, dev environment, dev box, non production, not production, not prod, not live
            for weeks, for months, for years, for ages, three weeks, two weeks, some day, someday, one day, eventually, nearly, almost, almost went, curious, curiosity, out of interest, just wondering, wondering, in future, for future, for the future, in the future, long run, long-term, long term, coming years, years ahead, scheduled, maintenance window, for upgrade, planned maintenance, was down, was out, was broken, was unavailable, had an outage, were down
            who normally, who usually, normally, usually, formally, officially, every so often, now and then, occasionally, once in a while, sometimes, in days, in 9 days, in nine days, days left, weeks left, expires in, will expire, about to expire, due to expire, will be down, tidy up, nice to have, dead code, any more, anymore, retired, renamed, bookmarked
        """),
        "neutral": _lines("""
            live in, live chat, go live, went live, going live, push live, people who, now called, called now, known as, is now, are now, now that, from now on, by now, for now, until now, or who replaced, just now and then, report a bug, bug report, member of the public, stuck, shut down, broken link, broken links, broken down, down to, down for, write down, written down, note down, note it down, jot down, calm down, come down, go down as, cut down, break down, broke down, down the line
            sat down, sit down, wind down, slow down, scale down, narrow down, anyone know, anyone here, anyone ever, has anyone, does anyone, is anyone, can anyone, could anyone, would anyone, anyone have, any one, people on, other people, the people, what people, people are, people do, sorry if, if possible, not sure if, wondering if, if you know, if this is obvious, if so, even if, if they might, as if, if not
            public health, public holiday, publish date, live in london, quick one, quick question, quick q, quick query, quick check, a quick, new service, which service, second line, hi everyone, hello everyone, morning everyone, hey everyone, thanks everyone, hi everybody, hello people, hi people, everyone says, everybody says, everyone on our team, everyone on my team, everyone else, everyone in the team
            nobody owns, nobody seems to own, nobody seems, nobody else, nobody wants, nobody really, no one else, nobody could, nobody on, nobody could answer, no one could, nobody knows, nobody understands, no one knows, nobody remembers, not broken, expired password, password has expired, password expired, my password, reset my password, forgot my password, my vpn password
            stopped by, dead link, dead links, deadline, dead easy, fail over, fails over, failover, failed over, site reliability, memory leak, leak, seems to be dead, failing that, failed to understand, what do I do with, what do I do if, service outage procedure, the press office, website address, security roadmap, security improvements, security review, security team, security reliability
        """),
        "hypothetical": _lines("""
            if, what if, if the, if a, if an, if our, if something, if it, if one, if part, would, would we, would happen, in the event, in case, should the, were to, whenever something, when something, when a, when the site, when an
        """),
    }
)
