"""What is noticed arrives on open pages, over a real socket; and side by side nothing is sent twice."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import Membership
from anomalies import services
from anomalies.models import Finding
from anomalies.services import telling
from lumen.notifications.models import Notification
from tests.anomalies.factories import NOW, a_payment, make_finding
from tests.anomalies.test_telling_following import set_amount

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = (b"origin", b"http://localhost:8000")
MONDAY = datetime(2025, 6, 9, 8, 30, tzinfo=ZoneInfo("Asia/Kolkata"))


def socket_of(user):
    from lumen.asgi import application

    client = Client()
    client.force_login(user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return WebsocketCommunicator(application, "/ws/", headers=[ORIGIN, (b"cookie", cookie.encode())])


async def heard(socket, count):
    return [json.loads(await socket.receive_from(timeout=5)) for _ in range(count)]


@pytest.mark.asyncio
class TestOpenPages:
    async def test_hear_of_a_finding_and_of_its_end(self, workspace, maria, otto):
        mine = await sync_to_async(socket_of)(maria)
        strangers = await sync_to_async(socket_of)(otto)
        assert (await mine.connect(timeout=5))[0]
        assert (await strangers.connect(timeout=5))[0]
        finding = await sync_to_async(make_finding)(workspace, level="look", noticed_at=NOW)

        await sync_to_async(telling.tell)(workspace=workspace, findings=[finding], now=NOW)
        first, second = await heard(mine, 2)
        assert (first["type"], first["state"], first["url"]) == (
            "finding",
            "open",
            f"/findings/{finding.pk}/",
        )
        assert (second["type"], second["title"]) == ("notification", finding.title)

        await sync_to_async(lambda: set_amount(finding.transaction, "210.00"))()
        await sync_to_async(services.follow_changes)(workspace=workspace, now=NOW)
        [gone] = await heard(mine, 1)
        assert (gone["type"], gone["id"], gone["state"]) == ("finding", str(finding.pk), "withdrawn")
        assert await strangers.receive_nothing(timeout=0.3)
        await asyncio.gather(mine.disconnect(), strangers.disconnect())


class TestSideBySide:
    def at_once(self, act, times=4):
        def one(_):
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(times) as workers:
            return list(workers.map(one, range(times)))

    def test_one_digest(self, workspace, maria):
        payment = a_payment(day=MONDAY.date() - timedelta(days=2), amount=4100.0)
        make_finding(workspace, payment=payment, level="look", noticed_at=MONDAY - timedelta(days=2))
        member = Membership.objects.select_related("workspace", "user").get(user=maria)

        sent = self.at_once(lambda: services.send_digest(membership=member, now=MONDAY))

        assert sorted(sent) == [False, False, False, True]
        assert Notification.objects.count() == 1
        assert len(mail.outbox) == 1

    def test_one_change_of_a_finding(self, workspace, maria):
        finding = make_finding(workspace, level="look", noticed_at=NOW)
        set_amount(finding.transaction, "210.00")

        changed = self.at_once(lambda: len(services.follow_changes(workspace=workspace, now=NOW)))

        assert sum(changed) == 1
        assert Finding.objects.get().state == "withdrawn"
