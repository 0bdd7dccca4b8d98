"""A mail server on this machine for tests (aiosmtpd): with TLS and passwords, and moody on demand."""
import asyncio
import collections
import email
import email.policy
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import warnings

# Where Debian keeps it: a python that is not Debian's looks there last.
sys.path.append("/usr/lib/python3/dist-packages")
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

Mail = collections.namedtuple("Mail", "sender to message raw")
PASSWORD = "correct horse"

# It says of each odd client what these tests are about.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module="aiosmtpd")


def make_certificate(folder):
    """A certificate of 127.0.0.1 that nobody vouches for but itself: its file and its key's."""
    certificate, key = os.path.join(folder, "smtp.pem"), os.path.join(folder, "smtp.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=tests", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    return certificate, key


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class MailServer:
    """Keeps the mails that it takes. `rcpt` and `data` are called with the address, or with the
    addresses and the message's bytes, and answer with a line, `hang`, `drop`, or None for yes.
    `protection` is StartTls, Tls or None."""

    def __init__(self, certificate=None, protection="StartTls", rcpt=None, data=None):
        self.mails, self.attempts, self.logins = [], [], []
        self.rcpt = rcpt or (lambda address: None)
        self.data = data or (lambda to, raw: None)
        self.port = free_port()
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
        is_starting = protection == "StartTls"
        server = self

        class Moody(Controller):
            def factory(self):
                return SMTP(
                    server, hostname="tests", tls_context=context if is_starting else None,
                    require_starttls=is_starting, auth_required=protection != "None",
                    auth_require_tls=is_starting, authenticator=server.authenticate,
                    enable_SMTPUTF8=False, timeout=120,
                )

        self.controller = Moody(
            self, hostname="127.0.0.1", port=self.port,
            ssl_context=context if protection == "Tls" else None,
        )
        self.controller.start()

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.controller.stop(no_assert=True)

    def authenticate(self, _server, _session, _envelope, _mechanism, given):
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password.decode() == PASSWORD, handled=False)

    @staticmethod
    async def answer(server, said, otherwise):
        if said == "hang":
            await asyncio.sleep(60)
        if said == "drop":
            server.transport.abort()
        return said or otherwise

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        said = self.rcpt(address)
        if not said:
            envelope.rcpt_tos.append(address)
        return await self.answer(server, said, "250 fine")

    async def handle_DATA(self, server, _session, envelope):
        raw = envelope.content
        self.attempts.append(threading.get_ident())
        said = self.data(envelope.rcpt_tos, raw)
        if not said:
            message = email.message_from_bytes(raw, policy=email.policy.default)
            self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos, message, raw))
        return await self.answer(server, said, "250 taken")
