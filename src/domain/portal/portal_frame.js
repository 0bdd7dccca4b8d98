// Inside a page of the merchant's: tells it how high this page is and where the visitor is to go, and
// nothing else; and lets links to elsewhere leave the frame. Only the origins that the merchant allows
// are told. Without this script the page scrolls inside its frame.
(function () {
  'use strict';
  var allowed = document.currentScript.dataset.origins.split(' ');
  var around = location.ancestorOrigins && location.ancestorOrigins[0];
  var last = 0;

  function tell(what) {
    allowed.forEach(function (origin) {
      if (!around || origin === around) parent.postMessage(what, origin);
    });
  }

  function tellHeight() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);

    if (height === last) return;
    last = height;
    tell({ taciteHeight: height });
  }

  if (parent === window) return;
  if (window.ResizeObserver) new ResizeObserver(tellHeight).observe(document.documentElement);
  window.addEventListener('load', tellHeight);
  tellHeight();
  document.querySelectorAll('a[href]').forEach(function (link) {
    if (/^https?:$/.test(link.protocol) && link.origin !== location.origin) link.target = '_top';
    if (link.hasAttribute('data-go')) tell({ taciteGo: link.href });
  });
})();
