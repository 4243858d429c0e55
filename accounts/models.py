"""People, the workspaces they share, and the keys they hand to programs."""

import hashlib
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Make a member of staff whose address counts as verified, so that they can sign in."""
        from allauth.account.models import EmailAddress

        user = self.create_user(email, password, is_staff=True, is_superuser=True, **extra)
        EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(RandomIdModel, AbstractUser):
    """A person; the e-mail address is the name to sign in with."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.email.partition("@")[0]


class Workspace(RandomIdModel, TimestampedModel):
    """The wall: everything a person keeps belongs to exactly one workspace."""

    class Kind(models.TextChoices):
        CONSUMER = "consumer", _("Personal or household")
        BUSINESS = "business", _("Business")

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CONSUMER)
    base_currency = models.CharField(max_length=3, default="INR")
    time_zone = models.CharField(max_length=60, default="Asia/Kolkata")
    locale = models.CharField(max_length=12, default="en-IN")
    week_starts_on = models.PositiveSmallIntegerField(default=0)  # 0 = Monday
    financial_year_start_month = models.PositiveSmallIntegerField(default=4)
    company_name = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=100, blank=True)
    gstin = models.CharField("GSTIN", max_length=15, blank=True)
    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="workspaces"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_business(self) -> bool:
        return self.kind == self.Kind.BUSINESS

    @staticmethod
    def new_slug(name: str) -> str:
        return f"{slugify(name)[:50] or 'workspace'}-{secrets.token_hex(3)}"


class Membership(TimestampedModel):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")
        VIEWER = "viewer", _("Viewer")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"

    @classmethod
    def of(cls, user: User, workspace: str, *, is_exact: bool) -> "Membership | None":
        """The person's membership of a workspace named by id or slug.

        Without a name, or when it is not theirs and `is_exact` is false: their oldest one.
        """
        mine = list(cls.objects.filter(user=user).select_related("workspace"))
        for membership in mine:
            if workspace in (str(membership.workspace_id), membership.workspace.slug):
                return membership
        return mine[0] if mine and not is_exact else None


class InvitationQuerySet(WorkspaceQuerySet["Invitation"]):
    def open(self, now: Any) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=True, expires_at__gt=now)


class Invitation(RandomIdModel, TimestampedModel):
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace}"


class ApiToken(RandomIdModel, TimestampedModel):
    """A key for one program, bound to one member of one workspace. Only its digest is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Write")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["ApiToken"].as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest_of(token: str) -> str:
        """How tokens and invitation links are kept: SHA-256 of a long random string."""
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def live(cls, token: str) -> "ApiToken | None":
        """The unrevoked, unexpired token of this text, if its owner is still active."""
        return (
            cls.objects.select_related("user", "workspace")
            .filter(digest=cls.digest_of(token), revoked_at__isnull=True, user__is_active=True)
            .exclude(expires_at__lte=timezone.now())
            .first()
        )


class Preferences(models.Model):
    """How one person likes Lumen to look and behave."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    privacy_mode = models.BooleanField(default=False)
    hotkeys = models.BooleanField(default=True)
    last_workspace = models.ForeignKey(Workspace, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Preferences of {self.user}"


class DataExport(RandomIdModel):
    """A zip file with everything one member may see in one workspace."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="exports")
    user = models.ForeignKey(User, models.CASCADE, related_name="exports")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    file = models.FileField(upload_to="exports/", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects = WorkspaceQuerySet["DataExport"].as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Export of {self.workspace} for {self.user}"
