"""Alerts by e-mail: one message per night."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid, parseaddr

from voc.config import EmailSink
from voc.errors import NotifyError
from voc.notify.bulletin import Bulletin
from voc.notify.environment import filled

SECONDS = 20


@dataclass(frozen=True)
class Mail:
    """Sends over SMTP; certificates are verified."""

    settings: EmailSink
    name: str = "email"

    def send(self, bulletin: Bulletin) -> Sequence[str]:
        """Send one message to all addresses.

        Returns:
            The addresses that the server refused while it took others.
        Raises:
            NotifyError: The server cannot be reached, is not trusted, or refused the login or every address; or a variable is not set.
        """
        where = f"{self.settings.host}:{self.settings.port}"
        user, password = filled(self.settings.user, self.settings.password)
        try:
            message = self._message(bulletin)
            with self._connected() as server:
                if self.settings.user:
                    server.login(user, password)
                refused = server.send_message(message)
        except smtplib.SMTPAuthenticationError as error:
            # The server's answer may quote what it was given.
            raise NotifyError(f"the login was refused ({error.smtp_code})", where=where, advice="check user and password") from None
        except smtplib.SMTPRecipientsRefused as error:
            raise NotifyError(f"refused: {', '.join(sorted(error.recipients))}", where=where, advice="check `alerts.email.to`") from None
        except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:
            raise NotifyError(f"the e-mail was not sent: {_reason(error)}", where=where, advice="check `alerts.email`") from error
        return [f"{address} was refused by {where}" for address in sorted(refused)]

    def _connected(self) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        if self.settings.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server

    def _message(self, bulletin: Bulletin) -> MIMEText:
        settings, language = self.settings, self.settings.language
        message = MIMEText("\n\n".join(bulletin.lines(language)) + "\n", "plain", "utf-8")
        # EmailMessage would lose spaces where it folds a subject with accents.
        message["Subject"] = Header(bulletin.title(language), "utf-8", header_name="Subject").encode()
        message["From"], message["To"] = settings.sender, ", ".join(settings.to)
        message["Date"] = formatdate()
        # The name of this machine is nobody's business.
        message["Message-ID"] = make_msgid(domain=parseaddr(settings.sender)[1].rpartition("@")[2] or "voc")
        message["Content-Language"], message["Auto-Submitted"] = language, "auto-generated"
        return message


def _reason(error: Exception) -> str:
    """What went wrong, without what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server answered {error.smtp_code}"
    return " ".join(str(error).split()) or type(error).__name__
