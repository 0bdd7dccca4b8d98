// The customer's side: a customer with something of everything, the pages that he has, and how he comes in.
"use strict";
const { execFileSync } = require("child_process");
const { Application, reader } = require("./browser");

const CLAIRE = "claire";
const CODE = /\b(\d{6})\b/;

// A command of the program, for the merchant whose customers these are.
function run(world, ...words) {
    const [program, ...before] = world.command;
    const environment = { ...process.env, ...world.environment };
    return execFileSync(program, [...before, ...words, "--business", String(world.demo.IdBusiness)], {
        env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
    });
}

// A customer who has lived: address, card, a running subscription, invoices paid and due. Returns what pages and
// walks need to know of her.
async function settle(world, mailbox) {
    const set = (key, value) => run(world, "setting", key, String(value));
    set("public_url", world.address);
    set("mail_mode", "Send");
    set("mail_sender", "aide@mirabelle.example");
    set("smtp_host", "127.0.0.1");
    set("smtp_port", mailbox.port);
    set("smtp_security", "None");
    const application = new Application(world.address, world.demo);
    const ask = (method, target, body) => application.expect(method, target, body);
    const customer = await ask("POST", "/v1/Customer", {
        ReferenceCustomer: CLAIRE, Name: "Boulangerie Lenoir", Email: "claire@boulangerie-lenoir.example", Language: "fr",
    });
    await ask("POST", "/v1/CustomerAddressBilling", {
        ReferenceCustomer: CLAIRE, Company: "Boulangerie Lenoir", FirstName: "Claire", LastName: "Lenoir",
        AddressLine1: "8 place Bellecour", ZipCode: "69002", City: "Lyon", Country: "FR",
    });
    await ask("POST", "/Gateway/Permissions", {
        ReferenceCustomer: CLAIRE, TypePayment: "Card", Number: "4200460037003700",
    });
    const subscription = await ask("POST", "/v1/Subscription", { ReferenceCustomer: CLAIRE, ReferenceOffer: "team" });
    await ask("POST", "/v1/Usage", { ReferenceCustomer: CLAIRE, ReferenceFeature: "messages", Increment: 60 });
    await ask("POST", "/v1/BalanceLine", { ReferenceCustomer: CLAIRE, Amount: 12000, Label: "Formation à distance" });
    await ask("POST", `/v1/Billing/Customer?ReferenceCustomer=${CLAIRE}`);
    await ask("POST", "/v1/CustomerSettingsPayment", { ReferenceCustomer: CLAIRE, TypePayment: "ExternalBank" });
    await ask("POST", "/v1/BalanceLine", { ReferenceCustomer: CLAIRE, Amount: 35000, Label: "Guide imprimé" });
    await ask("POST", `/v1/Billing/Customer?ReferenceCustomer=${CLAIRE}`);
    const composition = (label, amount, more) => ({ Lines: [{ Label: label, AmountUnit: amount }], ...more });
    const estimates = [];
    for (const [label, amount] of [["Reprise du planning", 125000], ["Audit", 40000], ["Affiches", 9000]]) {
        const estimate = await ask("POST", "/Finance/Estimates", {
            ReferenceCustomer: CLAIRE, Note: "Comme convenu au téléphone", Composition: composition(label, amount),
        });
        estimates.push(await ask("POST", `/Finance/Estimates/${estimate.Id}/MarkSent`));
    }
    const recurring = await comesAgain(world, ask);
    const hostile = await endure(application);
    const offer = await application.get("/v1/Offer?ReferenceOffer=business");
    const { Items: invoices } = await application.get(`/v1/Invoices?ReferenceCustomer=${CLAIRE}&SizePage=10`);
    return { application, customer, subscription, invoices, estimates, recurring, hostile, offer };
}

// Somebody new, for a walk of his own: with a subscription to that offer, paid by card if there is a number.
async function newcomer(application, reference, { offer, number } = {}) {
    const ask = (method, target, body) => application.expect(method, target, body);
    const customer = await ask("POST", "/v1/Customer", {
        ReferenceCustomer: reference, Name: `Atelier ${reference}`, Email: `${reference}@example.test`, Language: "fr",
    });
    await ask("POST", "/v1/CustomerAddressBilling", {
        ReferenceCustomer: reference, Company: `Atelier ${reference}`, AddressLine1: "1 rue Haute", ZipCode: "75001",
        City: "Paris", Country: "FR",
    });
    if (number)
        await ask("POST", "/Gateway/Permissions", { ReferenceCustomer: reference, TypePayment: "Card", Number: number });
    else await ask("POST", "/v1/CustomerSettingsPayment", { ReferenceCustomer: reference, TypePayment: "ExternalBank" });
    const subscription = offer
        ? await ask("POST", "/v1/Subscription", { ReferenceCustomer: reference, ReferenceOffer: offer })
        : null;
    return { customer, subscription };
}

// Somebody whose every text is meant to do harm: markup, right-to-left, without a space to break at.
async function endure(application) {
    const evil = "<script>alert(1)</script>\"' \u202egnp.exe \u2066 👩‍💻 日本語 العربية ";
    const ask = (method, target, body) => application.expect(method, target, body);
    const customer = await ask("POST", "/v1/Customer", {
        ReferenceCustomer: "hostile", Name: evil + "W".repeat(200), Email: `${"x".repeat(60)}@hostile.example`, Language: "fr",
    });
    await ask("POST", "/v1/CustomerAddressBilling", {
        ReferenceCustomer: "hostile", Company: evil + "W".repeat(100), AddressLine1: "W".repeat(120), ZipCode: "W".repeat(20),
        City: evil, Country: "FR",
    });
    await ask("POST", "/v1/CustomerSettingsPayment", { ReferenceCustomer: "hostile", TypePayment: "ExternalBank" });
    await ask("POST", "/v1/BalanceLine", { ReferenceCustomer: "hostile", Amount: 999999999, Label: evil + "W".repeat(200) });
    await ask("POST", "/v1/Billing/Customer?ReferenceCustomer=hostile");
    const { Items: invoices } = await application.get("/v1/Invoices?ReferenceCustomer=hostile");
    return { customer, invoices };
}

