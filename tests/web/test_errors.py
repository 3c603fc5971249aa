"""When the database fails under a page: the person is told, and the administrator finds in the log why."""

from __future__ import annotations

import logging

import pytest

from tests.web.conftest import Site


def test_a_statement_that_the_database_refuses_is_a_page_for_the_person_and_stands_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    leader = site.browser("leader")
    with site.database.writing("test") as session:
        with_what_points_to_it = "" if site.database.is_sqlite else " CASCADE"
        session.connection().exec_driver_sql(f"DROP TABLE tracker_training_record{with_what_points_to_it}")
    with caplog.at_level(logging.ERROR):
        answer = leader.client.get("/training-records/")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "tracker_training_record" not in answer.text
    assert "tracker_training_record" in caplog.text
