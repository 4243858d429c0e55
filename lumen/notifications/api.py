"""`notifications`: what the caller was told."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.notifications import selectors, services
from lumen.notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    class Meta:
        model = Notification
        fields = ["id", "kind", "title", "body", "url", "created_at", "read_at"]


class NotificationList(generics.ListAPIView[Notification]):
    """The caller's notifications in the workspace, newest first."""

    serializer_class = NotificationSerializer
    queryset = Notification.objects.none()

    def get_queryset(self) -> QuerySet[Notification]:
        mine = selectors.notifications_of(self.request.membership)  # type: ignore[attr-defined]
        only_unread = self.request.query_params.get("unread") == "true"
        return mine.filter(read_at__isnull=True) if only_unread else mine

    @extend_schema(operation_id="notifications_list", parameters=[OpenApiParameter("unread", bool)])
    def get(self, *args: Any, **kwargs: Any) -> Any:
        return super().get(*args, **kwargs)


class ReadNotification(APIView):
    """Mark one as read."""

    reads_only = True  # viewers have notifications too

    @extend_schema(operation_id="notifications_read", request=None, responses=NotificationSerializer)
    def post(self, request: Request, notification_id: str) -> Response:
        mine = selectors.notifications_of(request.membership)  # type: ignore[attr-defined]
        notification = get_object_or_404(mine, pk=notification_id)
        services.mark_read(notification=notification, now=timezone.now())
        return Response(NotificationSerializer(notification).data)


class ReadAllNotifications(APIView):
    """Mark all as read."""

    reads_only = True

    @extend_schema(operation_id="notifications_read_all", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        services.mark_all_read(
            workspace=request.workspace,  # type: ignore[attr-defined]
            user=request.membership.user,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
