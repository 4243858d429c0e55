"""Shapes of the account endpoints."""

from typing import Any

from rest_framework import serializers

from accounts.models import Membership, User, Workspace


class RegisterSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=1024)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class RegisteredSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    verification_required = serializers.BooleanField()
    detail = serializers.CharField()


class LoginSerializer(serializers.Serializer[Any]):
    """`username` and `email` mean the same: the e-mail address."""

    username = serializers.CharField(required=False, allow_blank=True, default="")
    email = serializers.CharField(required=False, allow_blank=True, default="")
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=1024)
    code = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="when a second step is set up"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["address"] = (attrs["email"] or attrs["username"]).strip()
        if not attrs["address"]:
            raise serializers.ValidationError({"email": "Give the e-mail address."})
        return attrs


class TokenPairSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="seconds the access token lives")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh_token = serializers.CharField()


class LogoutSerializer(serializers.Serializer[Any]):
    refresh_token = serializers.CharField(required=False, allow_blank=True, default="")


class EmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()


class VerifyEmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    code = serializers.CharField(max_length=40)


class DetailSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()


class PasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(trim_whitespace=False, max_length=1024)


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    id = serializers.UUIDField(source="workspace_id")
    slug = serializers.CharField(source="workspace.slug")
    name = serializers.CharField(source="workspace.name")
    kind = serializers.ChoiceField(source="workspace.kind", choices=Workspace.Kind.choices)
    base_currency = serializers.CharField(source="workspace.base_currency")
    time_zone = serializers.CharField(source="workspace.time_zone")

    class Meta:
        model = Membership
        fields = ["id", "slug", "name", "kind", "base_currency", "time_zone", "role"]


class MeSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name")
    workspaces = MembershipSerializer(many=True, source="memberships")

    class Meta:
        model = User
        fields = ["id", "email", "name", "date_joined", "workspaces"]
