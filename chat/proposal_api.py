"""Saying yes or no to what a tool proposed, and taking it back, by REST."""

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import proposals
from chat.models import Proposal
from chat.serializers import ProposalSerializer
from lumen.api.idempotency import IdempotentMixin


class _Decision(IdempotentMixin, APIView):
    """One decision about one's own proposal; the tool says which role it needs."""

    decide: ClassVar[Callable[..., Proposal]]

    @extend_schema(request=None, responses=ProposalSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        membership = request.membership  # type: ignore[attr-defined]
        get_object_or_404(proposals.proposals_of(membership), pk=pk)
        decided = type(self).decide(proposal_id=pk, membership=membership, now=timezone.now())
        decided.refresh_from_db()  # a worker may have been quick
        return Response(ProposalSerializer(decided).data)


class ConfirmProposal(_Decision):
    """Carry out exactly what was proposed; a second time is 409, after half an hour 410.

    What takes long, such as a made picture, is `working` until a `progress` event of kind `proposal`.
    """

    decide = staticmethod(proposals.confirm)


class CancelProposal(_Decision):
    """Say no: nothing happens. What is `working` is stopped."""

    reads_only = True  # it changes nothing in the workspace
    decide = staticmethod(proposals.cancel)


class UndoProposal(_Decision):
    """Take back what was confirmed."""

    decide = staticmethod(proposals.undo)
