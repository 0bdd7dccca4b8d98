// What all that drives a browser shares: one Chromium, readers in it, and what is expected of any page.
"use strict";
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 740 } };
const LOCALES = { fr: "fr-FR", en: "en-GB" };

async function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
        args: ["--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox", "--disable-background-networking"],
    });
}

// Somebody in front of a browser of his own. `faults` gathers what no page may do: write to the console,
// break its policy, ask another server, move what was painted. `options` are those of a context, and
// `origins`: the servers that may be asked.
async function reader(browser, options = {}) {
    const { language = "fr", origins = [], ...others } = options;
    const context = await browser.newContext({
        locale: LOCALES[language], timezoneId: "Europe/Paris", viewport: WIDTHS.desktop, reducedMotion: "reduce",
        ...others,
    });
    const faults = [];
    context.setDefaultTimeout(30000);
    await context.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
                if (!entry.hadRecentInput)
                    for (const { node, previousRect: from, currentRect: to } of entry.sources)
                        window.shifts.push(`${node && (node.className || node.localName || node.data)} ${entry.value} from ` +
                            `${from.x},${from.y},${from.width},${from.height} to ${to.x},${to.y},${to.width},${to.height}`);
        }).observe({ type: "layout-shift", buffered: true });
    });
    context.on("page", (page) => {
        page.on("console", (message) => {
            // A status is what the walk asks for; the browser also writes it down.
            if (!/Failed to load resource: the server responded with a status/.test(message.text()))
                faults.push(`console: ${message.text()}`);
        });
        page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
        page.on("request", (request) => {
            const { origin, protocol } = new URL(request.url());
            if (protocol.startsWith("http") && origins.length && !origins.includes(origin))
                faults.push(`asks ${request.url()}`);
        });
    });
    const page = await context.newPage();
    return { context, page, faults, close: () => context.close() };
}

