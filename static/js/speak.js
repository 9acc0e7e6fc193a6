/* Each card read aloud by a voice that this device has for the card's language. Nothing is fetched and nothing is sent for it: voices
   that speak from a network are passed over. Cards with a recording have a player and get no button; a tap, never by itself.
   lesson.js loads this only where there is such a voice. ES5. */
(function (w, d) {
  'use strict';
  var speech = w.speechSynthesis, words = w.MWANGA_SPEAK_WORDS, LINES = 'h2,h3,p,li,legend,label,blockquote,dt,dd';
  var speaking = null;

  /* "sw-KE" for a page in "sw". */
  function voiceFor(language) {
    return speech.getVoices().filter(function (voice) {
      return voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language.toLowerCase().split('-')[0];
    })[0];
  }

  function languageOf(el) {
    while (el && !el.lang) { el = el.parentNode; }
    return el ? el.lang : '';
  }

  /* Line by line: some engines fall silent in long texts. A line inside another is read with it; what is folded or not seen is left out. */
  function linesOf(card) {
    return [].filter.call(card.querySelectorAll(LINES), function (line) {
      return line.offsetParent && !line.parentNode.closest(LINES.replace(/(\w+)/g, '.card $1'));
    }).map(function (line) {
      var copy = line.cloneNode(true);
      [].forEach.call(copy.querySelectorAll('select,button,svg,.number'), function (el) { el.parentNode.removeChild(el); });
      return copy.textContent.trim();
    }).filter(function (words) { return words; });
  }

  function show(button, isOn) {
    button.textContent = (isOn ? '\u25a0 ' : '\u25b6 ') + words[isOn ? 'stop' : 'listen'];
  }

  function stop() {
    if (speaking) { show(speaking, false); }
    speaking = null;
    speech.cancel();
  }

  function speak(card, button, voice) {
    var lines = linesOf(card);
    stop();
    speaking = button;
    show(button, true);
    function next() {
      var one;
      if (speaking !== button) { return; }
      if (!lines.length) { stop(); return; }
      one = new w.SpeechSynthesisUtterance(lines.shift());
      one.voice = voice;
      one.lang = voice.lang;
      one.onend = next;
      one.onerror = function () { if (speaking === button) { stop(); } };
      card.utterance = one; /* kept, or some engines forget it before it ends */
      speech.speak(one);
    }
    next();
  }

  function offer(card) {
    var voice = voiceFor(languageOf(card)), button;
    if (!voice || card.querySelector('audio,video,.listen')) { return; }
    button = d.createElement('button');
    button.type = 'button';
    button.className = 'listen noprint';
    button.style.border = 0; /* as quiet as a link; a whole button on each card would be loud */
    button.style.padding = '8px 0 0';
    show(button, false);
    button.addEventListener('click', function () { if (speaking === button) { stop(); } else { speak(card, button, voice); } });
    (card.querySelector('figcaption') || card).appendChild(button);
  }

  [].forEach.call(d.querySelectorAll('.card:not(.course)'), offer);
  w.addEventListener('pagehide', stop);
}(window, document));
