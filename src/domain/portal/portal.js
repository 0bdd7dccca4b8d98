// Shows the customer portal inside a page of the merchant's: docs/integration.md.
//
//   <div id="proabono_portal"></div>
//   <script src="https://billing.example.com/Get/portal.js"></script>
//   <script>ProAbonoPortal.open({business_id: 1, segment_ref: 'default', customer_ref: 'ada', hash: '…'});</script>
//
// The options become a form that is posted into a frame, so that none of them is ever in an address.
(function () {
  'use strict';
  var PLACE = 'proabono_portal';
  var FRAME = 'proabono_portal_frame';
  var server = new URL(document.currentScript.src).origin;
  var fields = {
    business_id: 'IdBusiness',
    segment_ref: 'ReferenceSegment',
    customer_ref: 'ReferenceCustomer',
    customer_lang: 'Language',
    customer_name: 'Name',
    customer_meta: 'Metadata',
    offer_ref: 'ReferenceOffer',
    query: 'Query',
    hash: 'Hash'
  };

  function complain(what) {
    throw new Error('ProAbonoPortal.open: ' + what);
  }

  function checked(options) {
    if (!options || typeof options !== 'object')
      complain('an object of options is expected, such as {business_id: 1, segment_ref: "default"}.');
    Object.keys(options).forEach(function (name) {
      if (!fields[name])
        complain('there is no option "' + name + '"; there are ' + Object.keys(fields).join(', ') + '.');
    });
    if (!options.business_id) complain('business_id is missing.');
    return options;
  }

  function text(value) {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  function hidden(name, value) {
    var input = document.createElement('input');

    input.type = 'hidden';
    input.name = name;
    input.value = value;
    return input;
  }

  function frame(place) {
    var made = document.createElement('iframe');

    made.name = FRAME;
    made.title = place.getAttribute('aria-label') || document.title;
    made.style.cssText = 'width:100%;border:0;height:40rem';
    made.allow = 'payment';
    place.replaceChildren(made);
    return made;
  }

  // `query` of the options, else `pa_query` of this page's address: a link of the API or of a mail.
  function query(options) {
    return options.query || new URLSearchParams(location.search).get('pa_query');
  }

  function post(place, options) {
    var form = document.createElement('form');

    form.method = 'post';
    form.action = server + '/portal/insite';
    form.target = FRAME;
    form.hidden = true;
    Object.keys(fields).forEach(function (name) {
      var value = name === 'query' ? query(options) : options[name];

      if (value !== undefined && value !== null && value !== '')
        form.appendChild(hidden(fields[name], text(value)));
    });
    place.appendChild(form);
    form.submit();
    form.remove();
  }

  function open(options) {
    var place = document.getElementById(PLACE), shown;

    checked(options);
    if (!place) complain('this page has no element with the id "' + PLACE + '".');
    shown = frame(place);
    window.addEventListener('message', function (event) {
      if (event.origin !== server || event.source !== shown.contentWindow) return;
      if (typeof event.data.taciteHeight === 'number')
        shown.style.height = event.data.taciteHeight + 'px';
      // Where the merchant sends who has done something: a page of his own.
      if (/^https?:/.test(event.data.taciteGo)) location.assign(event.data.taciteGo);
    });
    post(place, options);
    return shown;
  }

  window.ProAbonoPortal = { open: open };
})();
