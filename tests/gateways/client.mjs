// The official client of a payment provider, driven line by line: each line of the input is a JSON
// array of a function's name and its arguments, each line of the output its result or its error.
//
//     node client.mjs stripe http://127.0.0.1:1234 sk_test_fake
import readline from "node:readline";

const [provider, address, key] = process.argv.slice(2);
const url = new URL(address);

async function stripe() {
    const { default: Stripe } = await import("stripe");
    const client = new Stripe(key, {
        host: url.hostname, port: url.port, protocol: "http", maxNetworkRetries: 0, telemetry: false,
    });
    return { ...named(client), verify: (body, header, secret) =>
        client.webhooks.constructEvent(body, header, secret) };
}

async function gocardless() {
    const { GoCardlessClient, parse } = await import("gocardless-nodejs");
    const client = new GoCardlessClient(key, "SANDBOX", { raiseOnIdempotencyConflict: true });
    client._api._baseUrl = address; // it has no option for that
    return { ...named(client), verify: (body, header, secret) => parse(body, secret, header) };
}

// "paymentIntents.create" -> the method, with its object.
function named(client) {
    return { call: (name, ...args) => {
        const path = name.split(".");
        const last = path.pop();
        const owner = path.reduce((from, part) => from[part], client);
        return owner[last](...args);
    } };
}

const { call, verify } = await { stripe, gocardless }[provider]();
for await (const line of readline.createInterface({ input: process.stdin })) {
    const [name, ...args] = JSON.parse(line);
    let told;
    try {
        const result = await (name === "verify" ? verify(...args) : call(name, ...args));
        told = { result };
    } catch (error) {
        told = { error: { name: error.constructor.name, message: error.message, code: error.code,
            type: error.rawType ?? error.errorType, decline: error.decline_code,
            status: error.statusCode, conflict: error.conflictingResourceId } };
    }
    process.stdout.write(JSON.stringify(told) + "\n");
}
