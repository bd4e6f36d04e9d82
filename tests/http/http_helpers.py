"""Words shared by the tests of the pages."""
from urllib.parse import urlsplit


def each_page(portal, path, limit=200):
    """The page and all that follow it by rel=next."""
    for _ in range(limit):
        page = portal.page(path)
        assert page.status == 200, path
        yield page
        if not page.next:
            return
        assert urlsplit(page.next).path == urlsplit(path).path
        path = page.next
    raise AssertionError('no end')
