// Inside a page of the merchant's: tells it how high this page is, and nothing else. Only the origins
// that the merchant allows are told; without this script the page scrolls inside its frame.
(function () {
  'use strict';
  var allowed = document.currentScript.dataset.origins.split(' ');
  var around = location.ancestorOrigins && location.ancestorOrigins[0];
  var last = 0;

  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);

    if (height === last) return;
    last = height;
    allowed.forEach(function (origin) {
      if (!around || origin === around) parent.postMessage({ taciteHeight: height }, origin);
    });
  }

  if (parent === window) return;
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener('load', tell);
  tell();
})();
