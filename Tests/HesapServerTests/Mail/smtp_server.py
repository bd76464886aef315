"""A mail server that can be told to misbehave, for tests and benchmarks.

Listens on 127.0.0.1, by default on a port that the system chooses, and prints it. Then reads one command a line from
standard input and answers each with a line of JSON:

    state          what happened so far: connections, mails with the bytes of each conversation
    counts         the same, only numbers
    drop           cuts all open connections; new ones are accepted
    close, listen  stops listening and cuts all connections; listens again, on the same port

Ends with its input, so that it never outlives the test.

--act STAGE:ACTION[:COUNT] does ACTION instead of an answer, COUNT times (default: always); several for one stage follow
each other. STAGE: CONNECT, AUTH, MAIL, RCPT, DATA, or DOT (the end of the message, which was then received). ACTION: a
reply code, `drop` (cuts the connection) or `hang` (never answers).
"""

import argparse
import asyncio
import base64
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--auth", help="user:password, and mail only after a log-in; without it no log-in is offered")
parser.add_argument("--no-smtputf8", action="store_true")
parser.add_argument("--limit", type=int, help="mails that one connection may carry before 421")
parser.add_argument("--act", action="append", default=[])


class Script:
    def __init__(self, acts):
        self.acts = []
        for act in acts:
            stage, action, *count = act.split(":")
            self.acts.append([stage, action, int(count[0]) if count else -1])

    def next(self, stage):
        for act in self.acts:
            if act[0] == stage and act[2] != 0:
                act[2] -= 1
                return act[1]
        return None


class Server:
    def __init__(self, options):
        self.options = options
        self.script = Script(options.act)
        self.context = None
        if options.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.certificate, options.key)
        self.port = options.port
        self.conversations = []
        self.open = set()
        self.mails = []
        self.listener = None

    async def listen(self):
        implicit = self.context if self.options.tls == "implicit" else None
        loop = asyncio.get_running_loop()
        self.listener = await loop.create_server(
            lambda: Conversation(self), "127.0.0.1", self.port, ssl=implicit, reuse_address=True
        )
        self.port = self.listener.sockets[0].getsockname()[1]

    async def close(self):
        self.listener.close()
        self.drop()

    def drop(self):
        for conversation in list(self.open):
            conversation.cut()

    def check_password(self, server, session, envelope, mechanism, data):
        user, password = (part.decode() for part in (data.login, data.password))
        return AuthResult(success=f"{user}:{password}" == self.options.auth, handled=False)

    def counts(self):
        return {"connections": len(self.conversations), "mails": len(self.mails), "open": len(self.open)}

    def state(self):
        wires = [base64.b64encode(conversation.wire).decode() for conversation in self.conversations]
        return {"wires": wires, "received": self.mails, **self.counts()}


class Conversation(SMTP):
    class Hooks:
        """What aiosmtpd asks before it answers a command."""

        async def handle_MAIL(self, conversation, session, envelope, address, options):
            if conversation.owner.options.limit is not None and conversation.carried >= conversation.owner.options.limit:
                return "421 too many mails"
            answer = await conversation.act("MAIL")
            if answer is None:
                envelope.mail_from = address
                envelope.mail_options.extend(options)
            return answer or "250 OK"

        async def handle_RCPT(self, conversation, session, envelope, address, options):
            answer = await conversation.act("RCPT")
            if answer is None:
                envelope.rcpt_tos.append(address)
            return answer or "250 OK"

        async def handle_DATA(self, conversation, session, envelope):
            action = conversation.owner.script.next("DOT")
            if action is None or not action.isdigit():
                conversation.record(session, envelope)
            conversation.carried += 1
            return await conversation.perform(action) or "250 OK"

    def __init__(self, server):
        options = server.options
        super().__init__(
            self.Hooks(),
            hostname="mail.test",
            enable_SMTPUTF8=not options.no_smtputf8,
            tls_context=server.context if options.tls == "starttls" else None,
            auth_required=options.auth is not None,
            # Without a password no AUTH is offered in the clear, and under TLS one without mechanisms.
            auth_require_tls=options.auth is None,
            auth_exclude_mechanism=None if options.auth else ["LOGIN", "PLAIN"],
            authenticator=server.check_password,
            loop=asyncio.get_running_loop(),
        )
        self.owner = server
        self.wire = b""
        self.carried = 0
        self.is_counted = False

    # What aiosmtpd calls

    def connection_made(self, transport):
        if not self.is_counted:
            self.is_counted = True
            self.owner.conversations.append(self)
        self.owner.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error):
        self.owner.open.discard(self)
        super().connection_lost(error)

    def data_received(self, data):
        self.wire += data
        super().data_received(data)

    async def _handle_client(self):
        action = self.owner.script.next("CONNECT")
        if action is not None:
            await self.perform(action)
        await super()._handle_client()

    async def smtp_AUTH(self, argument):
        answer = await self.act("AUTH")
        if answer is None:
            await super().smtp_AUTH(argument)
        else:
            await self.push(answer)

    async def smtp_DATA(self, argument):
        answer = await self.act("DATA")
        if answer is None:
            await super().smtp_DATA(argument)
        else:
            await self.push(answer)

    # What it does

    async def act(self, stage):
        return await self.perform(self.owner.script.next(stage))

    async def perform(self, action):
        if action is None:
            return None
        if action == "drop":
            self.cut()
        if not action.isdigit():
            await asyncio.Event().wait()
        # With the address, as many servers do: it must not get into a log.
        return f"{action} no, not {self.envelope.rcpt_tos} from you"

    def cut(self):
        if self.transport is not None:
            self.transport.abort()

    def record(self, session, envelope):
        self.owner.mails.append({
            "connection": self.owner.conversations.index(self),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "options": envelope.mail_options,
            "content": base64.b64encode(envelope.original_content or envelope.content).decode(),
            "tls": session.ssl is not None or self.owner.options.tls == "implicit",
            "login": session.authenticated is True,
        })


async def main():
    # Connections that end badly are what this is for.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    logging.disable()
    server = Server(parser.parse_args())
    await server.listen()
    print(json.dumps({"port": server.port}), flush=True)
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := (await reader.readline()).decode().strip():
        answer = {}
        if line in ("state", "counts"):
            answer = getattr(server, line)()
        elif line == "drop":
            server.drop()
        else:
            await getattr(server, line)()
        print(json.dumps(answer), flush=True)


asyncio.run(main())
