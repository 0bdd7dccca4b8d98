// Everything in a browser: `node run.js WORLD.json`, which tests/test_browser.py writes.
"use strict";
const fs = require("fs");
const { Pictures, launch } = require("./browser");
const { anyBrandIsLegible } = require("./colours");
const { Mailbox } = require("./mailbox");
const { housePages, look } = require("./pages");
const {
    cameByCode, cameByLink, hostilePages, portalPages, publicPages, sandboxPages, settle,
} = require("./portal");
const { walks } = require("./walks");

const AT_ONCE = 3;

async function main() {
    const world = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
    const only = process.argv.slice(3);
    const pictures = new Pictures(world.screenshots);
    const browser = await launch();
    const cases = [{ name: "any colour of a brand is legible", run: () => anyBrandIsLegible(browser, world) }];
    const mailbox = await new Mailbox().open();
    const settled = await settle(world, mailbox);
    const open = [...(await housePages(world)), ...publicPages(world), ...(await sandboxPages(world, settled))];
    for (const language of ["fr", "en"]) {
        const state = await cameByCode(browser, world, mailbox, settled, language);
        const pages = open.concat(portalPages(settled).map((page) => ({ ...page, state })));
        const evil = await cameByLink(browser, world, settled.hostile.customer, language);
        pages.push(...hostilePages(settled).map((page) => ({ ...page, state: evil })));
        for (const page of pages.filter((one) => !one.english || language === "en"))
            cases.push({
                name: `${page.name} ${language}`,
                run: () => look(browser, world, pictures, page, language),
            });
    }
    for (const [name, walk] of walks)
        cases.push({ name: `walk: ${name}`, run: () => walk({ browser, world, mailbox, settled }) });
    const waiting = cases.filter((one) => !only.length || only.some((word) => one.name.includes(word)));
    let passed = 0, failed = 0;
    const work = async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
            const wrong = await one.run().catch((error) => [error.stack]);
            if (wrong.length) failed++;
            else passed++;
            if (wrong.length) console.log(`FAILED ${one.name}\n${wrong.map((line) => `    ${line}\n`).join("")}`);
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await browser.close();
    pictures.sheet();
    console.log(`${passed} passed, ${failed} failed, 0 skipped`);
    process.exitCode = failed ? 1 : 0;
}

main().catch((error) => {
    console.log(error.stack);
    process.exitCode = 1;
});
