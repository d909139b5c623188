"""What the guide says of rotating secrets is so."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise

from bot.settings.settings import Settings
from bot.store.privacy import Encryptor
from tests.deploy.manifests import ROOT

GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
TOKEN = "xoxb-1-2-made-up"
ENVIRON = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-1-made-up"}


def test_the_keys_that_were_made_from_the_bot_token_can_be_set_before_it_goes() -> None:
    script = re.search(r"python3 -c '(import hmac.*?)'\n```", GUIDE, re.DOTALL)
    assert script
    command = [sys.executable, "-c", script[1]]
    told = subprocess.run(command, env=ENVIRON, capture_output=True, text=True, check=True).stdout  # noqa: S603
    keys = dict(line.split() for line in told.splitlines())

    before = Settings.from_env(ENVIRON)
    after = Settings.from_env({**ENVIRON, "SLACK_BOT_TOKEN": "xoxb-1-2-another", **keys})
    assert after.people.reveal() == before.people.reveal()
    assert [key.reveal() for key in after.keys] == [key.reveal() for key in before.keys]


def test_old_and_new_replicas_read_each_other_at_every_step_of_a_new_key() -> None:
    old, new = "o" * 32, "n" * 32
    steps = [f"{old}", f"{old}\n{new}", f"{new}\n{old}", f"{new}"]
    boxes = [Encryptor(Settings.from_env({**ENVIRON, "WHOASK_KEYS": step}).keys) for step in steps]
    for one, next_one in pairwise(boxes):
        assert next_one.decrypt(one.encrypt("a question")) == "a question"
        assert one.decrypt(next_one.encrypt("a question")) == "a question"
    assert boxes[0].decrypt(boxes[2].encrypt("a question")) is None, "without the first step"
