"""`auth/...`: registering, signing in and out by tokens."""

from dataclasses import asdict
from typing import Any

from allauth.account.forms import ResetPasswordForm
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts.api import serializers
from accounts.services import signin, verification
from lumen.api.authentication import AccessTokenAuthentication
from lumen.api.throttling import AuthAddressThrottle, AuthThrottle

CODE_SENT = "We have sent a code to this address. Post it to auth/verify-email, then sign in."
NO_CODE = "The account is ready. Sign in."
RESET_SENT = "If this address has an account, a link to choose a new password is on its way."


class AuthView(APIView):
    """Open to everybody, and therefore throttled by account and by address."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [AuthThrottle, AuthAddressThrottle]

    @staticmethod
    def given(serializer_class: Any, request: Request) -> dict[str, Any]:
        serializer = serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        given: dict[str, Any] = serializer.validated_data
        return given


class Register(AuthView):
    """Make an account. The answer is the same whether or not the address already has one."""

    @extend_schema(
        operation_id="auth_register",
        request=serializers.RegisterSerializer,
        responses={201: serializers.RegisteredSerializer},
    )
    def post(self, request: Request) -> Response:
        given = self.given(serializers.RegisterSerializer, request)
        signin.register_person(request=request._request, **given)
        is_required = verification.is_verification_required()
        body = {
            "email": given["email"],
            "verification_required": is_required,
            "detail": CODE_SENT if is_required else NO_CODE,
        }
        return Response(body, status=status.HTTP_201_CREATED)


class VerifyEmail(AuthView):
    """Confirm the address with the code from the mail."""

    @extend_schema(
        operation_id="auth_verify_email",
        request=serializers.VerifyEmailSerializer,
        responses=serializers.DetailSerializer,
    )
    def post(self, request: Request) -> Response:
        given = self.given(serializers.VerifyEmailSerializer, request)
        verification.confirm_email(**given)
        return Response({"detail": "The address is confirmed. Sign in."})


class Login(AuthView):
    """Tokens for an address and a password, and a `code` where a second step is set up."""

    @extend_schema(
        operation_id="auth_login",
        request=serializers.LoginSerializer,
        responses=serializers.TokenPairSerializer,
    )
    def post(self, request: Request) -> Response:
        given = self.given(serializers.LoginSerializer, request)
        pair = signin.sign_in(
            request=request._request,
            email=given["address"],
            password=given["password"],
            code=given["code"],
        )
        return Response(asdict(pair), headers={"Cache-Control": "no-store"})


class Refresh(AuthView):
    """A new pair of tokens; the refresh token given here is spent."""

    @extend_schema(
        operation_id="auth_refresh",
        request=serializers.RefreshSerializer,
        responses=serializers.TokenPairSerializer,
    )
    def post(self, request: Request) -> Response:
        given = self.given(serializers.RefreshSerializer, request)
        pair = signin.refresh_tokens(text=given["refresh_token"])
        return Response(asdict(pair), headers={"Cache-Control": "no-store"})


class Logout(AuthView):
    """End the access token of the call and the given refresh token (all of them without one)."""

    authentication_classes = [AccessTokenAuthentication]

    @extend_schema(operation_id="auth_logout", request=serializers.LogoutSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        given = self.given(serializers.LogoutSerializer, request)
        signin.sign_out(
            refresh_text=given["refresh_token"],
            user=request.user if request.user.is_authenticated else None,
            access_token=request.auth if isinstance(request.auth, Token) else None,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ForgotPassword(AuthView):
    """Mail a link to choose a new password. The answer is always the same."""

    @extend_schema(
        operation_id="auth_forgot_password",
        request=serializers.EmailSerializer,
        responses={202: serializers.DetailSerializer},
    )
    def post(self, request: Request) -> Response:
        given = self.given(serializers.EmailSerializer, request)
        form = ResetPasswordForm(data=given)
        if form.is_valid():
            form.save(request._request)
        return Response({"detail": RESET_SENT}, status=status.HTTP_202_ACCEPTED)
