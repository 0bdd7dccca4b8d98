// How soon a page is painted on a slow phone, and what it weighs: `node measure.js WORLD.json`, for bench/pages.py. A
// line of JSON per page: milliseconds to the first contentful paint, bytes that came over the wire, how often something moved.
"use strict";
const fs = require("fs");
const { WIDTHS, launch, reader } = require("./browser");
const { Mailbox } = require("./mailbox");
const { cameByCode, portalPages, settle } = require("./portal");

const REPEATS = 5;
// A phone on a slow mobile network: 150 ms there and back, 1.6 Mbit/s down, a quarter of this machine's speed.
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const SLOWER = 4;

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function once(browser, world, page, state) {
    const one = await reader(browser, { viewport: WIDTHS.phone, storageState: state });
    const wire = await one.context.newCDPSession(one.page);
    let bytes = 0;
    wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    await wire.send("Network.enable");
    await wire.send("Network.emulateNetworkConditions", NETWORK);
    await wire.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await one.page.goto(world.address + page.path, { waitUntil: "networkidle" });
    const paint = await one.page.evaluate(
        () => performance.getEntriesByName("first-contentful-paint")[0].startTime
    );
    const shift = await one.page.evaluate(() => window.shifts);
    await one.close();
    return { paint, bytes, shift };
}

async function main() {
    const world = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
    const browser = await launch();
    const mailbox = await new Mailbox().open();
    const settled = await settle(world, mailbox);
    const state = await cameByCode(browser, world, mailbox, settled, "fr");
    for (const page of portalPages(settled).filter((one) => !one.status)) {
        const seen = [];
        for (let i = 0; i < REPEATS; i++) seen.push(await once(browser, world, page, state));
        console.log(JSON.stringify({
            name: page.name,
            paint: Math.round(median(seen.map((one) => one.paint))),
            bytes: seen[0].bytes,
            shift: Math.max(...seen.map((one) => one.shift.length)),
        }));
    }
    await browser.close();
}

main().catch((error) => {
    console.error(error.stack);
    process.exitCode = 1;
});
