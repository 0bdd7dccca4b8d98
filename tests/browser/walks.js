// What a customer does, from beginning to end.
"use strict";
const { reader } = require("./browser");

const { CODE } = require("./portal");

// Comes in with nothing but an e-mail: the code that arrives there opens the portal.
async function signsInByCode({ browser, world, mailbox, settled }) {
    const one = await reader(browser, { language: "fr", origins: [world.address] });
    const wrong = [];
    await one.page.goto(`${world.address}/portal/sign-in/${world.demo.IdBusiness}`);
    await one.page.fill("#email", settled.customer.Email);
    await one.page.click("main button");
    const code = CODE.exec(await mailbox.next(settled.customer.Email, CODE))[1];
    await one.page.fill("#code", code === "000000" ? "000001" : "000000");
    await one.page.click("main button");
    if (!(await one.page.locator("[role=alert], .error").count())) wrong.push("a wrong code is not refused");
    await one.page.fill("#code", code);
    await one.page.click("main button");
    if (!one.page.url().endsWith("/portal")) wrong.push(`the code leads to ${one.page.url()}`);
    await one.close();
    return wrong.concat(one.faults);
}

const walks = [["signs in by a code", signsInByCode]];

module.exports = { walks };
