"""The audit log as a page, for owners."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lumen.audit import selectors
from lumen.audit.forms import AuditFilterForm
from lumen.audit.permissions import require_owner
from lumen.audit.sentences import sentence_of
from lumen.common.http import MemberRequest, render_page

PAGE_SIZE = 50


@require_safe
@login_required
def event_list(request: MemberRequest) -> HttpResponse:
    require_owner(request.membership)
    form = AuditFilterForm(request.GET)
    form.is_valid()
    events = selectors.events_in(workspace=request.workspace, **form.to_filters())
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": selectors.described(page.object_list),
        "form": form,
        "actions": [(name, sentence_of(name, {})) for name in selectors.actions_in(request.workspace)],
        "actors": [(str(user_id), name) for user_id, name in selectors.actors_in(request.workspace).items()],
    }
    return render_page(request, "audit/list.html", context, fragment="audit-table")
