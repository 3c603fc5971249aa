"""The areas of officials' records: their modules add their pages to one blueprint for one's own, one for others'."""

from __future__ import annotations

from tracker.web import own_rewards, record, scorecard_papers

(of_oneself,) = {module.my_record for module in (record, own_rewards, scorecard_papers)}
(of_others,) = {module.record for module in (record, own_rewards, scorecard_papers)}
