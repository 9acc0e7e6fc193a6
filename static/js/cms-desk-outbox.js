/* The desk's saving: each sentence is sent when it is left, one request at a time for each. What could not be sent stays in its
   textarea and is sent again; what was refused waits for other words. Without this script the form's own button saves all. */
(function (w, d) {
  "use strict";
  var form = d.getElementById("desk"), AGAIN = 4000, timer = 0, leaving = false;
  if (!form) { return; }
  var said = d.getElementById("desk-said");

  function word(name) { return form.getAttribute("data-word-" + name); }
  function box(article) { return article.querySelector(".desk-target textarea"); }
  function mark(article) { return article.querySelector("input[name^=mark-]"); }
  function key(article) { return article.getAttribute("data-segment"); }
  function all() { return Array.prototype.slice.call(form.querySelectorAll(".desk-sentence")); }

  /* How a sentence stands: "clean", "changed", "sending", "line" (no connection), "refused". */
  function state(article) { return article.getAttribute("data-sending") || "clean"; }

  function show(article, name, text, aloud) {
    article.setAttribute("data-sending", name);
    article.querySelector("[data-word]").textContent = text;
    box(article).setAttribute("aria-invalid", String(name === "refused"));
    if (aloud) {
      said.textContent = article.querySelector("h3").textContent.trim() + ": " + text;
    }
  }

  function changed(article) {
    var field = box(article);
    if (field.readOnly) { return; }
    if (field.value === field.lastSaved) { show(article, "clean", ""); return; }
    if (state(article) !== "sending") { show(article, "changed", word("changed")); }
  }

  function take(article, answer, sent) {
    var field = box(article), isSame = field.value === sent;
    mark(article).value = answer.mark;
    article.querySelector("[data-about]").innerHTML = answer.about;
    article.setAttribute("data-state", answer.state);
    var confirm = article.querySelector("[data-confirm]");
    if (confirm) { confirm.hidden = answer.state !== "machine"; }
    d.getElementById("desk-progress").innerHTML = answer.progress;
    article.querySelector("[data-theirs]").innerHTML = answer.theirs || "";
    if (answer.theirs) { return; }
    if (isSame) { field.value = answer.target; }
    field.lastSaved = answer.target;
    field.dispatchEvent(new w.CustomEvent("desk:saved", { bubbles: true }));
  }

  function refuse(article, reasons) {
    show(article, "refused", "✕ " + word("refused") + ": " + reasons.join("; ") + (/[.。]$/.test(reasons[reasons.length - 1]) ? "" : "."), true);
  }

  function waits(article, text) {
    show(article, "line", "✕ " + text, true);
    if (!timer) { timer = w.setTimeout(resend, AGAIN); }
  }

  function resend() {
    timer = 0;
    all().forEach(function (article) { if (state(article) === "line") { send(article); } });
  }

  function send(article, isConfirmed) {
    var field = box(article), sent = field.value, data = new w.FormData();
    if (field.readOnly || state(article) === "sending") { return; }
    if (sent === field.lastSaved && !isConfirmed) { show(article, "clean", ""); return; }
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("segment", key(article));
    data.append("target", sent);
    data.append("mark", mark(article).value);
    if (isConfirmed) { data.append("confirm", key(article)); }
    show(article, "sending", word("saving"));
    w.fetch(form.getAttribute("data-save"), {
      method: "POST", body: data, credentials: "same-origin", redirect: "error", headers: { "X-Requested-With": "XMLHttpRequest" }
    }).then(function (reply) {
      return reply.json().then(function (answer) { settle(article, reply.status, answer, sent); }, function () {
        waits(article, word(reply.status === 403 ? "door" : "line"));
      });
    }, function () { waits(article, word("line")); });
  }

  function settle(article, status, answer, sent) {
    if (answer.mark) { take(article, answer, sent); }
    box(article).lastRefused = status === 200 ? null : sent;
    if (status === 409) {
      show(article, "refused", "");
      said.textContent = article.querySelector("[data-theirs] b").textContent;
    } else if (status === 200) {
      show(article, "clean", "✓ " + word("saved"), true);
      if (box(article).value !== box(article).lastSaved) { send(article); }
    } else {
      refuse(article, answer.reasons);
    }
  }

  all().forEach(function (article) {
    var field = box(article);
    /* What came back after a refusal is not what is stored. */
    field.lastSaved = field.getAttribute("aria-invalid") || article.querySelector("[data-theirs]").firstElementChild ? null : field.value;
    field.addEventListener("input", function () { changed(article); });
    /* Not "change": words that a button put in are no change to the browser. What was refused is sent again by hand only. */
    field.addEventListener("blur", function () { if (field.value !== field.lastRefused) { send(article); } });
  });
  w.addEventListener("online", resend);
  form.addEventListener("submit", function () { leaving = true; });
  w.addEventListener("pageshow", function () { leaving = false; });
  w.addEventListener("beforeunload", function (event) {
    var open = all().some(function (article) { return state(article) !== "clean"; });
    if (open && !leaving) { event.preventDefault(); event.returnValue = ""; }
  });
  w.MwangaDesk = { form: form, all: all, box: box, key: key, word: word, changed: changed, send: send };
}(window, document));
