"""Receipt meets payment, on the page of the paper and on that of the payment."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents.models import Document
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions.models import Account, PaperMatch, Transaction
from transactions.paper_payments import payment_of
from transactions.services import papers

FRAGMENT = "transactions/_paper_payment.html"


@require_safe
@login_required
def paper_payment(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The part of a paper's page about its payment."""
    return _fragment(request, _paper_or_404(request, pk))


@require_POST
@login_required
def paper_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Attach, reject or detach a payment; record one; or hand a statement to the importer."""
    require_edit(request.membership)
    paper = _paper_or_404(request, pk)
    if action not in _ACTIONS:
        raise Http404
    problem = ""
    try:
        answer = _ACTIONS[action](request, paper)
    except LumenError as error:
        problem, answer = error.detail, None
    if answer is not None:
        return answer
    if request.htmx and "row_page" not in request.POST:
        return _fragment(request, paper, problem=problem)
    if problem:
        messages.error(request, problem)
    if "row_page" in request.POST:
        return redirect("transactions:detail", pk=_row_or_404(request).pk)
    return redirect("documents:detail", pk=paper.pk)


def _attach(request: MemberRequest, paper: Document) -> None:
    papers.attach(actor=request.user, document=paper, row=_row_or_404(request))


def _reject(request: MemberRequest, paper: Document) -> None:
    papers.reject(actor=request.user, document=paper, row=_row_or_404(request))


def _book(request: MemberRequest, paper: Document) -> None:
    account = None
    if chosen := request.POST.get("account"):
        own = Account.objects.in_workspace(request.workspace)
        account = get_object_or_404(own, pk=_uuid_or_404(chosen))
    papers.book(actor=request.user, document=paper, account=account, now=timezone.localtime())


def _unbook(request: MemberRequest, paper: Document) -> None:
    own = PaperMatch.objects.in_workspace(request.workspace).select_related(
        "workspace", "document__workspace", "transaction"
    )
    match = get_object_or_404(own, document=paper, transaction=_row_or_404(request), is_booked=True)
    papers.unbook(actor=request.user, match=match, now=timezone.now())


def _import(request: MemberRequest, paper: Document) -> HttpResponse:
    batch = papers.import_statement(actor=request.user, document=paper)
    messages.success(
        request, _("The statement is being read. Look through its payments before they are booked.")
    )
    return redirect("transactions:import-detail", pk=batch.pk)


_ACTIONS = {"attach": _attach, "reject": _reject, "book": _book, "unbook": _unbook, "import": _import}


def _fragment(request: MemberRequest, paper: Document, *, problem: str = "") -> HttpResponse:
    may_edit = can_edit(request.membership)
    payment = payment_of(paper, may_edit=may_edit)
    context = {"payment": payment, "may_edit": may_edit, "problem": problem}
    return render(request, FRAGMENT, context, status=422 if problem else 200)


def _paper_or_404(request: MemberRequest, pk: UUID) -> Document:
    live = Document.objects.in_workspace(request.workspace).live()
    return get_object_or_404(live.select_related("workspace", "correspondent"), pk=pk)


def _row_or_404(request: MemberRequest) -> Transaction:
    rows = Transaction.objects.in_workspace(request.workspace).filter(deleted_at=None)
    wanted = _uuid_or_404(request.POST.get("row", ""))
    return get_object_or_404(rows.select_related("workspace", "account", "merchant"), pk=wanted)


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
