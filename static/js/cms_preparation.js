/* The CMS: looks every three seconds how far a medium's preparation is, until it is over. Without it the page shows the state as it was. */
(function () {
  "use strict";
  function look(place) {
    if (place.hasAttribute("data-over")) { return; }
    setTimeout(function () {
      fetch(place.getAttribute("data-state"), { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(function (html) {
        var box = document.createElement("div");
        box.innerHTML = html;
        var fresh = box.querySelector("[data-state]");
        if (fresh) { place.parentNode.replaceChild(fresh, place); }
        look(fresh || place);
      }, function () { look(place); });
    }, 3000);
  }
  Array.prototype.forEach.call(document.querySelectorAll("[data-state]"), look);
}());
