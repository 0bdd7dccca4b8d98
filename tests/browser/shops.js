// A shop of examples/shop, driven by tests/test_shops.py: `node shops.js WORLD.json NAME`.
"use strict";
const assert = require("assert");
const fs = require("fs");
const { Application, launch, reader } = require("./browser");

// The frame of the portal inside the shop's page, once it shows something.
async function inside(page, world) {
    await page.waitForSelector("iframe");
    for (let i = 0; i < 100; i++) {
        const frame = page.frames().find((one) => one !== page.mainFrame() && one.url().startsWith(world.address));
        if (frame && (await frame.locator("h1").count().catch(() => 0))) return frame;
        await page.waitForTimeout(50);
    }
    throw new Error(`no page of ours inside ${page.url()}: ${page.frames().map((one) => one.url())}`);
}

// The frame is as high as what it shows.
async function fits(page, frame) {
    let outer, inner;
    for (let i = 0; i < 60; i++) {
        outer = await page.evaluate(() => document.querySelector("iframe").getBoundingClientRect().height);
        inner = await frame.evaluate(() => document.documentElement.scrollHeight);
        if (Math.abs(outer - inner) <= 1) return;
        await page.waitForTimeout(50);
    }
    assert.fail(`the frame is ${outer} px high, its page ${inner} px`);
}

// The browser shows a page of its own where ours may not be shown.
async function isRefused(page) {
    let shown;
    for (let i = 0; i < 60; i++) {
        const frame = page.frames().find((one) => one !== page.mainFrame());
        shown = frame ? await frame.content().catch(() => "") : "";
        if (/ERR_BLOCKED_BY_RESPONSE/.test(shown)) return;
        await page.waitForTimeout(50);
    }
    assert.fail(`a frame shows ${shown.slice(0, 2000)}`);
}

const walks = {
    async "nobody may before an origin is allowed"(browser, world) {
        const { page, close } = await reader(browser, { language: "en" });
        await page.goto(`${world.shop}/script`);
        await isRefused(page);
        await close();
        await world.application.expect("POST", "/Organization/Settings",
            { Key: "frame_origins", Value: world.shop });
    },

    async "a link of the API in a frame"(browser, world) {
        const { page, faults, close } = await reader(browser, { language: "en", origins: [world.shop, world.address] });
        await page.goto(`${world.shop}/frame`);
        const frame = await inside(page, world);
        assert.equal(new URL(frame.url()).pathname, "/portal");
        await fits(page, frame);
        // The session goes from page to page inside the frame.
        await frame.locator("nav a[href='/portal/invoices']").click();
        await frame.waitForURL("**/portal/invoices");
        await fits(page, frame);
        assert.deepEqual(faults, []);
        await close();
    },

    async "a link of a mail in the shop's page"(browser, world) {
        const { page, close } = await reader(browser, { language: "en" });
        const customer = await world.application.expect("POST", "/v1/Customer", { ReferenceCustomer: "ada" });
        const link = customer.Links.find((one) => one.rel === "hosted-collection-invoice" || one.rel === "hosted-home");
        const crylk = encodeURIComponent(world.address + link.href);
        await page.goto(`${world.shop}/account?crylk=${crylk}`);
        await inside(page, world);
        await page.goto(`${world.shop}/account?crylk=${encodeURIComponent("https://evil.example/")}`);
        assert.equal(await page.locator("iframe").count(), 0);
        await page.goto(`${world.shop}/account?crylk=${encodeURIComponent(world.address + ".evil.example/")}`);
        assert.equal(await page.locator("iframe").count(), 0);
        await close();
    },

    async "the script, for a customer"(browser, world) {
        const { page, faults, close } = await reader(browser, { language: "en", origins: [world.shop, world.address] });
        await page.goto(`${world.shop}/script`);
        const frame = await inside(page, world);
        assert.equal(new URL(frame.url()).pathname, "/portal");
        await fits(page, frame);
        const ada = await world.application.expect("GET", "/v1/Customer?ReferenceCustomer=ada");
        assert.equal(ada.Name, "Ada Lovelace");
        assert.equal(ada.Metadata.source, "shop");
        assert.deepEqual(faults, []);
        // A link of the API, in the address of the shop's page.
        const upgrade = ada.Links.find((one) => one.rel === "hosted-collection-upgrade");
        await page.goto(`${world.shop}/script?pa_query=${upgrade.query}`);
        assert.equal(new URL((await inside(page, world)).url()).pathname, "/portal/offers");
        await close();
    },

    async "the script, for anybody"(browser, world) {
        const { page, faults, close } = await reader(browser, { language: "en", origins: [world.shop, world.address] });
        await page.goto(`${world.shop}/prices`);
        const frame = await inside(page, world);
        assert.equal(new URL(frame.url()).pathname, "/portal/offers");
        await fits(page, frame);
        assert.deepEqual(faults, []);
        await close();
    },

    async "a page of somebody else's"(browser, world) {
        const { page, close } = await reader(browser, { language: "en" });
        await page.goto(`${world.stranger}/frame`);
        await isRefused(page);
        await page.goto(`${world.stranger}/script`);
        await isRefused(page);
        await close();
    },

    async "coming back"(browser, world) {
        const { page, close } = await reader(browser, { language: "en" });
        await page.goto(`${world.shop}/done?from=subscribe&outcome=paid&idc=999999&refo=%3Cscript%3E`);
        assert.match(await page.textContent("main"), /You come from subscribe with paid/);
        await close();
    },
};

async function main() {
    const world = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
    const browser = await launch();
    let failed = 0;
    world.application = new Application(world.address, world.key);
    for (const [name, walk] of Object.entries(walks))
        await walk(browser, world).catch((error) => {
            failed++;
            console.log(`FAILED ${process.argv[3]}: ${name}\n${error.stack}`);
        });
    await browser.close();
    process.exitCode = failed ? 1 : 0;
}

main();
