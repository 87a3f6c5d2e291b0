"""Images: checked by their content, written anew, seen by who sees the site and by nobody else."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from wallboard.boards import pictures
from wallboard.boards.models import Image, Membership, Role
from wallboard.boards.pictures import NoPicture, picture_of
from wallboard.pages.views.screens import COOKIE

PAGE = reverse("images")


def file(kind="PNG", size=(40, 20), **options):
    out = BytesIO()
    Pillow.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def supervisor(cast):
    Membership.objects.filter(user=cast.teammate).update(role=Role.SUPERVISOR)
    return cast.browser(cast.teammate)


def upload(client, cast, content, name="logo.png", **changes):
    sent = SimpleUploadedFile(name, content)
    return client.post(PAGE, {"site": cast.site.pk, "name": "Logo", "file": sent, **changes})


@pytest.fixture
def logo(cast, supervisor):
    assert upload(supervisor, cast, file()).status_code == 302
    return Image.objects.get()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_is_known_by_its_content(kind):
    picture = picture_of(file(kind))
    assert (picture.media_type, picture.width, picture.height) == (pictures.TYPES[kind], 40, 20)
    assert len(picture.digest) == 64


def test_what_a_photograph_tells_beside_its_picture_is_left_out():
    exif = Pillow.Exif()
    exif[0x010F] = "Camera of Anna"
    exif[0x0112] = 6  # lying on its side
    picture = picture_of(file("JPEG", exif=exif))
    assert b"Anna" not in picture.content
    assert (picture.width, picture.height) == (20, 40)


def test_what_follows_an_image_in_its_file_does_not_travel():
    picture = picture_of(file("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in picture.content


def test_a_large_one_is_made_to_fit_a_screen():
    picture = picture_of(file("PNG", size=(5000, 100)))
    assert picture.width == pictures.LARGEST_SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a" + bytes(40),
        file("PNG")[:60],
        b"x" * (pictures.LARGEST_BYTES + 1),
    ],
)
def test_everything_else_is_refused_in_a_sentence(content):
    with pytest.raises(NoPicture, match=r"\.$"):
        picture_of(content)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_PIXELS", 100)
    with pytest.raises(NoPicture, match="too many pixels"):
        picture_of(file("PNG"))


def test_an_upload_is_served_as_what_it_is(cast, supervisor, logo):
    reply = supervisor.get(reverse("image", args=[logo.digest]))
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/png")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in reply["Cache-Control"]
    assert reply.content == bytes(logo.content)
    assert logo.author == cast.teammate


def test_what_is_no_image_is_told_on_the_page(cast, supervisor):
    reply = upload(supervisor, cast, b"<svg/>", name="logo.png")
    assert reply.status_code == 200
    assert "This is no PNG, JPEG or WebP image." in reply.content.decode()
    assert not Image.objects.exists()


def test_the_same_image_twice_is_one(cast, supervisor, logo):
    assert upload(supervisor, cast, file(), name="again.png").status_code == 302
    assert Image.objects.count() == 1


def test_a_viewer_sees_it_and_may_not_give_one(cast, logo):
    Membership.objects.filter(user=cast.teammate).update(role=Role.VIEWER)
    client = cast.browser(cast.teammate)
    assert client.get(reverse("image", args=[logo.digest])).status_code == 200
    assert client.get(PAGE).status_code == 404
    assert upload(client, cast, file("JPEG")).status_code == 404
    assert client.post(reverse("image-remove", args=[logo.pk])).status_code == 404


def test_a_screen_of_the_site_gets_it_until_it_is_revoked(cast, logo, screen):
    display, secret = screen
    client = cast.browser()
    client.cookies[COOKIE] = secret
    assert client.get(reverse("image", args=[logo.digest])).status_code == 200
    display.revoked_at = timezone.now()
    display.save()
    assert client.get(reverse("image", args=[logo.digest])).status_code == 404


@pytest.mark.parametrize("who", ["stranger", None])
def test_nobody_else_learns_that_it_is_there(cast, logo, who):
    client = cast.browser(getattr(cast, who) if who else None)
    found = client.get(reverse("image", args=[logo.digest]))
    absent = client.get(reverse("image", args=["0" * 64]))
    assert (found.status_code, absent.status_code) == (404, 404)


def test_a_stranger_gives_none_to_another_site(cast):
    Membership.objects.filter(user=cast.stranger).update(role=Role.SUPERVISOR)
    assert upload(cast.browser(cast.stranger), cast, file()).status_code == 200
    assert not Image.objects.exists()
