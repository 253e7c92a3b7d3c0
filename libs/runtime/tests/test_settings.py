"""Settings come from the environment, and a wrong one is one clear line."""

import pytest
from pydantic import ValidationError

from twyst.runtime.settings import (
    DatabaseSettings,
    KafkaSettings,
    Profile,
    ServiceSettings,
    StripeSettings,
    load,
)


class EverySetting(KafkaSettings, DatabaseSettings, StripeSettings, ServiceSettings):
    pass


@pytest.fixture
def complete(monkeypatch):
    monkeypatch.setenv("TWYST_ENVIRONMENT", "test")
    monkeypatch.setenv("TWYST_KAFKA_BOOTSTRAP", "localhost:9092")
    monkeypatch.setenv("TWYST_DATABASE_URL", "postgresql://order_api:hunter2@localhost/twyst_order")
    monkeypatch.setenv("TWYST_STRIPE_API_KEY", "sk_test_1")


def test_groups_combine_and_lists_are_written_with_commas(complete, monkeypatch):
    monkeypatch.setenv("TWYST_CORS_ORIGINS", "https://a.example, https://b.example,")
    monkeypatch.setenv("TWYST_PROFILE", "local")
    settings = load(EverySetting)
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.profile is Profile.LOCAL
    assert settings.topic_namespace == "twyst"
    assert settings.database_url.get_secret_value().endswith("/twyst_order")


def test_the_default_profile_is_production(complete):
    assert load(EverySetting).profile is Profile.PRODUCTION


def test_settings_are_frozen_and_show_no_secret(complete):
    settings = load(EverySetting)
    with pytest.raises(ValidationError):
        settings.port = 1
    assert "hunter2" not in repr(settings)
    assert "sk_test_1" not in repr(settings)


def test_every_field_says_what_it_is_for():
    assert all(field.description for field in EverySetting.model_fields.values())


@pytest.mark.usefixtures("complete")
@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("TWYST_ENVIRONMENT", None, "TWYST_ENVIRONMENT is missing; set it:"),
        ("TWYST_ENVIRONMENT", "", "TWYST_ENVIRONMENT is missing; set it:"),
        ("TWYST_PORT", "http", "TWYST_PORT is invalid ("),
        ("TWYST_PORT", "70000", "TWYST_PORT is invalid ("),
        ("TWYST_TOPIC_NAMESPACE", "Twyst!", "TWYST_TOPIC_NAMESPACE is invalid ("),
    ],
)
def test_a_wrong_variable_ends_the_process_with_one_line(monkeypatch, capsys, variable, value, complaint):
    if value is None:
        monkeypatch.delenv(variable)
    else:
        monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as ended:
        load(EverySetting)
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"twyst: {complaint}")


def test_the_complaint_does_not_show_the_value(complete, monkeypatch, capsys):
    monkeypatch.setenv("TWYST_LIVEMODE", "whsec_verysecret")
    with pytest.raises(SystemExit):
        load(EverySetting)
    assert "verysecret" not in capsys.readouterr().err
