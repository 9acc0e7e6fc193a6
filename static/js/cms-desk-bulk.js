/* The board: “all” ticks every row, what changed is fetched when it is opened, a long action tells how far it is.
   Without this script “all” still means all, the link leads to what changed, and “Look again” asks how far it is. */
(function () {
  "use strict";
  function each(list, act) { Array.prototype.forEach.call(list, act); }

  each(document.querySelectorAll("form[data-bulk]"), function (form) {
    var all = form.querySelector("[data-all]");
    var ticks = form.querySelectorAll("input[name=course], input[name=page]");
    all.addEventListener("change", function () {
      each(ticks, function (tick) { tick.checked = all.checked; });
    });
    each(ticks, function (tick) {
      tick.addEventListener("change", function () { if (!tick.checked) { all.checked = false; } });
    });
  });

  each(document.querySelectorAll("details[data-src]"), function (details) {
    details.addEventListener("toggle", function () {
      var src = details.getAttribute("data-src");
      if (!details.open || !src) { return; }
      fetch(src, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { return; }
        details.removeAttribute("data-src");
        return answer.text().then(function (html) { details.querySelector("[data-part]").innerHTML = html; });
      }, function () { /* the link stays */ });
    });
  });

  function look(place) {
    if (place.hasAttribute("data-over")) { return; }
    setTimeout(function () {
      fetch(place.getAttribute("data-run"), { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(function (html) {
        var box = document.createElement("div");
        box.innerHTML = html;
        var fresh = box.querySelector("[data-run]");
        if (fresh) { place.parentNode.replaceChild(fresh, place); }
        look(fresh || place);
      }, function () { look(place); });
    }, 2000);
  }
  each(document.querySelectorAll("[data-run]"), look);
}());
