"""`auth/me` and `me`: the caller."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.api.serializers import MeSerializer, PasswordSerializer
from accounts.models import User
from lumen.api.throttling import AuthThrottle, MemberThrottle


class WhoAmI(APIView):
    """Who is calling, and their workspaces."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="auth_me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        everybody = User.objects.prefetch_related(selectors.WITH_WORKSPACES)
        person = everybody.get(pk=cast("User", request.user).pk)
        return Response(MeSerializer(person).data)


class Me(APIView):
    """Deleting oneself."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [AuthThrottle, MemberThrottle]

    @extend_schema(operation_id="me_delete", request=PasswordSerializer, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete the account and the workspaces nobody else belongs to. Asks for the password."""
        serializer = PasswordSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        services.delete_person_with_password(
            user=cast("User", request.user), password=serializer.validated_data["password"]
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
