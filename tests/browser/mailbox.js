// A mail server that takes everything and keeps it: enough of SMTP for a client that behaves.
"use strict";
const net = require("net");

// What was written in quoted-printable or base64.
function decoded(body, encoding) {
    if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("utf8");
    if (!/quoted-printable/i.test(encoding)) return body;
    const bytes = body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
}

// The text part of a message, however deep it stands.
function plain(message) {
    const [head, ...rest] = message.split(/\r?\n\r?\n/);
    const body = rest.join("\r\n\r\n");
    const unfolded = head.replace(/\r?\n[ \t]+/g, " ");
    const boundary = /boundary="?([^";\r\n]+)"?/i.exec(unfolded);
    if (!boundary) {
        const encoding = /^content-transfer-encoding: *(.*)$/im.exec(unfolded);
        return /^content-type: *text\/plain/im.test(unfolded) ? decoded(body, encoding ? encoding[1] : "") : "";
    }
    return body.split(`--${boundary[1]}`).slice(1, -1).map((part) => plain(part.replace(/^\r?\n/, ""))).find(Boolean) || "";
}

class Mailbox {
    constructor() {
        this.mails = [];
        this.server = net.createServer((socket) => this.talk(socket));
    }

    async open() {
        await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
        this.port = this.server.address().port;
        this.server.unref();
        return this;
    }

    talk(socket) {
        let waiting = "", to = [], data = null;
        socket.unref();
        socket.on("error", () => {});
        socket.write("220 here\r\n");
        socket.setEncoding("latin1");
        socket.on("data", (chunk) => {
            waiting += chunk;
            for (let end; (end = waiting.indexOf(data === null ? "\r\n" : "\r\n.\r\n")) >= 0; ) {
                if (data !== null) {
                    const text = Buffer.from(waiting.slice(0, end), "latin1").toString("utf8").replace(/^\.\./gm, ".");
                    this.mails.push({ to, text: plain(text) });
                    waiting = waiting.slice(end + 5);
                    data = null;
                    to = [];
                    socket.write("250 kept\r\n");
                    continue;
                }
                const line = waiting.slice(0, end);
                waiting = waiting.slice(end + 2);
                const recipient = /^RCPT TO:<(.*?)>/i.exec(line);
                if (recipient) to.push(recipient[1]);
                if (/^DATA/i.test(line)) data = "";
                socket.write(/^DATA/i.test(line) ? "354 go on\r\n" : /^QUIT/i.test(line) ? "221 bye\r\n" : "250 fine\r\n");
            }
        });
    }

    // The next mail to somebody whose text matches: it is waited for, and taken.
    async next(to, pattern, seconds = 20) {
        for (const until = Date.now() + seconds * 1000; Date.now() < until; await new Promise((on) => setTimeout(on, 50))) {
            const at = this.mails.findIndex((mail) => mail.to.includes(to) && pattern.test(mail.text));
            if (at >= 0) return this.mails.splice(at, 1)[0].text;
        }
        throw new Error(`no mail to ${to} that matches ${pattern}, but ${JSON.stringify(this.mails).slice(0, 500)}`);
    }
}

module.exports = { Mailbox };
