/* QR codes from the camera and from photos, for a page that has loaded qr-code.js, qr-find.js and qr-read.js. ES5. Nothing is sent.
   mwangaCamera.start(video, onText, onProblem) shows the camera in a <video> and calls onText(text) once, when it has read a code;
   it returns a function that stops the camera. mwangaCamera.photo(file, onText, onProblem) reads a picture that somebody gives:
   <input type="file" accept="image/*" capture="environment"> works where cameras are forbidden, as on http in a local network.
   onProblem(word) is called once, instead: no_camera; refused (by the person, or by the Permissions-Policy of the page); insecure
   (neither https nor this very device); nothing_found (in the photo, or for a minute); stopped (the page went out of sight). */
(function (w, d) {
  'use strict';
  var PAUSE = 200, PATIENCE = 60000, LARGEST = 800;
  var WANTED = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
  /* One for all: some phones do not soon give back the room that each takes. */
  var canvas = null;
  /* Pixels to which a photo is brought, one after the other. */
  var AREAS = [6e5, 2.4e6, 1.5e5, 4e6];

  function nothing() { return; }

  /* A part of a video or picture as it is in a canvas of that size: what mwangaQr.read() takes. */
  function pixelsOf(source, part, scale) {
    var width = Math.max(1, Math.floor(part.width * scale)), height = Math.max(1, Math.floor(part.height * scale));
    var context;
    canvas = canvas || d.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    context = canvas.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, width, height);
    return { data: context.getImageData(0, 0, width, height).data, width: width, height: height };
  }

  /* By turns the whole of what the camera sees, made smaller, and its middle as sharp as it is. */
  function frameOf(video, turn) {
    var width = video.videoWidth, height = video.videoHeight, side = Math.min(LARGEST, width), tall = Math.min(LARGEST, height);
    if (turn % 2 && (width > side || height > tall)) {
      return pixelsOf(video, { x: (width - side) >> 1, y: (height - tall) >> 1, width: side, height: tall }, 1);
    }
    return pixelsOf(video, { x: 0, y: 0, width: width, height: height }, Math.min(1, LARGEST / Math.max(width, height)));
  }

  /* The browser's own reader, if it has one for QR codes: done(reader or null). */
  function ownReader(done) {
    var Reader = w.BarcodeDetector;
    if (!Reader || !Reader.getSupportedFormats) { return done(null); }
    Reader.getSupportedFormats().then(function (formats) {
      return formats.indexOf('qr_code') < 0 ? null : new Reader({ formats: ['qr_code'] });
    }).then(done, function () { done(null); });
  }

  /* Hands one text or one problem on, and nothing after that. */
  function once(onText, onProblem, atEnd) {
    var isOver = false;
    function over(say) {
      return function (what) {
        if (isOver) { return; }
        isOver = true;
        atEnd();
        say(what);
      };
    }
    return { text: over(onText), problem: over(onProblem), stop: over(nothing), isOver: function () { return isOver; } };
  }

  /* done(text or null, whether the browser's reader failed). Every other pair of frames tries another way than the best. */
  function read(video, reader, turn, done) {
    var frame, way = turn % 4 < 2 ? 0 : 1 + (turn >> 2) % (w.mwangaQr.ways - 1);
    if (reader) {
      reader.detect(video).then(function (codes) {
        done(codes.length ? codes[0].rawValue : null);
      }, function () { done(null, true); });
    } else {
      frame = frameOf(video, turn);
      done(w.mwangaQr.read(frame.data, frame.width, frame.height, way));
    }
  }

  /* Looks at a frame, pauses, looks at the next, until something is over. */
  function watch(video, end) {
    var began = Date.now();
    ownReader(function (reader) {
      var turn = 0;
      function look() {
        if (end.isOver()) { return; }
        if (Date.now() - began > PATIENCE) { end.problem('nothing_found'); return; }
        if (video.readyState < 2 || !video.videoWidth) { w.setTimeout(look, PAUSE); return; }
        read(video, reader, turn++, function (text, isBroken) {
          if (isBroken) { reader = null; }
          if (text) { end.text(text); } else { w.setTimeout(look, PAUSE); }
        });
      }
      look();
    });
  }

  function isRefusal(error) { return /NotAllowed|Permission|Security/.test(error && error.name); }

  function start(video, onText, onProblem) {
    var devices = w.navigator.mediaDevices, stream = null, end;
    function hidden() { if (d.hidden) { end.problem('stopped'); } }
    function release() {
      d.removeEventListener('visibilitychange', hidden);
      if (stream) { stream.getTracks().forEach(function (track) { track.stop(); }); }
      stream = video.srcObject = null;
    }
    end = once(onText, onProblem, release);
    if (!devices || !devices.getUserMedia) {
      end.problem(w.isSecureContext === false ? 'insecure' : 'no_camera');
      return end.stop;
    }
    d.addEventListener('visibilitychange', hidden);
    devices.getUserMedia({ video: WANTED }).then(function (given) {
      stream = given;
      if (end.isOver()) { release(); return; }
      stream.getTracks().forEach(function (track) { track.onended = function () { end.problem('no_camera'); }; });
      video.muted = true;
      video.setAttribute('playsinline', '');
      video.srcObject = stream;
      (video.play() || { then: nothing }).then(nothing, nothing);
      watch(video, end);
    }).then(nothing, function (error) { end.problem(isRefusal(error) ? 'refused' : 'no_camera'); });
    return end.stop;
  }

  /* The picture in a file: done(something to draw, width, height), or done() if there is none. By "data:", as our pages allow. */
  function opened(file, done) {
    var reader = new w.FileReader(), picture = new w.Image();
    function failed() { done(); }
    picture.onload = function () { done(picture, picture.naturalWidth, picture.naturalHeight); };
    picture.onerror = reader.onerror = failed;
    reader.onload = function () { picture.src = reader.result; };
    try { reader.readAsDataURL(file); } catch (foreign) { failed(); }
  }

  /* Scales for a photo; larger than it is, it would only be the same again. */
  function scalesFor(width, height) {
    return AREAS.map(function (area) { return Math.min(1, Math.sqrt(area / (width * height))); }).filter(function (scale, i, all) {
      return all.indexOf(scale) === i;
    });
  }

  /* Size by size and way by way, with a breath between them for the page. */
  function photo(file, onText, onProblem) {
    var end = once(onText, onProblem, nothing), ways = w.mwangaQr.ways;
    opened(file, function (picture, width, height) {
      var scales = width && height ? scalesFor(width, height) : [], step = 0, frame;
      function look() {
        var text;
        if (end.isOver()) { return; }
        if (step >= scales.length * ways) { end.problem('nothing_found'); return; }
        if (step % ways === 0) { frame = pixelsOf(picture, { x: 0, y: 0, width: width, height: height }, scales[step / ways]); }
        text = w.mwangaQr.read(frame.data, frame.width, frame.height, step++ % ways);
        if (text) { end.text(text); } else { w.setTimeout(look, 0); }
      }
      look();
    });
    return end.stop;
  }

  w.mwangaCamera = { start: start, photo: photo };
}(window, document));
