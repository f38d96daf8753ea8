"""A real SMTP server and a real HTTP server, each in a thread, that remember what they were sent."""

import base64
import email
import email.policy
import json
import socketserver
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class SmtpSession(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs; addresses that begin with `refused` are refused."""

    def handle(self):
        server = self.server
        if server.security == "tls":
            self._encrypt()
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            answer = getattr(self, f"_{verb.lower()}", lambda _: "500 unknown")(line)
            self._say(answer)
            if verb == "STARTTLS":
                self._encrypt()
            if verb == "QUIT":
                return

    def finish(self):
        super().finish()
        self.connection.close()

    def _encrypt(self):
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.server.encrypted += 1

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def _ehlo(self, _):
        offers = ["AUTH PLAIN"] + (
            ["STARTTLS"] if self.server.security == "starttls" and not isinstance(self.connection, ssl.SSLSocket) else []
        )
        return "\r\n".join(["250-test", *(f"250-{o}" for o in offers[:-1]), f"250 {offers[-1]}"])

    def _starttls(self, _):
        return "220 go ahead"

    def _auth(self, line):
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.server.logins.append((user, password))
        return "235 ok" if password == "s3cret" else f"535 not {password}"

    def _mail(self, _):
        self.to = []
        return "250 ok"

    def _rcpt(self, line):
        address = line.split("<")[1].split(">")[0]
        if address.startswith("refused"):
            return "550 no such mailbox"
        self.to.append(address)
        return "250 ok"

    def _data(self, _):
        self._say("354 go on")
        body = b""
        while (line := self.rfile.readline()) != b".\r\n":
            body += line[1:] if line.startswith(b"..") else line
        self.server.received.append((self.to, email.message_from_bytes(body, policy=email.policy.default)))
        return "250 ok"

    def _rset(self, _):
        return "250 ok"

    def _noop(self, _):
        return "250 ok"

    def _quit(self, _):
        return "221 bye"


class Smtp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, security, certificate):
        super().__init__(("127.0.0.1", 0), SmtpSession)
        self.security, self.encrypted, self.logins, self.received = security, 0, [], []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)

    def handle_error(self, request, address):
        """A client that does not trust the certificate hangs up: that is its right."""


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), json.loads(body)))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Http(ThreadingHTTPServer):
    """`answers`: status of each answer to come, 200 when there are no more, 0 hangs up."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Hook)
        self.received, self.answers = [], list(answers)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/services/T0/SECRET"

    def handle_error(self, request, address):
        """Hanging up is part of the tests."""


@contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
