/* Mwanga.Questions 1.0: cards to read and five kinds of question. MIT licence. ES5; needs only the H5P core. */
var Mwanga = window.Mwanga || {};
window.Mwanga = Mwanga;

Mwanga.Questions = (function (H5P) {
  'use strict';

  var ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xae6, 0xbe6, 0xc66, 0xe50, 0x1040, 0x17e0, 0xff10];
  var QUESTIONS = { one_answer: choice, several_answers: choice, true_false: trueFalse, fill_the_gap: gaps, put_in_order: order };
  var CARDS = { text: words, picture: picture, accordion: accordion };

  /* H5P keeps plain texts HTML-escaped. A textarea decodes them and runs nothing. */
  function plain(text) {
    var area = document.createElement('textarea');
    area.innerHTML = text === undefined || text === null ? '' : String(text);
    return area.value;
  }

  function make(tag, parent, text) {
    var element = document.createElement(tag);
    if (text) {
      element.textContent = text;
    }
    if (parent) {
      parent.appendChild(element);
    }
    return element;
  }

  function each(list, use) {
    return (list || []).map(use);
  }

  function input(parent, type, name) {
    var element = document.createElement('input');
    element.type = type;
    if (name) {
      element.name = name;
    }
    parent.appendChild(element);
    return element;
  }

  /* An entry as it is compared: lower case, digits of any script as 0-9, no Arabic vowel signs, single spaces. */
  function normalised(entry) {
    var text = entry.normalize ? entry.normalize('NFKC') : entry;
    text = text.toLowerCase().replace(/[\u064b-\u0652\u0640]/g, '').replace(/[\u0660-\u17e9\uff10-\uff19]/g, function (digit) {
      var code = digit.charCodeAt(0);
      var zero = ZEROS.filter(function (one) { return code >= one && code < one + 10; })[0];
      return zero === undefined ? digit : String(code - zero);
    });
    return text.replace(/\s+/g, ' ').trim();
  }

  function words(block, place) {
    place.innerHTML = block.html || '';
  }

  function picture(block, place, self) {
    var image = make('img', place);
    image.src = H5P.getPath(block.file && block.file.path || '', self.contentId);
    image.alt = plain(block.alt);
    if (block.caption) {
      make('p', place, plain(block.caption));
    }
  }

  function accordion(block, place) {
    each(block.panels, function (panel) {
      var part = make('details', place);
      make('summary', part, plain(panel.title));
      make('div', part).innerHTML = panel.html || '';
    });
  }

  /* Each kind gives: read() the response or null, show(response), grade(response) -> {score, max, said: [[right, text]]}, definition */

  function choice(block, field, self, number) {
    var isMany = block.type === 'several_answers';
    return choices(block.options || [], field, { isMany: isMany, name: 'mq-' + self.contentId + '-' + number });
  }

  function trueFalse(block, field, self, number) {
    var texts = { 'true': plain(block.label_true) || self.l10n.isTrue, 'false': plain(block.label_false) || self.l10n.isFalse };
    var options = ['true', 'false'].map(function (id) {
      return { id: id, text: texts[id], is_right: String(block.is_true) === id, feedback: block['feedback_' + id] };
    });
    var kind = choices(options, field, { isMany: false, name: 'mq-' + self.contentId + '-' + number });
    kind.definition = { interactionType: 'true-false', correctResponsesPattern: [String(block.is_true)] };
    return kind;
  }

  function choices(options, field, as) {
    var ids = options.map(function (option, index) { return option.id || String(index); });
    var boxes = options.map(function (option) {
      var label = make('label', field);
      var box = input(label, as.isMany ? 'checkbox' : 'radio', as.name);
      label.appendChild(document.createTextNode(' ' + plain(option.text)));
      return box;
    });
    var right = ids.filter(function (id, index) { return options[index].is_right; });
    var most = as.isMany ? right.length : 1;
    return {
      most: most,
      read: function () {
        var chosen = ids.filter(function (id, index) { return boxes[index].checked; });
        return chosen.length ? chosen : null;
      },
      show: function (response) {
        boxes.forEach(function (box, index) { box.checked = response.indexOf(ids[index]) >= 0; });
      },
      grade: function (response) {
        var hits = response.filter(function (id) { return right.indexOf(id) >= 0; }).length;
        return {
          score: Math.max(0, as.isMany ? 2 * hits - response.length : hits),
          max: most,
          said: response.map(function (id) {
            var option = options[ids.indexOf(id)];
            return [!!option.is_right, plain(option.feedback)];
          })
        };
      },
      definition: {
        interactionType: 'choice',
        choices: options.map(function (option, index) {
          return { id: ids[index], description: { 'en-US': plain(option.text) } };
        }),
        correctResponsesPattern: [right.join('[,]')]
      }
    };
  }

  function gaps(block, field, self) {
    var text = make('div', field);
    text.className = 'mq-text';
    var list = block.gaps || [];
    var fields = [];
    plain(block.text).split(/\{(\d+)\}/).forEach(function (piece, index) {
      var number = Number(piece);
      if (index % 2 && number >= 1 && number <= list.length && !fields[number - 1]) {
        fields[number - 1] = input(text, 'text');
        fields[number - 1].setAttribute('aria-label', self.l10n.gap.replace('@number', number));
      }
      else {
        text.appendChild(document.createTextNode(index % 2 ? '{' + piece + '}' : piece));
      }
    });
    var fits = list.map(function (gap) {
      return plain(gap.answers).split(';').map(normalised).filter(Boolean);
    });
    return {
      most: list.length,
      read: function () {
        var entries = list.map(function (gap, index) { return fields[index] ? fields[index].value.trim() : ''; });
        return entries.join('') ? entries : null;
      },
      show: function (response) {
        fields.forEach(function (one, index) { one.value = response[index] || ''; });
      },
      grade: function (response) {
        var marks = response.map(function (entry, index) { return fits[index].indexOf(normalised(entry)) >= 0; });
        return graded(block, marks, list.map(function (gap, index) { return marks[index] ? '' : plain(gap.feedback); }));
      },
      definition: {
        interactionType: 'fill-in',
        correctResponsesPattern: ['{case_matters=false}' + fits.map(function (one) { return one[0] || ''; }).join('[,]')]
      }
    };
  }

  function order(block, field, self) {
    var items = block.items || [];
    /* Odd ones first, then even ones: always the same for all, never the right order. */
    var mixed = items.map(function (item, index) { return index; });
    mixed = mixed.filter(function (index) { return index % 2; }).concat(mixed.filter(function (index) { return !(index % 2); }));
    var selects = [];
    mixed.forEach(function (index) {
      var label = make('label', field);
      var select = make('select', label);
      select.setAttribute('aria-label', self.l10n.place.split('@item').join(plain(items[index].text)));
      items.map(function (item, place) { return String(place + 1); }).reduce(function (all, one) {
        make('option', select, one).value = one;
        return all;
      }, make('option', select));
      label.appendChild(document.createTextNode(' ' + plain(items[index].text)));
      selects[index] = select;
    });
    return {
      most: items.length,
      read: function () {
        var given = [];
        selects.forEach(function (select, index) { given[Number(select.value) - 1] = String(index); });
        return given.filter(Boolean).length === items.length && given.length === items.length ? given : null;
      },
      show: function (response) {
        selects.forEach(function (select, index) {
          var place = response.indexOf(String(index));
          select.value = place < 0 ? '' : String(place + 1);
        });
      },
      grade: function (response) {
        var marks = response.map(function (given, index) { return given === String(index); });
        return graded(block, marks, items.map(function (item, index) { return marks[index] ? plain(item.feedback) : ''; }));
      },
      definition: {
        interactionType: 'sequencing',
        choices: items.map(function (item, index) { return { id: String(index), description: { 'en-US': plain(item.text) } }; }),
        correctResponsesPattern: [items.map(function (item, index) { return index; }).join('[,]')]
      }
    };
  }

  function graded(block, marks, texts) {
    var score = marks.filter(Boolean).length;
    var isRight = score === marks.length;
    var said = texts.map(function (text, index) { return [marks[index], text]; });
    return { score: score, max: marks.length, said: said.concat([[isRight, plain(isRight ? block.right : block.wrong)]]) };
  }

  /* One question on the page. Alone it speaks for the whole content, among others as a part with an identity of its own. */
  function Question(self, block, place) {
    var question = this;
    var field = make('fieldset', place);
    make('legend', field, plain(block.prompt));
    this.kind = QUESTIONS[block.type](block, field, self, self.questions.length);
    this.prompt = plain(block.prompt);
    this.response = null;
    this.result = { score: 0, max: this.kind.most, said: [] };
    this.id = block.subContentId;
    this.button = make('button', field, self.l10n.check);
    this.button.type = 'button';
    this.output = make('div', field);
    this.output.setAttribute('role', 'status');
    this.button.addEventListener('click', function () {
      if (question.check()) {
        self.answered(question);
      }
    });
  }

  Question.prototype.check = function () {
    var response = this.kind.read();
    var output = this.output;
    output.textContent = '';
    if (!response) {
      return false;
    }
    this.response = response;
    this.result = this.kind.grade(response);
    this.result.said.forEach(function (one) {
      if (one[1]) {
        make('span', output, one[1]).className = 'mq-said' + (one[0] ? ' mq-right' : '');
      }
    });
    return true;
  };

  function Questions(params, contentId, extras) {
    H5P.EventDispatcher.call(this);
    this.contentId = contentId;
    this.params = params || {};
    this.l10n = {};
    this.questions = [];
    this.state = extras && extras.previousState && extras.previousState.responses || [];
    var given = this.params.l10n || {};
    var usual = {
      check: 'Check', retry: 'Try again', isTrue: 'True', isFalse: 'False', right: 'Right.', notYet: 'Not yet.',
      score: '@score of @total', place: 'Place of @item', gap: 'Gap @number'
    };
    Object.keys(usual).forEach(function (name) { this.l10n[name] = plain(given[name]) || usual[name]; }, this);
  }

  Questions.prototype = Object.create(H5P.EventDispatcher.prototype);
  Questions.prototype.constructor = Questions;

  Questions.prototype.attach = function ($container) {
    var self = this;
    var root = $container[0] || $container.get(0);
    root.classList.add('mwanga-questions');
    each(this.params.blocks, function (block) {
      var place = make('div', root);
      if (QUESTIONS.hasOwnProperty(block.type)) {
        self.questions.push(new Question(self, block, place));
      }
      else if (CARDS.hasOwnProperty(block.type)) {
        CARDS[block.type](block, place, self);
      }
    });
    this.questions.forEach(function (question, index) {
      if (Array.isArray(self.state[index])) {
        question.kind.show(self.state[index]);
        question.check();
      }
    });
    this.setActivityStarted();
    this.trigger('resize');
  };

  /* One question: `answered` for the content. Several: each as its part, and `completed` when all have an answer. */
  Questions.prototype.answered = function (question) {
    var result = question.result;
    question.output.insertBefore(make('span'), question.output.firstChild).textContent =
      (result.score === result.max ? this.l10n.right : this.l10n.notYet) + ' ' +
      this.l10n.score.replace('@score', result.score).replace('@total', result.max);
    question.button.textContent = this.l10n.retry;
    var speaker = this.questions.length === 1 ? this : this.part(question);
    speaker.trigger(this.statement(question, speaker));
    if (speaker !== this && this.getAnswerGiven()) {
      this.trigger(this.whole());
    }
    this.trigger('resize');
  };

  Questions.prototype.part = function (question) {
    if (!question.speaker) {
      question.speaker = new H5P.EventDispatcher();
      question.speaker.contentId = this.contentId;
      question.speaker.subContentId = question.id;
      question.speaker.parent = this;
      question.speaker.libraryInfo = this.libraryInfo;
      question.speaker.getTitle = function () { return question.prompt; };
      question.speaker.activityStartTime = this.activityStartTime;
    }
    return question.speaker;
  };

  Questions.prototype.statement = function (question, speaker) {
    var event = speaker.createXAPIEventTemplate('answered');
    var definition = event.getVerifiedStatementValue(['object', 'definition']);
    definition.type = 'http://adlnet.gov/expapi/activities/cmi.interaction';
    definition.description = { 'en-US': question.prompt };
    Object.keys(question.kind.definition).forEach(function (key) { definition[key] = question.kind.definition[key]; });
    var result = question.result;
    event.setScoredResult(result.score, result.max, speaker, true, result.score === result.max);
    event.data.statement.result.response = (question.response || []).join('[,]');
    return event;
  };

  Questions.prototype.whole = function () {
    var event = this.createXAPIEventTemplate('completed');
    event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.getScore() === this.getMaxScore());
    return event;
  };

  Questions.prototype.sum = function (name) {
    return this.questions.reduce(function (sum, question) { return sum + question.result[name]; }, 0);
  };
  Questions.prototype.getScore = function () { return this.sum('score'); };
  Questions.prototype.getMaxScore = function () { return this.sum('max'); };
  Questions.prototype.getAnswerGiven = function () {
    return this.questions.every(function (question) { return question.response !== null; });
  };
  Questions.prototype.getCurrentState = function () {
    return { responses: this.questions.map(function (question) { return question.response; }) };
  };
  Questions.prototype.resetTask = function () {
    this.questions.forEach(function (question) {
      question.kind.show([]);
      question.response = null;
      question.result = { score: 0, max: question.result.max, said: [] };
      question.output.textContent = '';
    });
  };
  Questions.prototype.showSolutions = function () {
    this.questions.forEach(function (question) { question.check(); });
  };
  Questions.prototype.getXAPIData = function () {
    var self = this;
    return {
      statement: this.whole().data.statement,
      children: this.questions.map(function (question) {
        return { statement: self.statement(question, self.part(question)).data.statement };
      })
    };
  };

  return Questions;
})(H5P);
