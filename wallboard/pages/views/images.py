"""`/images/`: pictures for boards. Supervisors give and remove them; who sees a board of the site,
or hangs there as a screen, gets one by its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.boards.access import display_for_secret, sites_for, sites_supervised
from wallboard.boards.models import Image, Site
from wallboard.boards.pictures import LARGEST_BYTES, NoPicture, Picture, picture_of
from wallboard.pages.look import look_of
from wallboard.pages.views.screens import COOKIE

if TYPE_CHECKING:
    _Form = forms.ModelForm[Image]
else:
    _Form = forms.ModelForm

MOST_PER_SITE = 200
KEPT = "private, max-age=31536000, immutable"


class ImageForm(_Form):
    """One file for the boards of one site."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PNG, JPEG or WebP."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    picture: Picture | None = None

    class Meta:
        model = Image
        fields = ("site", "name")

    def __init__(self, sites: QuerySet[Site], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = sites, None
        first = sites.first()
        if first is not None and sites.count() == 1:
            self.initial.setdefault("site", first.pk)
            field.widget = field.hidden_widget()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            self.picture = picture_of(file.read(LARGEST_BYTES + 1))
        except NoPicture as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        site = cleaned.get("site")
        if site is not None and site.images.count() >= MOST_PER_SITE:
            raise forms.ValidationError(_("There are too many images: remove some first."))
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def images(request: HttpRequest) -> HttpResponse:
    sites = sites_supervised(request.user)
    if not sites.exists():
        raise Http404
    form = ImageForm(sites, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _keep(form, request.user.pk)
        return redirect("images")
    found = Image.objects.filter(site__in=sites).select_related("site").defer("content")
    return render(request, "pages/images.html", {"form": form, "images": found, **look_of(request)})


def _keep(form: ImageForm, author: int | None) -> None:
    """What is there already stays as it is."""
    image, picture = form.instance, form.picture
    assert picture is not None
    image.content, image.digest = picture.content, picture.digest
    image.media_type = picture.media_type
    image.width, image.height = picture.width, picture.height
    image.author_id = author
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError:
        return


@never_cache
@require_POST
@login_required
def remove_image(request: HttpRequest, image: int) -> HttpResponse:
    found = Image.objects.filter(pk=image, site__in=sites_supervised(request.user)).first()
    if found is None:
        raise Http404
    found.delete()
    return redirect("images")


@require_safe
def image(request: HttpRequest, digest: str) -> HttpResponse:
    """The same answer for what is not there and for what is not theirs."""
    found = Image.objects.filter(digest=digest, site__in=_sites(request)).first()
    if found is None:
        raise Http404
    headers = {
        "Cache-Control": KEPT,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'",
    }
    return HttpResponse(bytes(found.content), content_type=found.media_type, headers=headers)


def _sites(request: HttpRequest) -> QuerySet[Site]:
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    of_screen = Site.objects.filter(pk=display.site_id) if display else Site.objects.none()
    return sites_for(request.user) | of_screen if request.user.is_authenticated else of_screen
