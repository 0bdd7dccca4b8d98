// A shop whose customers manage their subscriptions in Tacite, in each way that there is: README.md.
// Node alone, no package:
//
//   TACITE_URL=http://127.0.0.1:8080 TACITE_KEYS=AGENTKEY:APIKEY TACITE_BUSINESS=1 \
//   TACITE_SECRET=... node shop.js 8000
'use strict';
const crypto = require('node:crypto');
const http = require('node:http');

const TACITE = process.env.TACITE_URL || 'http://127.0.0.1:8080';
const KEYS = process.env.TACITE_KEYS || '';
const BUSINESS = Number(process.env.TACITE_BUSINESS || 1);
const SEGMENT = process.env.TACITE_SEGMENT || 'default';
const SECRET = process.env.TACITE_SECRET || '';
// Who is signed in to the shop. A real one has sessions of its own.
const CUSTOMER = { reference: 'ada', name: 'Ada Lovelace', language: 'en' };

// What the API says; an error has what it objected to.
async function ask(method, path, body) {
  const answer = await fetch(TACITE + path, {
    method,
    headers: { Authorization: 'Basic ' + Buffer.from(KEYS).toString('base64'), 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
  return said ? JSON.parse(said) : null;
}

// Creates the customer or updates him, and gives the address of one of his pages.
async function hosted(rel) {
  const customer = await ask('POST', '/v1/Customer', {
    ReferenceCustomer: CUSTOMER.reference, ReferenceSegment: SEGMENT, Name: CUSTOMER.name, Language: CUSTOMER.language,
  });
  return new URL(customer.Links.find((link) => link.rel === rel).href, TACITE).href;
}

// Only this shop's server can make it: the secret never leaves it.
function hash(reference) {
  return crypto.createHmac('sha256', SECRET).update(reference).digest('hex');
}

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function page(title, content) {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} – Shop</title>
<style>body{font:1rem/1.5 system-ui;max-width:64rem;margin:auto;padding:1rem}nav a{margin-right:1rem}iframe{width:100%;height:40rem;border:0}</style>
<header><nav><a href="/">Shop</a><a href="/frame">Account in a frame</a><a href="/script">Account by script</a><a href="/prices">Prices</a></nav></header>
<main><h1>${escaped(title)}</h1>
${content}
</main></html>`;
}

// A frame as high as what it shows: our pages tell their height to the origins that may show them.
function framed(address) {
  return `<iframe id="account" src="${escaped(address)}" title="Your account"></iframe>
<script>
addEventListener('message', function (event) {
  var frame = document.getElementById('account');
  if (event.origin === ${JSON.stringify(new URL(TACITE).origin)} && event.source === frame.contentWindow &&
      typeof event.data.taciteHeight === 'number')
    frame.style.height = event.data.taciteHeight + 'px';
});
</script>`;
}

function scripted(options) {
  return `<div id="proabono_portal" aria-label="Your account"></div>
<script src="${TACITE}/Get/portal.js"></script>
<script>ProAbonoPortal.open(${JSON.stringify(options).replace(/</g, '\\u003c')});</script>`;
}

const pages = {
  '/': async () => page('Shop', `<p>You are signed in as ${escaped(CUSTOMER.name)}.</p>`),

  // Part 1 of the guide: our server asks for a link and puts it into a frame.
  '/frame': async () => page('Your account', framed(await hosted('hosted-home'))),

  // Part 2: the settings portal_url and form_url lead here, so that links of mails open inside the shop.
  // Whoever writes a link could write any address behind crylk: only Tacite's is shown.
  '/account': async (query) => {
    const given = query.get('crylk');
    if (!given) return page('Your account', framed(await hosted('hosted-home')));
    if (!URL.canParse(given) || new URL(given).origin !== new URL(TACITE).origin)
      return page('Your account', '<p>This link is not one of ours.</p>');
    return page('Your account', framed(given));
  },

  // The script: it also reads pa_query of this page's address, which links of the API have.
  '/script': async () => page('Your account', scripted({
    business_id: BUSINESS, segment_ref: SEGMENT, customer_ref: CUSTOMER.reference, customer_name: CUSTOMER.name,
    customer_lang: CUSTOMER.language, customer_meta: { source: 'shop' },
    hash: SECRET ? hash(CUSTOMER.reference) : undefined,
  })),

  '/prices': async () => page('Prices', scripted({ business_id: BUSINESS, segment_ref: SEGMENT })),

  // Where customers come back to. Anybody can type such an address: the API says what is true.
  '/done': async (query) => {
    const customer = Number(query.get('idc'));
    const { Items } = (customer && (await ask('GET', `/v1/Subscriptions?IdCustomer=${customer}`))) || { Items: [] };
    const held = Items.map((one) => `<li>${escaped(one.TitleLocalized)}: ${escaped(one.StateSubscription)}</li>`);
    return page('Thank you', `<p>You come from ${escaped(query.get('from'))} with ${escaped(query.get('outcome'))}.</p>
<ul>${held.join('')}</ul>`);
  },
};

http.createServer(async (request, response) => {
  const url = new URL(request.url, 'http://shop');
  const show = Object.hasOwn(pages, url.pathname) && pages[url.pathname];
  let status = show ? 200 : 404, body;
  try {
    body = show ? await show(url.searchParams) : page('Nothing here', '');
  } catch (error) {
    console.error(error);
    status = 502;
    body = page('Sorry', '<p>Your account cannot be shown at the moment.</p>');
  }
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(body);
}).listen(Number(process.argv[2] || 8000), '127.0.0.1');