// What is wrong with the page itself, whatever its looks: well-formed, named, everything that it points to.
function wrongInside(isFilled) {
    const wrong = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    for (const one of ["h1", "main", "title"])
        if (count(one === "title" ? "head > title" : one) !== 1) wrong.push(`${count(one)} <${one}>`);
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) wrong.push(`two #${id}`);
    for (const name of ["for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "list"])
        for (const one of document.querySelectorAll(`[${name}]`))
            for (const id of one.getAttribute(name).split(/\s+/))
                if (!document.getElementById(id)) wrong.push(`${name}="${id}" points to nothing`);
    for (const one of document.querySelectorAll("*"))
        for (const { name } of one.attributes)
            if (name === "style" || name.startsWith("on")) wrong.push(`<${one.localName}> has ${name}`);
    for (const one of document.querySelectorAll("form[method=post]"))
        if (!one.querySelector("button, input[type=submit]")) wrong.push("a form without a button");
    if (isFilled && /\{\{|\bundefined\b|\bNaN\b|\(null\)/.test(document.body.innerText)) wrong.push("an unfilled place");
    return wrong;
}

// Elements that the parser moved, added or dropped: the source is not what it seems.
async function wrongSource(page, source) {
    const shown = await page.evaluate(() => {
        const counts = {};
        for (const one of document.querySelectorAll("*")) counts[one.localName] = (counts[one.localName] || 0) + 1;
        return counts;
    });
    const text = source.replace(/<!--[^]*?-->/g, "");
    const open = {}, closed = {};
    for (const [, slash, name, self] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
        const counts = slash ? closed : open;
        counts[name] = (counts[name] || 0) + 1;
        if (self) closed[name] = (closed[name] || 0) + 1;
    }
    const empty = new Set(["br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col"]);
    const wrong = [];
    for (const name of new Set([...Object.keys(open), ...Object.keys(shown), ...Object.keys(closed)])) {
        if ((open[name] || 0) !== (shown[name] || 0))
            wrong.push(`${open[name] || 0} <${name}> written, ${shown[name] || 0} understood`);
        if (!empty.has(name) && (open[name] || 0) !== (closed[name] || 0))
            wrong.push(`${open[name] || 0} <${name}> opened, ${closed[name] || 0} closed`);
    }
    return wrong;
}

// What is too wide, and by which element.
function tooWide() {
    const root = document.scrollingElement, wrong = [];
    if (root.scrollWidth > window.innerWidth) {
        const widest = [...document.querySelectorAll("body *")]
            .map((one) => [one.getBoundingClientRect().right, one])
            .sort((a, b) => b[0] - a[0])[0];
        wrong.push(`scrolls sideways: ${root.scrollWidth} px, <${widest[1].localName} class="${widest[1].className}">`);
    }
    for (const one of document.querySelectorAll("body *"))
        if (one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX) &&
            !one.matches("pre, textarea, .editor, .answer"))
            wrong.push(`<${one.localName} class="${one.className}"> scrolls sideways`);
    return wrong;
}

// What axe-core finds, a line per rule.
async function inaccessible(page, only) {
    if (!(await page.evaluate(() => typeof window.axe === "object"))) await page.evaluate(AXE);
    const found = await page.evaluate(
        ([rules, one]) =>
            window.axe.run(document, {
                runOnly: one ? { type: "rule", values: one } : { type: "tag", values: rules },
                resultTypes: ["violations"],
            }),
        [RULES, only]
    );
    return found.violations.map((one) => {
        const node = one.nodes[0];
        const why = (node.any[0] || node.all[0] || node.none[0] || {}).message || "";
        return `axe ${one.id}: ${one.help}: ${node.html.slice(0, 120)} ${why.slice(0, 160)} (${one.nodes.length})`;
    });
}

// Walks by Tab from the top to the last element; says what cannot be seen or reached.
async function wrongKeyboard(page, most = 80) {
    await page.evaluate(() => {
        document.activeElement.blur();
        window.scrollTo(0, 0);
    });
    const expected = await page.evaluate(
        () =>
            [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(
                (one) => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility() &&
                    !(one.type === "radio" && one.form && [...one.form.elements].some(
                        (other) => other !== one && other.name === one.name && (other.checked || (!one.checked &&
                            one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING))))
            ).length
    );
    const wrong = [], seen = [];
    for (let i = 0; i < Math.min(expected, most); i++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const one = document.activeElement;
            if (one === document.body) return null;
            window.marks = window.marks || new Map();
            if (!window.marks.has(one)) window.marks.set(one, window.marks.size);
            const holder = one.closest(".seg label, .choice label") || one;
            const style = getComputedStyle(holder), box = one.getBoundingClientRect();
            const last = window.lastFocused;
            window.lastFocused = one;
            return {
                mark: window.marks.get(one),
                isDate: one.type === "date",
                name: `<${one.localName}> ${(one.innerText || one.name || one.id || "").slice(0, 40)}`,
                outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
                backwards: last && !!(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING),
            };
        });
        if (!at) break;
        if (at.isDate && seen[seen.length - 1] === at.mark) {
            i--; // day, month and year are asked for one by one
            continue;
        }
        if (seen.includes(at.mark)) {
            wrong.push(`Tab comes back to ${at.name}`);
            break;
        }
        seen.push(at.mark);
        if (!at.outlined) wrong.push(`the focus cannot be seen on ${at.name}`);
        if (!at.shown) wrong.push(`out of sight with the focus: ${at.name}`);
        if (at.backwards) wrong.push(`Tab goes backwards to ${at.name}`);
    }
    if (seen.length < Math.min(expected, most)) wrong.push(`Tab reaches ${seen.length} of ${expected}`);
    return wrong;
}

// A picture for people, and its place in the sheet of all.
class Pictures {
    constructor(folder) {
        this.folder = folder;
        this.names = [];
        fs.rmSync(folder, { recursive: true, force: true });
        fs.mkdirSync(folder, { recursive: true });
    }

    async take(page, name, fullPage = true) {
        this.names.push(name);
        await page.screenshot({ path: path.join(this.folder, `${name}.png`), fullPage, animations: "disabled" });
    }

    // All of them on one page, a row for each page of ours.
    sheet() {
        const rows = {};
        for (const name of this.names.sort()) {
            const row = name.replace(/-(fr|en)-\d+(-dark)?$/, "");
            (rows[row] = rows[row] || []).push(name);
        }
        const cell = (name) =>
            `<a href="${name}.png"><img loading="lazy" src="${name}.png" alt=""><span>${name}</span></a>`;
        const body = Object.keys(rows).map((row) => `<h2>${row}</h2><p>${rows[row].map(cell).join("")}</p>`);
        fs.writeFileSync(
            path.join(this.folder, "index.html"),
            `<!doctype html><meta charset="utf-8"><title>Screenshots</title><style>body{font:14px sans-serif;margin:2rem}` +
            `p{display:flex;flex-wrap:wrap;gap:1rem;align-items:start}a{color:inherit;text-decoration:none}` +
            `img{display:block;max-height:22rem;max-width:26rem;border:1px solid #ccc}</style>${body.join("\n")}\n`
        );
    }
}

// The API, as an application uses it: status and JSON of a request.
class Application {
    constructor(address, key) {
        this.address = address;
        this.credentials = "Basic " + Buffer.from(`${key.AgentKey}:${key.ApiKey}`).toString("base64");
    }

    async ask(method, target, body) {
        const answer = await fetch(this.address + target, {
            method,
            headers: { Authorization: this.credentials, "Content-Type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await answer.text();
        return { status: answer.status, body: text && text[0] !== "<" ? JSON.parse(text) : text };
    }

    // The same, of what must succeed; its body.
    async get(target) {
        return this.expect("GET", target);
    }

    async expect(method, target, body) {
        const answer = await this.ask(method, target, body);
        if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }
}

module.exports = {
    Application, LOCALES, Pictures, WIDTHS, inaccessible, launch, reader, tooWide, wrongInside, wrongKeyboard, wrongSource,
};
