"""REST routes of this app."""

from django.urls import path

from lumen.feeds.api import feeds, prices, watches

urlpatterns = [
    path("feeds", feeds.FeedList.as_view(), name="api-feeds"),
    path("feeds/opml", feeds.FeedOpml.as_view(), name="api-feeds-opml"),
    path("feeds/<uuid:pk>", feeds.FeedDetail.as_view(), name="api-feed"),
    path("feeds/<uuid:pk>/refresh", feeds.FeedRefresh.as_view(), name="api-feed-refresh"),
    path("feed-entries", feeds.EntryList.as_view(), name="api-feed-entries"),
    path("feed-entries/<uuid:pk>", feeds.EntryDetail.as_view(), name="api-feed-entry"),
    path("watches", watches.WatchList.as_view(), name="api-watches"),
    path("watches/<uuid:pk>", watches.WatchDetail.as_view(), name="api-watch"),
    path("watches/<uuid:pk>/check", watches.WatchCheck.as_view(), name="api-watch-check"),
    path("share-prices", prices.SharePriceList.as_view(), name="api-share-prices"),
    path("share-prices/<str:symbol>", prices.SharePriceDetail.as_view(), name="api-share-price"),
]
