"""Talks to a running Odoo over HTTP, as one of its users."""

import itertools
import json
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

TIMEOUT = 120


class OdooError(Exception):
    """Odoo answered with an error; ``kind`` is the exception's class there."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class Client:
    """A user's session.

    client = Client(server.url, server.database, "sofia", "demo")
    client.call("sale.order", "action_confirm", [order_id])
    """

    def __init__(self, url, database, login, password):
        self._open(url)
        self.login = login
        self.rpc(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )

    @classmethod
    def of_session(cls, url, sid):
        """A client whose session is there already; ``sid`` is its cookie."""
        client = cls.__new__(cls)
        client._open(url)
        client.opener.addheaders = [("Cookie", f"session_id={sid}")]
        return client

    def _open(self, url):
        self.url = url
        self.ids = itertools.count(1)
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def rpc(self, path, params):
        """Call a JSON-RPC route; :raise OdooError: the route raised."""
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "id": next(self.ids),
            "params": params,
        }
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"]["data"]
            raise OdooError(data["name"], data["message"])
        return answer.get("result")

    def everywhere(self):
        """A context in which the user works for all companies it may."""
        (user,) = self.search_read(
            "res.users", [("login", "=", self.login)], ["company_ids"]
        )
        return {"allowed_company_ids": user["company_ids"]}

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model."""
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def search_read(self, model, domain, fields, **kwargs):
        """Rows of a model, as dicts."""
        return self.call(model, "search_read", domain, fields, **kwargs)

    def post(self, path, values):
        """Send a form; :return: the path of the page it leads to."""
        data = urllib.parse.urlencode(values).encode()
        with self.opener.open(self.url + path, data, timeout=TIMEOUT) as response:
            return urllib.parse.urlsplit(response.url).path

    def land(self, path):
        """Open a page; :return: the path of the page to which it leads in the end."""
        with self.opener.open(self.url + path, timeout=TIMEOUT) as response:
            return urllib.parse.urlsplit(response.url).path

    def download(self, path):
        """The bytes of a page; :raise urllib.error.HTTPError: it is no success."""
        with self.opener.open(self.url + path, timeout=TIMEOUT) as response:
            return response.read()
