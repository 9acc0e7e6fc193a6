/* The desk's comforts: Ctrl + Enter, tags and remembered words put in by a button, sentences like this one looked up in the memory,
   textareas that grow, the preview that follows. Saving stands in cms-desk-outbox.js, which comes first. */
(function (w, d) {
  "use strict";
  var desk = w.MwangaDesk;
  if (!desk) { return; }
  var frame = d.querySelector("#desk-preview iframe"), fold = d.getElementById("desk-preview"), stale = 0;

  function grow(field) {
    if (w.CSS && w.CSS.supports && w.CSS.supports("field-sizing", "content")) { return; }
    field.style.blockSize = "auto";
    field.style.blockSize = field.scrollHeight + 2 + "px";
  }

  function fill(article, text) {
    var field = desk.box(article);
    field.value = text;
    field.focus();
    grow(field);
    desk.changed(article);
  }

  /* The next sentence that is not translated, after this one or from the top; else simply the next one. */
  function next(article) {
    var all = desk.all(), at = all.indexOf(article), round = all.slice(at + 1).concat(all.slice(0, at));
    var open = round.filter(function (one) { return !desk.box(one).value && /empty|broken/.test(one.getAttribute("data-state")); });
    var one = open[0] || all[at + 1];
    if (one) { desk.box(one).focus(); one.scrollIntoView({ block: "center" }); }
  }

  function insert(field, opening, closing) {
    var from = field.selectionStart, to = field.selectionEnd, words = field.value;
    field.value = words.slice(0, from) + opening + words.slice(from, to) + closing + words.slice(to);
    field.focus();
    field.setSelectionRange(from + opening.length, to + opening.length);
    field.dispatchEvent(new w.Event("input", { bubbles: true }));
  }

  function look(article) {
    var place = article.querySelector("[data-matches]");
    if (!place || place.hasAttribute("data-looked")) { return; }
    place.setAttribute("data-looked", "");
    w.fetch(desk.form.getAttribute("data-near").replace("/0/", "/" + desk.key(article) + "/"), {
      credentials: "same-origin", redirect: "error", headers: { "X-Requested-With": "XMLHttpRequest" }
    }).then(function (reply) { return reply.json(); }).then(function (answer) { place.innerHTML = answer.html; }).catch(function () {
      place.removeAttribute("data-looked");
    });
  }

  /* Cards of a lesson stand in its page in their order; what belongs to the page itself is at the top. */
  function follow(article) {
    if (!fold || !fold.open || !frame.contentDocument) { return; }
    var card = +article.parentNode.getAttribute("data-card"), cards = frame.contentDocument.querySelectorAll("main > .card");
    if (!card) { frame.contentWindow.scrollTo(0, 0); } else if (cards[card - 1]) { cards[card - 1].scrollIntoView(); }
  }

  function draw() {
    if (!fold || !fold.open) { return; }
    w.clearTimeout(stale);
    stale = w.setTimeout(function () {
      var inner = frame.contentWindow, top = inner.scrollY;
      frame.addEventListener("load", function back() {
        frame.removeEventListener("load", back);
        frame.contentWindow.scrollTo(0, top);
      });
      inner.location.reload();
    }, 600);
  }

  desk.form.addEventListener("keydown", function (event) {
    var article = event.target.closest(".desk-sentence");
    if (article && event.target === desk.box(article) && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      desk.send(article);
      next(article);
    }
  });
  desk.form.addEventListener("input", function (event) { if (event.target.tagName === "TEXTAREA") { grow(event.target); } });
  desk.form.addEventListener("focusin", function (event) {
    var article = event.target.closest(".desk-sentence");
    if (article && event.target === desk.box(article)) { look(article); follow(article); }
  });
  desk.form.addEventListener("desk:saved", function (event) { grow(event.target); draw(); });
  desk.form.addEventListener("click", function (event) {
    var button = event.target.closest("button"), article = button && button.closest(".desk-sentence");
    if (!article) { return; }
    if (button.hasAttribute("data-open")) {
      insert(desk.box(article), button.getAttribute("data-open"), button.getAttribute("data-close"));
    } else if (button.name === "use") {
      event.preventDefault();
      fill(article, button.value.slice(button.value.indexOf(":") + 1));
      if (button.hasAttribute("data-use-theirs")) { desk.send(article); button.closest("[data-theirs]").innerHTML = ""; }
    } else if (button.name === "confirm") {
      event.preventDefault();
      desk.send(article, true);
      next(article);
    }
  });
  desk.all().forEach(function (article) {
    var tags = article.querySelector(".desk-tags");
    if (tags) { tags.hidden = false; }
    grow(desk.box(article));
  });
}(window, document));
