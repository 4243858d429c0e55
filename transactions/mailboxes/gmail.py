"""A Gmail mailbox over its REST interface, read step by step."""

import base64
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from lumen.common.mailboxes.base import Cursor, FetchedMail, LaterError, MailboxError, ReconnectError, Step
from transactions.mailboxes import google_oauth, worth
from transactions.mailboxes.google_oauth import Tokens, json_object, retry_after

PAGE = 50
TRIES = 3
LONGEST_WAIT = 8  # seconds a worker sleeps; longer waits are left to the next poll
_NOT_MAIL = {"SPAM", "TRASH", "DRAFT", "SENT", "CHAT"}
_OVER_QUOTA = ("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded")


class _GoneError(MailboxError):
    """404: a message was deleted meanwhile, or the history does not reach back that far."""


class _BadRequestError(MailboxError):
    """400: for a list, its page token has run out."""


class Gmail:
    """One mailbox.

    Args:
        keep_tokens: called with every renewed pair, to be stored.
        now: the clock.
        everything: fetch every mail instead of those that speak of money.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        keep_tokens: Callable[[Tokens], None],
        now: Callable[[], datetime],
        everything: bool = False,
    ) -> None:
        self._tokens, self._keep_tokens, self._now, self._everything = tokens, keep_tokens, now, everything
        self._http = httpx.Client(timeout=google_oauth.TIMEOUT)

    def close(self) -> None:
        self._http.close()

    def address(self) -> str:
        """Whose mailbox it is."""
        return str(self._get("users/me/profile").get("emailAddress", "")).lower()

    def watch(self, topic: str) -> datetime:
        """Have Google tell `topic` of new mail; until when it will."""
        told = self._call("POST", "users/me/watch", json={"topicName": topic})
        return datetime.fromtimestamp(int(told["expiration"]) / 1000, tz=UTC)

    def stop_watching(self) -> None:
        self._call("POST", "users/me/stop")

    def step(self, cursor: Cursor) -> Step:
        """One page: of the history since last time, or of the first look (see `Mailbox`)."""
        if "listing" in cursor:
            return self._listing_step(dict(cursor["listing"]))
        if "history_id" not in cursor:
            return self._begin()
        try:
            return self._history_step(str(cursor["history_id"]), page=str(cursor.get("page", "")))
        except _GoneError:
            return self._begin()

    def _begin(self) -> Step:
        """Note where the history stands before the first page, so that nothing falls between."""
        stands_at = str(self._get("users/me/profile")["historyId"])
        first = self._now() - timedelta(days=settings.MAILBOX_FIRST_DAYS)
        listing = {"history_id": stands_at, "after": int(first.timestamp()), "page": ""}
        return Step(cursor={"listing": listing}, has_more=True)

    def _listing_step(self, listing: dict[str, Any]) -> Step:
        query = f"after:{listing['after']}" + ("" if self._everything else f" {worth.gmail_query()}")
        asked = {"q": query, "maxResults": PAGE, "pageToken": listing["page"]}
        try:
            told = self._get("users/me/messages", **asked)
        except _BadRequestError:
            if not listing["page"]:
                raise
            return Step(cursor={"listing": {**listing, "page": ""}}, has_more=True)
        ids = [str(message["id"]) for message in told.get("messages", [])]
        mails, too_large = self._fetch(ids)
        page = told.get("nextPageToken", "")
        after = {"listing": {**listing, "page": page}} if page else {"history_id": listing["history_id"]}
        return Step(cursor=after, mails=mails, looked_at=len(ids), too_large=too_large, has_more=True)

    def _history_step(self, since: str, *, page: str) -> Step:
        """One page of what was added. The next one starts after its last record, or, when Gmail
        sends a page without records, at its page token."""
        asked = {"startHistoryId": since, "historyTypes": "messageAdded", "maxResults": PAGE}
        try:
            told = self._get("users/me/history", **asked, pageToken=page)
        except _BadRequestError:
            if not page:
                raise
            return Step(cursor={"history_id": since}, has_more=True)
        records, following = told.get("history", []), told.get("nextPageToken", "")
        ids = list(dict.fromkeys(_added(records)))
        mails, too_large = self._fetch([one for one in ids if self._is_wanted(one)])
        return Step(
            cursor=_reached(since, records, following, told),
            mails=mails,
            looked_at=len(ids),
            too_large=too_large,
            has_more=bool(following),
        )

    def _is_wanted(self, message_id: str) -> bool:
        if self._everything:
            return True
        asked = {"format": "metadata", "metadataHeaders": ["From", "Subject"]}
        try:
            told = self._get(f"users/me/messages/{message_id}", **asked)
        except _GoneError:
            return False
        headers = {h["name"].lower(): h["value"] for h in told.get("payload", {}).get("headers", [])}
        return worth.is_worth_reading(sender=headers.get("from", ""), subject=headers.get("subject", ""))

    def _fetch(self, ids: list[str]) -> tuple[list[FetchedMail], int]:
        """The mails that still exist, and how many were too large."""
        mails, too_large = [], 0
        for message_id in ids:
            try:
                told = self._get(f"users/me/messages/{message_id}", format="raw")
            except _GoneError:
                continue
            if not told:
                too_large += 1
            elif not _NOT_MAIL.intersection(told.get("labelIds", [])):
                mails.append(_mail(told))
        return mails, too_large

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._call("GET", path, params={name: value for name, value in query.items() if value})

    def _call(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        """Ask, with patience: short waits are slept through, long ones raised."""
        for attempt in range(TRIES):
            try:
                return self._call_once(method, path, **what)
            except LaterError as error:
                wait = error.seconds or 2**attempt / 2
                if wait > LONGEST_WAIT or attempt == TRIES - 1:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def _call_once(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        answer, body = self._send(method, path, **what)
        if answer.status_code == 401:
            self._renew()
            answer, body = self._send(method, path, **what)
        if answer.is_success:
            return body
        raise _refusal(answer, body)

    def _send(self, method: str, path: str, **what: Any) -> tuple[httpx.Response, dict[str, Any]]:
        """The answer and its object; an object larger than a mail may be is cut off and empty."""
        if not self._tokens.is_fresh(self._now()):
            self._renew()
        headers = {"Authorization": f"Bearer {self._tokens.access_token}"}
        url = f"{settings.GMAIL_API_URL}/{path}"
        try:
            with self._http.stream(method, url, headers=headers, **what) as answer:
                content = _read_bounded(answer, settings.MAIL_MAX_BYTES * 4 // 3 + 65_536)
        except httpx.HTTPError as error:
            raise LaterError("Gmail cannot be reached at the moment.") from error
        if content is None:
            return answer, {}
        whole = httpx.Response(
            answer.status_code, headers={"Content-Type": "application/json"}, content=content
        )
        return answer, json_object(whole)

    def _renew(self) -> None:
        self._tokens = google_oauth.renew(self._tokens, now=self._now())
        self._keep_tokens(self._tokens)


def _read_bounded(answer: httpx.Response, limit: int) -> bytes | None:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


def _refusal(answer: httpx.Response, body: dict[str, Any]) -> Exception:
    told = body.get("error")
    details = told.get("errors", []) if isinstance(told, dict) else []
    reasons = [detail.get("reason", "") for detail in details]
    over_quota = answer.status_code == 403 and any(reason in _OVER_QUOTA for reason in reasons)
    if answer.status_code == 429 or answer.status_code >= 500 or over_quota:
        return LaterError("Gmail asks to wait a moment.", seconds=retry_after(answer))
    if answer.status_code == 404:
        return _GoneError("Gmail no longer has what Lumen asked for.")
    if answer.status_code == 400:
        return _BadRequestError("Gmail did not understand Lumen's request.")
    if "accessNotConfigured" in reasons:
        return MailboxError("The Gmail API is not switched on in the Google Cloud project of this Lumen.")
    if answer.status_code in {401, 403}:
        return ReconnectError("Gmail no longer lets Lumen read this mailbox. Connect it again.")
    return MailboxError(f"Gmail answered {answer.status_code}.")


def _reached(since: str, records: list[dict[str, Any]], following: str, told: dict[str, Any]) -> Cursor:
    if not following:
        return {"history_id": str(told.get("historyId", since))}
    return {"history_id": str(records[-1]["id"])} if records else {"history_id": since, "page": following}


def _added(records: list[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        for added in record.get("messagesAdded", []):
            if not _NOT_MAIL.intersection(added["message"].get("labelIds", [])):
                yield str(added["message"]["id"])


def _mail(told: dict[str, Any]) -> FetchedMail:
    raw = base64.urlsafe_b64decode(told["raw"] + "=" * (-len(told["raw"]) % 4))
    received_at = datetime.fromtimestamp(int(told["internalDate"]) / 1000, tz=UTC)
    return FetchedMail(raw=raw, received_at=received_at)
