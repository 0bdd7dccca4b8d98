// What a customer does, from beginning to end. A walk returns what was not as it must be.
"use strict";
const { reader } = require("./browser");
const { CODE, address, enter, newcomer } = require("./portal");

const GOOD_CARD = "4200460037003700";

// The first amount in a text: "1 500,00 €" is 150000.
function cents(text) {
    const found = /([−-]?)([\d\s\u202f\u00a0]+),(\d\d)[\s\u202f\u00a0]*€/.exec(text);
    return found ? (found[1] ? -1 : 1) * Number(found[2].replace(/\D/g, "") + found[3]) : null;
}

// Runs a walk with a browser of its own; `expect(what, is)` notes what is not so.
function walk(steps, options = {}) {
    return async (given) => {
        const one = await reader(given.browser, { language: "fr", origins: [given.world.address], ...options });
        const wrong = [];
        const expect = (what, is) => is || wrong.push(`not so: ${what} (${one.page.url()})`);
        try {
            await steps({ ...given, page: one.page, context: one.context, application: given.settled.application, expect });
        } catch (error) {
            wrong.push(`${error.message.split("\n").slice(0, 3).join(" ")} (${one.page.url()})`);
        }
        await one.close();
        return wrong.concat(one.faults);
    };
}

// A second press gives up the first one's page: what counts is where it ends.
async function endsAt(page, pattern) {
    for (let i = 0; i < 50 && !pattern.test(page.url()); i++) await page.waitForTimeout(100);
    await page.waitForLoadState();
}

const press = (page, name) => page.getByRole("button", { name }).first().click();

// Comes in with nothing but an e-mail: the code that arrives there opens the portal.
async function signsInByCode({ page, world, mailbox, settled, expect }) {
    await page.goto(`${world.address}/portal/sign-in/${world.demo.IdBusiness}`);
    await page.fill("#email", settled.customer.Email);
    await page.click("main button");
    const code = CODE.exec(await mailbox.next(settled.customer.Email, CODE))[1];
    await page.fill("#code", code === "000000" ? "000001" : "000000");
    await page.click("main button");
    expect("a wrong code is refused", await page.locator("[role=alert], .error").count());
    await page.fill("#code", code);
    await page.click("main button");
    expect("the code opens the portal", page.url().endsWith("/portal"));
    await press(page, "Se déconnecter");
    expect("out is out", (await page.goto(`${world.address}/portal`)).status() === 403 || !page.url().endsWith("/portal"));
}

