<?php
// A shop whose customers manage their subscriptions in Tacite, in each way that there is: README.md.
// PHP alone, no package:
//
//   TACITE_URL=http://127.0.0.1:8080 TACITE_KEYS=AGENTKEY:APIKEY TACITE_BUSINESS=1 \
//   TACITE_SECRET=... php -S 127.0.0.1:8000 shop.php
declare(strict_types=1);

define('TACITE', getenv('TACITE_URL') ?: 'http://127.0.0.1:8080');
define('KEYS', getenv('TACITE_KEYS') ?: '');
define('BUSINESS', (int) (getenv('TACITE_BUSINESS') ?: 1));
define('SEGMENT', getenv('TACITE_SEGMENT') ?: 'default');
define('SECRET', getenv('TACITE_SECRET') ?: '');
// Who is signed in to the shop. A real one has sessions of its own.
const CUSTOMER = ['reference' => 'ada', 'name' => 'Ada Lovelace', 'language' => 'en'];

// What the API says; an error has what it objected to.
function ask(string $method, string $path, ?array $body = null): ?array
{
    $headers = "Authorization: Basic " . base64_encode(KEYS) . "\r\nContent-Type: application/json\r\n";
    $context = stream_context_create(['http' => [
        'method' => $method, 'header' => $headers, 'content' => $body === null ? '' : json_encode($body),
        'ignore_errors' => true, 'timeout' => 10,
    ]]);
    $said = file_get_contents(TACITE . $path, false, $context);
    $status = $said === false ? 0 : (int) explode(' ', $http_response_header[0])[1];
    if ($status < 200 || $status > 299) {
        throw new RuntimeException("$method $path: $status $said");
    }
    return $said === '' ? null : json_decode($said, true);
}

// The address without its path: what a browser calls an origin.
function origin(string $url): string
{
    $parts = parse_url($url);
    if (!isset($parts['scheme'], $parts['host'])) {
        return '';
    }
    return $parts['scheme'] . '://' . $parts['host'] . (isset($parts['port']) ? ':' . $parts['port'] : '');
}

// Creates the customer or updates him, and gives the address of one of his pages.
function hosted(string $rel): string
{
    $customer = ask('POST', '/v1/Customer', [
        'ReferenceCustomer' => CUSTOMER['reference'], 'ReferenceSegment' => SEGMENT,
        'Name' => CUSTOMER['name'], 'Language' => CUSTOMER['language'],
    ]);
    foreach ($customer['Links'] as $link) {
        if ($link['rel'] === $rel) {
            return $link['href'][0] === '/' ? TACITE . $link['href'] : $link['href'];
        }
    }
    throw new RuntimeException("there is no link $rel");
}

// Only this shop's server can make it: the secret never leaves it.
function portal_hash(string $reference): string
{
    return hash_hmac('sha256', $reference, SECRET);
}

function escaped(mixed $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function page(string $title, string $content): string
{
    $title = escaped($title);
    return <<<HTML
<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title – Shop</title>
<style>body{font:1rem/1.5 system-ui;max-width:64rem;margin:auto;padding:1rem}nav a{margin-right:1rem}iframe{width:100%;height:40rem;border:0}</style>
<header><nav><a href="/">Shop</a><a href="/frame">Account in a frame</a><a href="/script">Account by script</a><a href="/prices">Prices</a></nav></header>
<main><h1>$title</h1>
$content
</main></html>
HTML;
}

// A frame as high as what it shows: our pages tell their height to the origins that may show them.
function framed(string $address): string
{
    $address = escaped($address);
    $server = json_encode(origin(TACITE), JSON_UNESCAPED_SLASHES | JSON_HEX_TAG);
    return <<<HTML
<iframe id="account" src="$address" title="Your account"></iframe>
<script>
addEventListener('message', function (event) {
  var frame = document.getElementById('account');
  if (event.origin === $server && event.source === frame.contentWindow &&
      typeof event.data.taciteHeight === 'number')
    frame.style.height = event.data.taciteHeight + 'px';
});
</script>
HTML;
}

function scripted(array $options): string
{
    $tacite = escaped(TACITE);
    $options = json_encode(array_filter($options), JSON_UNESCAPED_SLASHES | JSON_HEX_TAG);
    return <<<HTML
<div id="proabono_portal" aria-label="Your account"></div>
<script src="$tacite/Get/portal.js"></script>
<script>ProAbonoPortal.open($options);</script>
HTML;
}

// Part 2 of the guide: the settings portal_url and form_url lead here, so that links of mails open inside
// the shop. Whoever writes a link could write any address behind crylk: only Tacite's is shown.
function account(): string
{
    $given = $_GET['crylk'] ?? null;
    if ($given === null) {
        return framed(hosted('hosted-home'));
    }
    if (!is_string($given) || origin($given) !== origin(TACITE)) {
        return '<p>This link is not one of ours.</p>';
    }
    return framed($given);
}

// Where customers come back to. Anybody can type such an address: the API says what is true.
function done(): string
{
    $customer = (int) ($_GET['idc'] ?? 0);
    $held = $customer ? ask('GET', "/v1/Subscriptions?IdCustomer=$customer") : null;
    $lines = array_map(
        fn (array $one): string => '<li>' . escaped($one['TitleLocalized']) . ': ' . escaped($one['StateSubscription']) . '</li>',
        $held['Items'] ?? []
    );
    return '<p>You come from ' . escaped($_GET['from'] ?? '') . ' with ' . escaped($_GET['outcome'] ?? '') . '.</p><ul>'
        . implode('', $lines) . '</ul>';
}

function answer(string $path): string
{
    switch ($path) {
        case '/':
            return page('Shop', '<p>You are signed in as ' . escaped(CUSTOMER['name']) . '.</p>');
        case '/frame': // part 1 of the guide: our server asks for a link and puts it into a frame
            return page('Your account', framed(hosted('hosted-home')));
        case '/account':
            return page('Your account', account());
        case '/script': // it also reads pa_query of this page's address, which links of the API have
            return page('Your account', scripted([
                'business_id' => BUSINESS, 'segment_ref' => SEGMENT, 'customer_ref' => CUSTOMER['reference'],
                'customer_name' => CUSTOMER['name'], 'customer_lang' => CUSTOMER['language'],
                'customer_meta' => ['source' => 'shop'],
                'hash' => SECRET === '' ? null : portal_hash(CUSTOMER['reference']),
            ]));
        case '/prices':
            return page('Prices', scripted(['business_id' => BUSINESS, 'segment_ref' => SEGMENT]));
        case '/done':
            return page('Thank you', done());
    }
    http_response_code(404);
    return page('Nothing here', '');
}

header('Content-Type: text/html; charset=utf-8');
try {
    echo answer(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
} catch (Throwable $error) {
    error_log((string) $error);
    http_response_code(502);
    echo page('Sorry', '<p>Your account cannot be shown at the moment.</p>');
}
