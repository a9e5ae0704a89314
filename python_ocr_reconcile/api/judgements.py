"""Routes by which people judge the links of a run; each names the version of the run that it judges."""

from __future__ import annotations

from flask import Response, request

from python_ocr_reconcile.api.edits import row_answer, seen_row
from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.matching_bodies import confirm_request, link_request, reject_request
from python_ocr_reconcile.api.parameters import row_id
from python_ocr_reconcile.models.production_json_models import RowKind
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.services.revise import Author

_KIND: RowKind = "reconciliation"


def add_judgements(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The routes that judge links; each answers with the run as GET does."""

    @routes.post("/reconciliations/<text>/matches/<match_id>/confirm", needs="reconcile")
    def confirm_match(text: str, match_id: str) -> Response:
        run = row_id(text)
        settled, reason = confirm_request(request)
        seen = seen_row(api, _KIND, run)
        judged = api.feedback.confirm(
            run, match_id, Author(api.store.actor, reason), settled=settled, seen=seen
        )
        return row_answer(judged, _KIND)

    @routes.post("/reconciliations/<text>/matches/<match_id>/reject", needs="reconcile")
    def reject_match(text: str, match_id: str) -> Response:
        run = row_id(text)
        reason = reject_request(request)
        seen = seen_row(api, _KIND, run)
        return row_answer(
            api.feedback.reject(run, match_id, Author(api.store.actor, reason), seen=seen), _KIND
        )

    @routes.post("/reconciliations/<text>/links", needs="reconcile")
    def link(text: str) -> Response:
        run = row_id(text)
        wanted, reason = link_request(request)
        seen = seen_row(api, _KIND, run)
        return row_answer(api.feedback.link(run, wanted, Author(api.store.actor, reason), seen=seen), _KIND)

    @routes.delete("/reconciliations/<text>/judgements/<judgement_id>", needs="reconcile")
    def undo_judgement(text: str, judgement_id: str) -> Response:
        run = row_id(text)
        seen = seen_row(api, _KIND, run)
        return row_answer(api.feedback.undo(run, judgement_id, Author(api.store.actor), seen=seen), _KIND)
