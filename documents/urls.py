"""Pages of this app."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("upload", views.document_upload, name="upload"),
    path("<uuid:pk>/", views.document_detail, name="detail"),
    path("<uuid:pk>/file", views.document_file, name="file"),
    path("<uuid:pk>/pages/<int:number>.png", views.document_page_image, name="page-image"),
    path("<uuid:pk>/delete", views.document_delete, name="delete"),
    path("<uuid:pk>/restore", views.document_restore, name="restore"),
    path("<uuid:pk>/retry", views.document_retry, name="retry"),
]
