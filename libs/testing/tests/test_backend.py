"""Which servers the tests would use."""

import pytest

from twyst.testing.backend import Backend, choose_backend

URLS = {"TWYST_KAFKA_BOOTSTRAP": "broker:9092", "TWYST_POSTGRES_ADMIN_URL": "postgresql://a:b@db/postgres"}


def test_urls_of_the_environment_win_over_everything():
    backend = choose_backend({**URLS, "TWYST_TEST_BACKEND": "containers"})
    assert backend == Backend("url", "url", "broker:9092", "postgresql://a:b@db/postgres")


def test_one_url_leaves_the_other_server_to_the_named_backend():
    environment = {"TWYST_KAFKA_BOOTSTRAP": "broker:9092", "TWYST_TEST_BACKEND": "embedded"}
    assert choose_backend(environment) == Backend("url", "embedded", "broker:9092")


def test_containers_may_be_demanded():
    assert choose_backend({"TWYST_TEST_BACKEND": "containers"}) == Backend("containers", "containers")


def test_an_unknown_backend_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'podman': use one of auto, containers, embedded"):
        choose_backend({"TWYST_TEST_BACKEND": "podman"})


@pytest.mark.parametrize("source", ["containers", "embedded"])
def test_the_report_header_names_what_runs(source):
    described = Backend(source, source).describe()
    assert "4.3.1" in described
    assert "PostgreSQL" in described


def test_the_report_header_keeps_the_password_to_itself():
    assert "postgresql://" not in choose_backend(URLS).describe()
