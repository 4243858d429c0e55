"""Pages of this app."""

from django.urls import path

from lumen.feeds.views import feeds, news, prices, watches

app_name = "feeds"
urlpatterns = [
    path("", news.entry_list, name="news"),
    path("read/", news.mark_all_read, name="read-all"),
    path("read/undo/", news.take_back_read, name="read-undo"),
    path("entries/<uuid:pk>/read/", news.mark_read, name="read"),
    path("feeds/", feeds.feed_list, name="feeds"),
    path("feeds/add/", feeds.add, name="add"),
    path("feeds/refresh/", feeds.refresh, name="refresh"),
    path("feeds/list.opml", feeds.export_list, name="export"),
    path("feeds/import/", feeds.import_list, name="import"),
    path("feeds/<uuid:pk>/name/", feeds.rename, name="rename"),
    path("feeds/<uuid:pk>/delete/", feeds.delete, name="delete"),
    path("feeds/<uuid:pk>/<slug:action>/", feeds.act, name="act"),
    path("watch-list/", watches.watch_list, name="watches"),
    path("watch-list/new/", watches.watch_edit, name="watch-new"),
    path("watch-list/<uuid:pk>/", watches.watch_edit, name="watch-edit"),
    path("watch-list/<uuid:pk>/delete/", watches.delete, name="watch-delete"),
    path("watch-list/<uuid:pk>/<slug:action>/", watches.act, name="watch-act"),
    path("prices/", prices.price_list, name="prices"),
    path("prices/delete/", prices.delete, name="prices-delete"),
    path("prices/restore/", prices.restore, name="prices-restore"),
]
