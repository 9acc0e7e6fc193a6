/* A credential as what is signed: N-Quads in canonical order (RDFC-1.0), as PyLD makes them of the same document. Whatever is no
   plain use of the words in terms.js is refused. ES5.

   A quad is [subject, predicate, object]; terms are written as N-Quads has them: <address>, "text"^^<type>, _:b0 for a node
   without an id. All are in the default graph. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var DEEPEST = 24, MOST_VALUES = 5000, MOST_WORK = 2000;
  var RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', XSD = 'http://www.w3.org/2001/XMLSchema#';
  var PURPOSES = { assertionMethod: 'https://w3id.org/security#assertionMethod' };
  /* Fewer than JSON-LD allows: nothing relative, no blanks, nothing that N-Quads would have to escape. */
  var SCHEME = /^(?:https?:\/\/|urn:|did:|mailto:|data:image\/)./;
  var NO_ADDRESS = /[\0-\x20"<>\\\^\x60{|}\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]/;
  var ESCAPES = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"' };

  /* As plain_json.check_size(), before anything recursive reads a document. How many names it has. */
  my.checkSize = function (document) {
    var waiting = [[document, 1]], seen = 0, named = 0, one;
    function wait(value) { waiting.push([value, one[1] + 1]); }
    while (waiting.length) {
      one = waiting.pop();
      if (one[1] > DEEPEST || ++seen > MOST_VALUES) { my.fail('size'); }
      if (Array.isArray(one[0])) {
        one[0].forEach(wait);
      } else if (one[0] && typeof one[0] === 'object') {
        named += Object.keys(one[0]).map(valueIn(one[0])).map(wait).length;
      }
    }
    return named;
  };

  function valueIn(object) { return function (name) { return object[name]; }; }

  function address(text) {
    return typeof text === 'string' && SCHEME.test(text) && !NO_ADDRESS.test(text) ? '<' + text + '>' : my.fail('address');
  }

  /* PyLD escapes these five and no other control characters, unlike RDFC-1.0, section A. */
  function literal(text, type) {
    return '"' + text.replace(/[\\\t\n\r"]/g, function (sign) { return ESCAPES[sign]; }) + '"' + (type ? '^^<' + type + '>' : '');
  }

  /* JSON-LD 1.1 API, section 8.6: whole numbers as integers, others as doubles; none that two languages may print differently. */
  function numeral(value, type) {
    var size = Math.abs(value);
    if (Math.floor(value) === value && size <= 9007199254740991) { return literal(String(value), type || XSD + 'integer'); }
    if (size > 1e9 || size < 1e-6 || String(value).length > 15) { my.fail('number'); }
    return literal(value.toExponential().replace(/^(-?\d)e/, '$1.0e').replace(/e\+?/, 'E'), type || XSD + 'double');
  }

  function scalar(value, term) {
    if (typeof value === 'string') {
      if (term.kind === '%') { return address(PURPOSES.hasOwnProperty(value) && PURPOSES[value]); }
      return term.kind === '@' ? address(value) : literal(value, term.type);
    }
    if (term.kind === '@' || term.kind === '%') { my.fail('value'); }
    if (typeof value === 'boolean') { return literal(String(value), term.type || XSD + 'boolean'); }
    return typeof value === 'number' ? numeral(value, term.type) : my.fail('value');
  }

  function Graph(vocabulary) {
    this.vocabulary = vocabulary;
    this.quads = [];
    this.seen = Object.create(null);
    this.count = 0;
  }

  Graph.prototype = {
    blank: function () { return '_:b' + this.count++; },

    /* A graph is a set: the same said twice is said once. */
    add: function (quad) {
      var line = lineOf(quad);
      if (!this.seen[line]) {
        this.seen[line] = true;
        this.quads.push(quad);
      }
    },

    /* What a node of these types may say. Two types that mean something else by one word are refused. */
    termsOf: function (types) {
      var terms = Object.create(null);
      [{ terms: this.vocabulary.every }].concat(types).forEach(function (type) {
        var some = type.terms;
        Object.keys(some).forEach(function (name) {
          var term = some[name], other = terms[name] || term;
          if (term.iri !== other.iri || term.kind !== other.kind || term.type !== other.type) { my.fail('types'); }
          terms[name] = term;
        });
      });
      return terms;
    },

    /* Adds what a node says; its own term. */
    node: function (object) {
      var self = this, names = Object.keys(object), known = self.vocabulary.types, terms, subject, types;
      if (!names.length) { my.fail('empty'); }
      subject = names.indexOf('id') < 0 ? self.blank() : address(object.id);
      types = (names.indexOf('type') < 0 ? [] : [].concat(object.type)).map(function (name) {
        return typeof name === 'string' && known[name] || my.fail('type');
      });
      terms = self.termsOf(types);
      types.forEach(function (type) { self.add([subject, RDF + 'type', '<' + type.iri + '>']); });
      names.forEach(function (name) {
        if (name !== 'id' && name !== 'type') { self.say(subject, terms[name] || my.fail('word'), object[name]); }
      });
      return subject;
    },

    say: function (subject, term, value) {
      var self = this, values = Array.isArray(value) ? value : [value];
      if (term.kind === '*') { return self.add([subject, term.iri, self.list(values, term)]); }
      values.forEach(function (one) { self.add([subject, term.iri, self.object(one, term)]); });
    },

    object: function (value, term) {
      return value && typeof value === 'object' && !Array.isArray(value) ? this.node(value) : scalar(value, term);
    },

    /* An RDF collection: a cell for each value, from the last to the first. */
    list: function (values, term) {
      var rest = '<' + RDF + 'nil>', i, cell, value;
      for (i = values.length - 1; i >= 0; i--) {
        value = this.object(values[i], term);
        cell = this.blank();
        this.add([cell, RDF + 'first', value]);
        this.add([cell, RDF + 'rest', rest]);
        rest = cell;
      }
      return rest;
    }
  };

  function lineOf(quad) { return quad[0] + ' <' + quad[1] + '> ' + quad[2] + ' .\n'; }

  /* Order of code points, which is that of UTF-8 and of Python; a script's own order puts surrogates before U+E000. */
  function inOrder(one, other) {
    var i, a, b;
    for (i = 0; i < one.length && i < other.length; i++) {
      a = one.charCodeAt(i);
      b = other.charCodeAt(i);
      if (a !== b) { return raised(a) - raised(b); }
    }
    return one.length - other.length;
  }

  function raised(unit) { return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit; }

  function hashOf(text) { return my.hex(my.sha256(my.utf8(text))); }

  function isBlank(term) { return term.charAt(0) === '_'; }

  /* --- canonical names for nodes without an id (RDFC-1.0, section 4) --------------------------------------------------------- */

  /* Gives names in the order they are asked for. */
  function Names(prefix, given) {
    this.prefix = prefix;
    this.order = (given || []).slice();
  }

  Names.prototype = {
    has: function (id) { return this.order.indexOf(id) >= 0; },
    of: function (id) {
      if (!this.has(id)) { this.order.push(id); }
      return this.prefix + this.order.indexOf(id);
    },
    copy: function () { return new Names(this.prefix, this.order); }
  };

  function Canon(quads) {
    var self = this;
    self.names = new Names('_:c14n');
    self.quads = quads;
    self.about = Object.create(null);
    self.firsts = Object.create(null);
    self.work = 0;
    quads.forEach(function (quad) {
      [0, 2].forEach(function (part) {
        if (isBlank(quad[part])) { (self.about[quad[part]] = self.about[quad[part]] || []).push(quad); }
      });
    });
  }

  function renamed(quad, name) {
    return lineOf([isBlank(quad[0]) ? name(quad[0]) : quad[0], quad[1], isBlank(quad[2]) ? name(quad[2]) : quad[2]]);
  }

  /* {key: [values]} from pairs. */
  function grouped(pairs) {
    var out = Object.create(null);
    pairs.forEach(function (pair) { (out[pair[0]] = out[pair[0]] || []).push(pair[1]); });
    return out;
  }

  function permutations(list) {
    if (list.length < 2) { return [list]; }
    if (list.length > 5) { my.fail('work'); }
    return list.reduce(function (all, first, place) {
      var others = list.slice(0, place).concat(list.slice(place + 1));
      return all.concat(permutations(others).map(function (rest) { return [first].concat(rest); }));
    }, []);
  }

  Canon.prototype = {
    /* Section 4.6: a hash of what is said about a node, itself being _:a and all other nodes _:z. */
    first: function (id) {
      function name(other) { return other === id ? '_:a' : '_:z'; }
      this.firsts[id] = this.firsts[id] ||
        hashOf(this.about[id].map(function (quad) { return renamed(quad, name); }).sort(inOrder).join(''));
      return this.firsts[id];
    },

    /* Section 4.7. */
    related: function (other, quad, names, position) {
      var name = this.names.has(other) ? this.names.of(other) : names.has(other) ? names.of(other) : this.first(other);
      return hashOf(position + '<' + quad[1] + '>' + name);
    },

    /* Section 4.8: {hash, names} of a node by its neighbours, theirs, and so on. Bounded, since it can be made to take years. */
    deep: function (id, names) {
      var self = this, data = '', pairs = [], groups;
      self.about[id].forEach(function (quad) {
        [0, 2].forEach(function (part) {
          if (isBlank(quad[part]) && quad[part] !== id) {
            pairs.push([self.related(quad[part], quad, names, part ? 'o' : 's'), quad[part]]);
          }
        });
      });
      groups = grouped(pairs);
      Object.keys(groups).sort().forEach(function (hash) {
        var best = null;
        permutations(groups[hash]).forEach(function (order) {
          var result = self.path(order, names);
          if (!best || result.path < best.path) { best = result; }
        });
        data += hash + best.path;
        names = best.names;
      });
      return { hash: hashOf(data), names: names };
    },

    path: function (order, names) {
      var self = this, path = '', later = [];
      if (++self.work > MOST_WORK) { my.fail('work'); }
      names = names.copy();
      order.forEach(function (other) {
        if (self.names.has(other)) {
          path += self.names.of(other);
        } else {
          if (!names.has(other)) { later.push(other); }
          path += names.of(other);
        }
      });
      later.forEach(function (other) {
        var result = self.deep(other, names);
        path += names.of(other) + '<' + result.hash + '>';
        names = result.names;
      });
      return { path: path, names: names };
    },

    /* Section 4.4: the whole as one text. */
    text: function () {
      var self = this, groups = grouped(Object.keys(self.about).map(function (id) { return [self.first(id), id]; }));
      var hashes = Object.keys(groups).sort();
      hashes.forEach(function (hash) { if (groups[hash].length === 1) { self.names.of(groups[hash][0]); } });
      hashes.forEach(function (hash) {
        groups[hash].filter(function (id) { return !self.names.has(id); }).map(function (id) {
          var names = new Names('_:b', [id]);
          return self.deep(id, names);
        }).sort(function (one, other) { return inOrder(one.hash, other.hash); }).forEach(function (result) {
          result.names.order.forEach(function (id) { self.names.of(id); });
        });
      });
      return self.quads.map(function (quad) {
        return renamed(quad, function (id) { return self.names.of(id); });
      }).sort(inOrder).join('');
    }
  };

  /* What a document says, as text. `names` are those of its parts to leave out. */
  my.quadsOf = function (document, context, names) {
    var bare = Object.create(null), graph = new Graph(my.vocabularyOf(context));
    Object.keys(document).forEach(function (name) { if (names.indexOf(name) < 0) { bare[name] = document[name]; } });
    graph.node(bare);
    return new Canon(graph.quads).text();
  };
}(self));