// Their pages: where the texts stand.
function hostilePages(settled) {
    return [
        { name: "hostile-home", path: "/portal" },
        { name: "hostile-invoices", path: "/portal/invoices" },
        { name: "hostile-invoice", path: `/portal/invoices/${settled.hostile.invoices[0].Id}` },
    ];
}

// One that has made its first invoices, and one that is paused.
async function comesAgain(world, ask) {
    const compose = (Title, AmountUnit) => ask("POST", "/Finance/RecurringInvoices", {
        ReferenceCustomer: CLAIRE, Title, DateStart: "2026-01-31", DurationRecurrence: 3, UnitRecurrence: "Month", Cycles: 12,
        Composition: { Lines: [{ Label: `${Title} {PERIOD}`, AmountUnit }] },
    });
    const start = (one, Missed) => ask("POST", `/Finance/RecurringInvoices/${one.Id}/Start`, { Missed });
    const recurring = await compose("Maintenance de l’imprimante", 4500);
    await start(recurring, "CatchUp");
    const paused = await compose("Nettoyage des vitrines, intérieur et extérieur", 12900);
    await start(paused, "Skip");
    await ask("POST", `/Finance/RecurringInvoices/${paused.Id}/Pause`);
    run(world, "bill");
    return recurring;
}

const link = (thing, rel) => thing.Links.find((one) => one.rel === rel).href;

// The address of a link, for a browser.
function address(world, thing, rel, language) {
    const href = link(thing, rel);
    return (href.startsWith("/") ? world.address + href : href) + (language ? `?lang=${language}` : "");
}

// What a browser keeps of a visitor who came by the customer's link.
async function cameByLink(browser, world, customer, language) {
    const one = await reader(browser, { language });
    await one.page.goto(address(world, customer, "hosted-home", language));
    const state = await one.context.storageState();
    await one.close();
    return state;
}

// Somebody proves by a code that the e-mail is his.
async function enter(page, world, mailbox, customer, language = "fr") {
    await page.goto(`${world.address}/portal/sign-in/${world.demo.IdBusiness}?lang=${language}`);
    await page.fill("#email", customer.Email);
    await page.click("main button");
    await page.fill("#code", CODE.exec(await mailbox.next(customer.Email, CODE))[1]);
    await page.click("main button");
}

// And what a browser keeps of him then.
async function cameByCode(browser, world, mailbox, settled, language) {
    const one = await reader(browser, { language });
    await enter(one.page, world, mailbox, settled.customer, language);
    const state = await one.context.storageState();
    await one.close();
    return state;
}

// The pages of a customer: name and address.
function portalPages(settled) {
    const subscription = `/portal/subscriptions/${settled.subscription.Id}`;
    return [
        { name: "portal-home", path: "/portal" },
        { name: "portal-subscriptions", path: "/portal/subscriptions" },
        { name: "portal-subscription", path: subscription },
        { name: "portal-change", path: `${subscription}/change` },
        { name: "portal-options", path: `${subscription}/options` },
        { name: "portal-cancel", path: `${subscription}/cancel` },
        { name: "portal-offers", path: "/portal/offers" },
        { name: "portal-invoices", path: "/portal/invoices" },
        { name: "portal-invoice", path: `/portal/invoices/${settled.invoices[0].Id}` },
        { name: "portal-estimates", path: "/portal/estimates" },
        { name: "portal-estimate", path: `/portal/estimates/${settled.estimates[0].Id}` },
        { name: "portal-accounts", path: "/portal/accounts" },
        { name: "portal-recurring", path: "/portal/recurring" },
        { name: "portal-recurring-past", path: "/portal/recurring?state=past" },
        { name: "portal-recurring-invoice", path: `/portal/recurring/${settled.recurring.Id}` },
        { name: "portal-account", path: "/portal/account" },
        { name: "portal-subscribe", path: `/portal/subscribe/${settled.offer.Id}` },
        { name: "portal-pay", path: "/portal/pay" },
        { name: "portal-payments", path: "/portal/payments" },
        { name: "portal-credits", path: "/portal/credits" },
        { name: "portal-statement", path: "/portal/statement" },
        { name: "portal-methods", path: "/portal/methods" },
        { name: "portal-billing", path: "/portal/billing" },
        { name: "portal-proof", path: "/portal/proof" },
        { name: "portal-unknown", path: "/portal/invoices/999999", status: 404 },
    ];
}

// Those of nobody yet.
function publicPages(world) {
    return [{ name: "portal-sign-in", path: `/portal/sign-in/${world.demo.IdBusiness}` }];
}

// What the sandbox's provider shows: where a number is typed.
async function sandboxPages(world, settled) {
    const opened = await settled.application.expect("POST", "/Gateway/Permissions", {
        ReferenceCustomer: CLAIRE, TypePayment: "Card",
    });
    return [{ name: "sandbox-method", path: new URL(opened.PageUrl, world.address).pathname }];
}

module.exports = {
    CLAIRE, CODE, address, cameByCode, cameByLink, enter, hostilePages, newcomer, portalPages, publicPages, run, sandboxPages, settle,
};
