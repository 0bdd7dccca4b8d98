// Every page that is looked at: in both languages, at both widths, in light and dark.
"use strict";
const {
    Application, WIDTHS, inaccessible, reader, tooWide, wrongInside, wrongKeyboard, wrongSource,
} = require("./browser");

// The pages of the house: name, address, and who asks. `isLong` is a page
// with too many links for a walk by keyboard and for a picture.
async function housePages(world) {
    const application = new Application(world.address, world.demo);
    const { Items: customers } = await application.get("/v1/Customers?SizePage=100");
    const { Items: invoices } = await application.get("/v1/Invoices?SizePage=1");
    const office = { username: world.demo.AgentKey, password: world.demo.ApiKey };
    return [
        { name: "welcome", path: "/" },
        { name: "docs", path: "/docs", english: true, isLong: true },
        { name: "office", path: "/office", office },
        { name: "office-customers", path: "/office/customers", office },
        { name: "office-customers-none", path: "/office/customers?prefix=nobody", office },
        { name: "office-customer", path: `/office/customers/${customers[0].Id}`, office },
        { name: "office-invoices", path: "/office/invoices", office },
        { name: "office-invoice", path: `/office/invoices/${invoices[0].Id}`, office },
        { name: "office-offers", path: "/office/offers", office },
        { name: "office-unknown", path: "/office/customers/999999", office, status: 404 },
    ];
}

const BYTES_MAX = 60000; // of a page with all that it needs

function tooHeavy(most) {
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const bytes = all.reduce((sum, one) => sum + one.encodedBodySize, 0);
    return bytes > most ? [`${bytes} bytes`] : [];
}

// One page in one language; returns its faults. The first look is whole, the others at what may differ.
async function look(browser, world, pictures, page, language) {
    const origins = [world.address];
    const one = await reader(browser, { language, origins, httpCredentials: page.office, storageState: page.state });
    const wrong = [];
    const note = (where, faults) => wrong.push(...faults.map((fault) => `${where}: ${fault}`));
    const take = (width, more = "") =>
        pictures.take(one.page, `${page.name}-${language}-${WIDTHS[width].width}${more}`, !page.isLong);
    try {
        const answer = await one.page.goto(world.address + page.path);
        if (answer.status() !== (page.status || 200)) wrong.push(`status ${answer.status()}`);
        if (!page.isLong) note("weight", await one.page.evaluate(tooHeavy, BYTES_MAX));
        note("moves", await one.page.evaluate(() => window.shifts));
        if (page.prepare) await page.prepare(one.page);
        else note("source", await wrongSource(one.page, await answer.text()));
        note("page", await one.page.evaluate(wrongInside, !page.isLong));
        const spoken = await one.page.evaluate(() => document.documentElement.lang);
        if (spoken !== language && !page.english && !page.status) wrong.push(`speaks ${spoken}`);
        note("desktop", await one.page.evaluate(tooWide));
        note("desktop", await inaccessible(one.page));
        await take("desktop");
        if (language === "fr" && !page.isLong) note("keyboard", await wrongKeyboard(one.page));
        await one.page.evaluate(() => document.activeElement.blur());
        await one.page.setViewportSize(WIDTHS.phone);
        note("phone", await one.page.evaluate(tooWide));
        if (language === "fr") note("phone", await inaccessible(one.page));
        await take("phone");
        await one.page.emulateMedia({ colorScheme: "dark" });
        if (language === "en") await one.page.setViewportSize(WIDTHS.desktop);
        note("dark", await inaccessible(one.page, ["color-contrast"]));
        await take(language === "en" ? "desktop" : "phone", "-dark");
    } catch (error) {
        wrong.push(error.message.split("\n")[0]);
    }
    await one.close();
    return wrong.concat(one.faults);
}

module.exports = { housePages, look };