// The link of a mail leads to the invoice, and one payment, however often and wherever it is asked for; but a link alone
// is not enough for what binds.
async function paysByLink({ page, context, world, mailbox, application, expect }) {
    const { customer, subscription } = await newcomer(application, "payeur", { offer: "team", number: GOOD_CARD });
    const ask = (method, target, body) => application.expect(method, target, body);
    await ask("POST", "/v1/CustomerSettingsPayment", { ReferenceCustomer: "payeur", TypePayment: "ExternalBank" });
    await ask("POST", "/v1/BalanceLine", { ReferenceCustomer: "payeur", Amount: 10000, Label: "Conseil" });
    const invoice = await ask("POST", "/v1/Billing/Customer?ReferenceCustomer=payeur");
    await ask("POST", `/Finance/Invoices/${invoice.Id}/Sending`, {});
    const mail = await mailbox.next(customer.Email, /\/portal\/open\//);
    await page.goto(/https?:\/\/\S+\/portal\/open\/\S+/.exec(mail)[0]);
    expect("it is the invoice", (await page.innerText("h1")).includes(invoice.FullNumber));
    await page.getByRole("link", { name: /^Payer/ }).first().click();
    const other = await context.newPage();
    await other.goto(page.url());
    const pay = "main form button.main";
    expect("the button says the amount", cents(await page.innerText(pay)) === invoice.AmountTotal);
    await page.locator(pay).dblclick({ noWaitAfter: true });
    await endsAt(page, /\/portal\/pay\/\d+/);
    for (let i = 0; i < 20 && !(await page.locator(".notice.ok").count()); i++) await page.reload();
    expect("it is paid", await page.locator(".notice.ok").count());
    await Promise.all([other.waitForNavigation(), other.locator(pay).click()]);
    await other.close();
    const { Items: charges } = await application.get("/Gateway/Transactions?ReferenceCustomer=payeur&SizePage=10");
    expect(`one charge, not ${charges.length}`, charges.length === 1);
    const paid = (await invoicesOf(application, "payeur")).find((one) => one.Id === invoice.Id);
    expect(`paid, not ${paid.StateInvoice}`, paid.StateInvoice === "Paid");
    await page.goto(`${world.address}/portal/payments`);
    expect("it is among the payments", (await page.innerText("main")).includes("120,00"));
    await page.goto(`${world.address}/portal/subscriptions/${subscription.Id}/cancel`);
    expect("it asks who he is", page.url().includes("/portal/proof") || /e-mail/.test(await page.innerText("main")));
    expect("nothing to confirm", !(await page.locator("button.danger").count()));
}

// A card is typed at the provider's, and only its last digits come back.
async function addsCard({ page, world, mailbox, application, expect }) {
    const { customer } = await newcomer(application, "carte");
    await enter(page, world, mailbox, customer);
    await page.goto(`${world.address}/portal/methods`);
    await page.locator("main a.btn.main").click();
    await page.locator("main form button.main").click();
    if (!page.url().includes("/sandbox/")) await page.locator("a[href*='/sandbox/']").first().click();
    await page.fill("#number", GOOD_CARD);
    await page.locator("main form button").first().click();
    const back = page.locator("main a.btn");
    if (page.url().includes("/sandbox/")) await back.first().click();
    await page.goto(`${world.address}/portal/methods`);
    const shown = await page.innerText("main");
    expect("the card is there", shown.includes("3700"));
    expect("and not its number", !(await page.content()).includes(GOOD_CARD));
}

// What is shown before is what is invoiced.
async function changesPlan({ page, world, mailbox, application, expect }) {
    const { customer, subscription } = await newcomer(application, "plan", { offer: "team", number: GOOD_CARD });
    await enter(page, world, mailbox, customer);
    await page.goto(`${world.address}/portal/subscriptions/${subscription.Id}`);
    await page.getByRole("link", { name: "Gérer le plan" }).click();
    await page.locator("input[name=ReferenceOffer]").last().check();
    await page.locator("input[name=When][value=now]").check();
    await page.locator("main form[method=get] button").click();
    const shown = cents(await page.innerText(".total"));
    expect("the amount is shown before", shown > 0);
    const confirm = page.locator("form[method=post] button.main");
    expect("the button says it too", cents(await confirm.innerText()) === shown);
    await confirm.click();
    expect("it is done", await page.locator("[role=status]").count());
    const { Items: invoices } = await application.get("/v1/Invoices?ReferenceCustomer=plan&SizePage=10");
    expect("the invoice is what was shown", invoices.some((one) => one.AmountTotal === shown));
    await page.goBack();
    await page.reload();
    const after = await application.get("/v1/Invoices?ReferenceCustomer=plan&SizePage=10");
    expect("going back does it no second time", after.Items.length === invoices.length);
}

// Leaves, and thinks better of it: the same page, also without a script and by keyboard alone.
async function leavesAndStays({ page, world, mailbox, application, expect }, reference, confirm) {
    const { customer, subscription } = await newcomer(application, reference, { offer: "team" });
    const read = () => application.get(`/v1/Subscription/${subscription.Id}`);
    await enter(page, world, mailbox, customer);
    await page.goto(`${world.address}/portal/subscriptions/${subscription.Id}`);
    await page.getByRole("link", { name: "Demander l’annulation" }).click();
    expect("dates are given before", await page.locator(".log li").count() >= 3);
    await page.fill("#reason", "Fin d’activité <b>");
    await confirm(page.locator("button.danger"));
    expect("it will end", (await read()).StateSubscription === "ActiveDelayedTermination");
    await confirm(page.locator("form.notice button"));
    expect("it goes on", (await read()).StateSubscription === "ActiveRunning");
}

const moved = (button, act) => Promise.all([button.page().waitForNavigation(), act()]);
const byClick = (button) => moved(button, () => button.click());
async function byKeys(button) {
    const { keyboard } = button.page();
    for (let i = 0; i < 60 && !(await button.evaluate((one) => one === document.activeElement)); i++)
        await keyboard.press("Tab");
    await moved(button, () => keyboard.press("Enter"));
}

async function estimateFor(application, reference, amount) {
    const estimate = await application.expect("POST", "/Finance/Estimates", {
        ReferenceCustomer: reference, Composition: { Lines: [{ Label: "Audit", AmountUnit: amount }] },
    });
    return application.expect("POST", `/Finance/Estimates/${estimate.Id}/MarkSent`);
}

const invoicesOf = async (application, reference) =>
    ((await application.ask("GET", `/v1/Invoices?ReferenceCustomer=${reference}&SizePage=50`)).body || {}).Items || [];

// One click approves, and leads to the payment of the invoice; a second one, another tab and the way back do nothing.
async function approvesOnce({ page, context, world, application, expect }) {
    const { customer } = await newcomer(application, "devis");
    const estimate = await estimateFor(application, "devis", 125000);
    await page.goto(address(world, customer, "hosted-home", "fr"));
    await page.goto(`${world.address}/portal/estimates/${estimate.Id}`);
    const other = await context.newPage();
    await other.goto(page.url());
    await page.locator("aside form button.main").dblclick({ noWaitAfter: true });
    await endsAt(page, /\/portal\/(invoices|pay)/);
    expect("it leads to the payment of what was approved", /1.500,00/.test(await page.innerText("main")));
    await other.locator("aside form button.main").click();
    await other.waitForLoadState();
    await page.goBack();
    await page.reload();
    expect("approved is said", /Approuvé/.test(await page.innerText("main")));
    const invoices = await invoicesOf(application, "devis");
    expect(`one invoice, not ${invoices.length}`, invoices.length === 1);
    expect("of its amount", invoices.length && invoices[0].AmountTotal === 150000);
}

const walks = [
    ["signs in by a code", walk(signsInByCode)],
    ["pays by the link of a mail", walk(paysByLink)],
    ["adds a card", walk(addsCard)],
    ["changes the plan", walk(changesPlan)],
    ["leaves and stays", walk((given) => leavesAndStays(given, "leaver", byClick))],
    ["leaves and stays by keyboard", walk((given) => leavesAndStays(given, "keys", byKeys))],
    ["leaves and stays without a script", walk((given) => leavesAndStays(given, "plain", byClick), { javaScriptEnabled: false })],
    ["approves an estimate once", walk(approvesOnce)],
];

module.exports = { walks };
