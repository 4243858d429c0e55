"""Pages for everybody who has the address: a shop that shows the widget, and the question after the end."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assistants.selectors import visits as selectors
from assistants.services import satisfaction as surveys
from assistants.services.satisfaction import LONGEST_COMMENT, UnknownSurveyError

SCORES = [(5, _("Very good")), (4, _("Good")), (3, _("All right")), (2, _("Poor")), (1, _("Bad"))]


class SatisfactionForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How did we do?"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What could be better?"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
def demo(request: HttpRequest, public_key: str) -> HttpResponse:
    """An invented shop with the widget, to try it before it stands on one's own site."""
    channel = selectors.widget_channel(public_key)
    if channel is None:
        raise Http404
    response = render(request, "assistants/widget/demo.html", {"channel": channel})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def satisfaction(request: HttpRequest, token: str) -> HttpResponse:
    """Say how it was; a second answer takes the place of the first."""
    try:
        asked = surveys.found(token)
    except UnknownSurveyError as error:
        raise Http404 from error
    initial = {"score": asked.score, "comment": asked.comment}
    form = SatisfactionForm(request.POST if request.method == "POST" else None, initial=initial)
    is_saved = form.is_valid()
    if is_saved:
        said = form.cleaned_data
        surveys.answer(token, said["score"], said["comment"], now=timezone.now())
    context = {"asked": asked, "form": form, "is_saved": is_saved}
    response = render(request, "assistants/widget/csat.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
