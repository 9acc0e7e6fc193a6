/* The CMS: a package is dropped where one can be chosen, a large one shows how far it is sent, and a tried content gets its height.
   Without it the forms work as they are. */
(function () {
  "use strict";
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  function chosen(zone) {
    var input = zone.querySelector("input[type=file]"), line = zone.querySelector("[data-chosen]");
    var file = input.files && input.files[0];
    line.hidden = !file;
    line.textContent = file ? file.name + " · " + (file.size < 1e6 ? Math.ceil(file.size / 1e3) + " KB" : (file.size / 1e6).toFixed(1) + " MB") : "";
  }

  function takesDrops(zone) {
    var input = zone.querySelector("input[type=file]");
    zone.querySelector("[data-drop-words]").hidden = false;
    input.addEventListener("change", function () { chosen(zone); });
    ["dragenter", "dragover"].forEach(function (kind) {
      zone.addEventListener(kind, function (event) { event.preventDefault(); zone.setAttribute("data-over", ""); });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      zone.addEventListener(kind, function () { zone.removeAttribute("data-over"); });
    });
    zone.addEventListener("drop", function (event) {
      var files = event.dataTransfer && event.dataTransfer.files;
      event.preventDefault();
      if (files && files.length) { input.files = files; chosen(zone); input.focus(); }
    });
  }

  function say(html) {
    var place = document.querySelector("[data-problems]"), box;
    place.innerHTML = html;
    box = place.querySelector("[role=alert]");
    if (box) { box.focus(); box.scrollIntoView(); }
  }

  function sends(form) {
    form.addEventListener("submit", function (event) {
      var input = form.querySelector("input[type=file]"), line = form.querySelector("[data-sending]"), bar = line.querySelector("progress");
      var button = form.querySelector("button[type=submit]"), request = new XMLHttpRequest();
      function over() { line.hidden = true; button.disabled = false; }
      if (!input.files || !input.files.length) { return; }
      event.preventDefault();
      line.hidden = false;
      button.disabled = true;
      request.open("POST", form.getAttribute("action") || location.href);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.onprogress = function (sent) { if (sent.lengthComputable) { bar.value = 100 * sent.loaded / sent.total; } };
      request.onerror = function () { over(); form.submit(); };
      request.onload = function () {
        var answer = null;
        over();
        try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
        if (answer && answer.go) { location.href = answer.go; } else if (answer && answer.problems) { say(answer.problems); } else { form.submit(); }
      };
      request.send(new FormData(form));
    });
  }

  all("[data-drop]").forEach(takesDrops);
  all("form[data-h5p-upload]").forEach(sends);
  window.addEventListener("load", function () {
    all("[data-h5p-frame]").forEach(function (frame) {
      if (window.mwangaH5P) { window.mwangaH5P(frame, frame.getAttribute("data-nonce")); }
    });
  });
}());
