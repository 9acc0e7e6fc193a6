/* Plays our own library in a document and an H5P core that are just large enough for it.
   In: JSON {script, params, acts}; an act is {check: n} after {set: n, value} on the nth control, or {restore: responses}.
   Out: JSON {statements, controls, texts}. */
'use strict';

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"' };
const decoded = (text) => text.replace(/&(?:#(\d+)|(\w+));/g, (all, code, name) => (code ? String.fromCodePoint(code) : NAMED[name] || all));
const made = [];

class Element {
  constructor(tag) {
    this.tag = tag; this.children = []; this.attributes = {}; this.listeners = {}; this.words = ''; this.value = ''; this.checked = false;
    this.classList = { add() {} };
    made.push(this);
  }
  set innerHTML(text) { this.html = text; if (this.tag === 'textarea') { this.value = decoded(text); } }
  set textContent(text) { this.words = text; this.children = []; }
  get textContent() { return this.words + this.children.map((child) => child.textContent).join(''); }
  get firstChild() { return this.children[0]; }
  appendChild(child) { this.children.push(child); return child; }
  insertBefore(child) { this.children.unshift(child); return child; }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener(name, listener) { this.listeners[name] = listener; }
}

class XAPIEvent {
  constructor(verb, instance) {
    this.data = { statement: { verb, object: { id: 'content' + (instance.subContentId ? '?subContentId=' + instance.subContentId : '') } } };
    if (instance.parent) { this.data.statement.context = { contextActivities: { parent: [{ id: 'content' }] } }; }
  }
  getVerifiedStatementValue(keys) { return keys.reduce((value, key) => (value[key] = value[key] || {}), this.data.statement); }
  setScoredResult(raw, max, instance, completion, success) {
    this.data.statement.result = { score: { min: 0, raw, max, scaled: Math.round(raw / max * 10000) / 10000 }, completion, success };
  }
}

const statements = [];
function EventDispatcher() {}
EventDispatcher.prototype.trigger = function (event) { if (event.data) { statements.push(event.data.statement); } };
EventDispatcher.prototype.createXAPIEventTemplate = function (verb) { return new XAPIEvent(verb, this); };
EventDispatcher.prototype.setActivityStarted = function () { this.trigger(this.createXAPIEventTemplate('attempted')); };

const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));
global.window = global;
global.document = { createElement: (tag) => new Element(tag), createTextNode: (text) => Object.assign(new Element('#text'), { words: text }) };
global.H5P = { EventDispatcher, getPath: (path, id) => '/content/' + id + '/' + path };
(0, eval)(given.script);

const root = new Element('div');
const game = new global.Mwanga.Questions(given.params, 7, { previousState: given.state });
game.attach([root]);
const controls = made.filter((one) => one.tag === 'select' || one.tag === 'input');
const buttons = made.filter((one) => one.tag === 'button');
for (const act of given.acts) {
  if ('check' in act) { buttons[act.check].listeners.click(); }
  else if (typeof act.value === 'boolean') { controls[act.set].checked = act.value; }
  else { controls[act.set].value = act.value; }
}
const whole = game.getXAPIData();
process.stdout.write(JSON.stringify({
  statements, texts: root.textContent, score: [game.getScore(), game.getMaxScore()], state: game.getCurrentState(),
  children: whole.children.length, pictures: made.filter((one) => one.tag === 'img').map((one) => [one.src, one.alt]),
}));
