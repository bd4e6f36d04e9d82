"""Whether a record is anywhere to be seen from outside: pages, open data, search, feed, API, through nginx and its caches."""
import http.client
import io
import threading
import time
import zipfile


def addresses(record, uscc, group='penalty', code='penalty-decision'):
    """Every address of the public site that may show the record."""
    lists = [f'/lists/{code}', f'/lists/{code}?q={uscc}', f'/lists/{group}?q={uscc}']
    files = [f'/lists/{code}.{kind}?q={uscc}' for kind in ('csv', 'json', 'xlsx', 'atom')] + [f'/lists/{code}.atom', f'/lists/{group}.json?q={uscc}']
    return [f'/records/{record}', '/', f'/subjects/{uscc}', f'/search?q={uscc}', f'/api/v1/subjects/{uscc}', f'/api/v1/lists/{code}?q={uscc}',
            *lists, *files]


def shows(instance, path, mark):
    """Whether the answer has the mark in it; True also when there is no answer, so that nobody takes silence for gone."""
    try:
        reply = instance.get(path, timeout=20)
    except (OSError, http.client.HTTPException):
        return True
    body = reply.body
    if reply.status not in (200, 404):
        return True
    if '.xlsx' in path and reply.status == 200:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b''.join(book.read(name) for name in book.namelist())
    return mark.encode() in body


class Watch:
    """Asks a set of addresses again and again, each by a visitor of its own, so that every cache stays warm."""

    def __init__(self, instance, paths, mark, pause=0.2):
        self.instance, self.mark, self.pause = instance, mark, pause
        self.shown = [path for path in paths if shows(instance, path, mark)]
        self.last = {}          # path → when an answer with the mark was asked for last
        self.end = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(path,), daemon=True) for path in self.shown]

    def run(self, path):
        while not self.end.is_set():
            asked = time.monotonic()
            if shows(self.instance, path, self.mark):
                self.last[path] = asked
            self.end.wait(self.pause)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join(30)

    def seconds_after(self, moment):
        """How long after that moment somebody still got it: the slowest address and its seconds."""
        path = max(self.last, key=self.last.get)
        return path, self.last[path] - moment
