/* QR codes in pictures: mwangaQr.read(bytes, width, height) is the text of one, or null. Bytes are grey or RGBA, of at most four
   million pixels. A code may be turned, slanted, bent, mirrored, or light on dark. qr-code.js names the other files. ES5. Pure;
   nothing makes it throw.
   The three finder patterns tell where the code is and about how it is slanted; every module whose colour the standard fixes then
   says which version, slant and place fit best, and the alignment patterns say where paper or lens bend it. */
(function (w) {
  'use strict';
  var qr = w.mwangaQr, CLAMP = 60, LIKELY = 0.5, MOST_BEGUN = 300, MOST_PIXELS = 4e6;
  /* How to tell dark from light: which part of the smaller side counts as surroundings; how many pixels around each are its
     neighbours; how much to sharpen, or soften, against them. For most pictures; large modules; two for what is out of focus. */
  var WAYS = [
    { part: 32, near: 1, sharper: -1 },
    { part: 8, near: 2, sharper: -1 },
    { part: 32, near: 2, sharper: 1.5 },
    { part: 32, near: 3, sharper: 3 }
  ];

  /* --- from modules to pixels --- */

  /* The perspective that brings the middles of the finder patterns, and where a fourth would be, to four points
     [top left, top right, bottom left, bottom right]. */
  function perspective(points, size) {
    var a = points[0], b = points[1], d = points[2], c = points[3], span = size - 7;
    var x1 = b.x - c.x, x2 = d.x - c.x, x3 = a.x - b.x + c.x - d.x, y1 = b.y - c.y, y2 = d.y - c.y, y3 = a.y - b.y + c.y - d.y;
    var area = x1 * y2 - x2 * y1, g = (x3 * y2 - x2 * y3) / area, h = (x1 * y3 - x3 * y1) / area;
    return {
      xx: (b.x - a.x + g * b.x) / span, xy: (d.x - a.x + h * d.x) / span, x: a.x,
      yx: (b.y - a.y + g * b.y) / span, yy: (d.y - a.y + h * d.y) / span, y: a.y, g: g / span, h: h / span
    };
  }

  /* How dark the middle of a module is, between pixels. The middle of the first is 0, 0. */
  function darkness(map, view, column, row) {
    var u = column - 3, v = row - 3, deep = 1 + view.g * u + view.h * v, values = map.values;
    var x = (view.xx * u + view.xy * v + view.x) / deep, y = (view.yx * u + view.yy * v + view.y) / deep;
    var left = Math.floor(x), top = Math.floor(y), right = x - left, down = y - top, place = top * map.width + left;
    if (!(left >= 0 && top >= 0 && left < map.width - 1 && top < map.height - 1)) { return 0; }
    return (values[place] * (1 - right) + values[place + 1] * right) * (1 - down) +
      (values[place + map.width] * (1 - right) + values[place + map.width + 1] * right) * down;
  }

  /* --- what is known before anything is read --- */

  /* Every module whose colour the standard fixes, as [x, y, 1 or -1]. */
  function fixed(size) {
    var cells = [], i, last = size - 7;
    function square(left, top, width, rings) {
      var x, y, ring;
      for (y = 0; y < width; y++) {
        for (x = 0; x < width; x++) {
          ring = Math.max(Math.abs(x - (width >> 1)), Math.abs(y - (width >> 1)));
          cells.push([left + x, top + y, rings[ring]]);
        }
      }
    }
    [[0, 0], [last, 0], [0, last]].forEach(function (corner) { square(corner[0], corner[1], 7, [1, 1, -1, 1]); });
    for (i = 8; i < size - 8; i++) { cells.push([i, 6, i % 2 ? -1 : 1], [6, i, i % 2 ? -1 : 1]); }
    qr.eachAlignment((size - 17) / 4, function (x, y) { square(x - 2, y - 2, 5, [1, -1, 1]); });
    return cells;
  }

  /* How well what is fixed is seen, in greys per module: all of them, or the share that is as it should be. */
  function fit(map, view, cells, x, y, isShare) {
    var sum = 0, whole = 0, i, value;
    for (i = 0; i < cells.length; i++) {
      value = darkness(map, view, cells[i][0] + x, cells[i][1] + y) * cells[i][2];
      value = value > CLAMP ? CLAMP : value < -CLAMP ? -CLAMP : value;
      sum += value;
      whole += value > 0 ? value : -value;
    }
    return sum / (isShare ? whole + 1 : cells.length);
  }

  /* --- finding the best view --- */

  /* Length of a module at a pattern, in the direction of another. */
  function unitTowards(map, from, to) {
    var length = qr.between(from, to), found = qr.across(map, from.x, from.y, (to.x - from.x) / length, (to.y - from.y) / length);
    return found ? found.unit : from.unit;
  }

  /* The fourth point, where lengths beside the second and third are `right` and `down` times as deep as at the first. */
  function fourth(three, right, down) {
    var deep = right + down - 1;
    return {
      x: (three[1].x * right + three[2].x * down - three[0].x) / deep,
      y: (three[1].y * right + three[2].y * down - three[0].y) / deep
    };
  }

  /* Likely sizes and depths of what three patterns are the corners of. */
  function guesses(map, three) {
    var units = [[0, 1], [1, 0], [0, 2], [2, 0]].map(function (pair) { return unitTowards(map, three[pair[0]], three[pair[1]]); });
    var legs = [1, 2].map(function (i) {
      return qr.between(three[0], three[i]) / Math.sqrt(units[i * 2 - 2] * units[i * 2 - 1]);
    }), version = ((legs[0] + legs[1]) / 2 - 10) / 4, slack = 1 + version / 12, sizes = [], one, last;
    last = Math.min(40, Math.round(version + slack));
    for (one = Math.max(1, Math.round(version - slack)); one <= last; one++) { sizes.push(one * 4 + 17); }
    return { sizes: sizes, right: Math.sqrt(units[0] / units[1]), down: Math.sqrt(units[2] / units[3]) };
  }

  /* The best start for a size: { points, fit }. */
  function begun(map, three, guess, size, cells) {
    var best = { fit: -Infinity }, step = 1.5 / size, share = MOST_BEGUN / cells.length;
    var some = cells.filter(function (cell, i) { return i * 0.618 % 1 < share; });
    [[1, 1], [guess.right, guess.down]].forEach(function (depth) {
      var i, j, points, value;
      for (i = -2; i < 3; i++) {
        for (j = -2; j < 3; j++) {
          points = three.concat(fourth(three, depth[0] + i * step, depth[1] + j * step));
          value = fit(map, perspective(points, size), some, 0, 0);
          if (value > best.fit) { best = { points: points, fit: value, size: size, cells: cells }; }
        }
      }
    });
    best.seen = fit(map, perspective(best.points, size), some, 0, 0, true);
    return best;
  }

  /* Moves the four points as long as that fits better; the fourth so much farther than the others, as less tells where it is. */
  function climbed(map, start, far) {
    var points = start.points.map(function (point) { return { x: point.x, y: point.y }; });
    var best = fit(map, perspective(points, start.size), start.cells, 0, 0);
    [2, 1, 0.5, 0.25, 0.12, 0.12].forEach(function (share, round) {
      points.forEach(function (point, i) {
        var step = share * start.points[0].unit * (i < 3 ? 0.5 : far);
        if (i < 3 && round < 1) { return; }
        ['x', 'y'].forEach(function (axis) {
          [step, -step].some(function (way) {
            var value;
            point[axis] += way;
            value = fit(map, perspective(points, start.size), start.cells, 0, 0);
            if (value > best) {
              best = value;
              return true;
            }
            point[axis] -= way;
            return false;
          });
        });
      });
    });
    return { points: points, fit: best, size: start.size, cells: start.cells, view: perspective(points, start.size) };
  }

  /* --- paper that is not flat --- */

  /* How far an alignment pattern lies from where it should, in modules; `near` if it cannot be seen. */
  function straying(map, found, center, near) {
    var cells = [], best = near, most = found.fit / 2, x, y;
    function look(from, reach, step) {
      var dx, dy, value;
      for (dy = -reach; dy <= reach; dy += step) {
        for (dx = -reach; dx <= reach; dx += step) {
          x = from.x + dx;
          y = from.y + dy;
          value = fit(map, found.view, cells, center.x + x, center.y + y) -
            (Math.abs(x - near.x) + Math.abs(y - near.y)) * found.fit / 20;
          if (value > most) {
            most = value;
            best = { x: x, y: y };
          }
        }
      }
    }
    for (y = -2; y < 3; y++) {
      for (x = -2; x < 3; x++) { cells.push([x, y, Math.max(Math.abs(x), Math.abs(y)) === 1 ? -1 : 1]); }
    }
    look(near, 2, 0.5);
    look(best, 0.25, 0.25);
    return best;
  }

  /* What strays at each point where rows and columns of alignment patterns meet; nothing does at the finder patterns. */
  function strayings(map, found) {
    var places = qr.alignment((found.size - 17) / 4), last = places.length - 1, rows = [];
    places.forEach(function (y, row) {
      rows.push([]);
      places.forEach(function (x, column) {
        var left = rows[row][column - 1] || { x: 0, y: 0 }, up = row ? rows[row - 1][column] : { x: 0, y: 0 };
        var isCorner = !row && (!column || column === last) || row === last && !column;
        var near = { x: (left.x + up.x) / 2, y: (left.y + up.y) / 2 };
        rows[row].push(isCorner ? { x: 0, y: 0 } : straying(map, found, { x: x, y: y }, near));
      });
    });
    return { places: places, rows: rows };
  }

  /* Between which places a module is: [index, share of the next]. */
  function betweenPlaces(places, x) {
    var i = 0;
    while (i < places.length - 2 && places[i + 1] <= x) { i++; }
    return [i, Math.max(0, Math.min(1, (x - places[i]) / (places[i + 1] - places[i])))];
  }

  function strayingAt(net, x, y) {
    var column = betweenPlaces(net.places, x), row = betweenPlaces(net.places, y), rows = net.rows, sum = { x: 0, y: 0 };
    [[0, 0], [1, 0], [0, 1], [1, 1]].forEach(function (next) {
      var share = (next[0] ? column[1] : 1 - column[1]) * (next[1] ? row[1] : 1 - row[1]);
      var node = rows[row[0] + next[1]][column[0] + next[0]];
      sum.x += node.x * share;
      sum.y += node.y * share;
    });
    return sum;
  }

  /* --- reading --- */

  function sampled(map, found) {
    var size = found.size, grid = new Float32Array(size * size), net = size > 21 && strayings(map, found), x, y, off;
    for (y = 0; y < size; y++) {
      for (x = 0; x < size; x++) {
        off = net ? strayingAt(net, x, y) : { x: 0, y: 0 };
        grid[y * size + x] = darkness(map, found.view, x + off.x, y + off.y);
      }
    }
    return grid;
  }

  /* The text between three patterns, or null. */
  function readAt(map, three) {
    var guess = guesses(map, three), tried = [], text = null, starts, start, told;
    function starting(size) { return begun(map, three, guess, size, fixed(size)); }
    function isRead(far) {
      var found = climbed(map, start, far), grid = sampled(map, found);
      /* Beside a finder pattern it can be read even if the size was wrong. */
      told = qr.versionIn(grid, found.size) * 4 + 17;
      text = qr.decode(grid, found.size);
      return text;
    }
    starts = guess.sizes.map(starting).sort(function (a, b) { return a.fit - b.fit; }).slice(-2);
    while (starts.length && !text && tried.length < 3) {
      start = starts.pop();
      if (tried.indexOf(start.size) < 0 && start.seen > LIKELY) {
        tried.push(start.size);
        if (![1, 0.2].some(isRead) && told > 17 && told !== start.size) { starts.push(starting(told)); }
      }
    }
    return text;
  }

  function readMap(map) {
    var all = qr.corners(map), i, text;
    for (i = 0; i < all.length; i++) {
      text = readAt(map, all[i]);
      if (text) { return text; }
    }
    return null;
  }

  function greyOf(bytes, width, height) {
    var gray, i;
    if (bytes.length === width * height) { return bytes; }
    gray = new Uint8Array(width * height);
    for (i = 0; i < gray.length; i++) { gray[i] = (bytes[i * 4] * 77 + bytes[i * 4 + 1] * 151 + bytes[i * 4 + 2] * 28) >> 8; }
    return gray;
  }

  function readBy(way, gray, width, height) {
    var reach = Math.max(8, Math.round(Math.min(width, height) / way.part));
    var map = qr.mapOf(gray, width, height, { reach: reach, near: way.near, sharper: way.sharper });
    return readMap(map) || readMap(qr.turned(map));
  }

  function isPicture(bytes, width, height) {
    return !!bytes && width % 1 === 0 && height % 1 === 0 && width > 20 && height > 20 && width * height <= MOST_PIXELS &&
      (bytes.length === width * height || bytes.length === width * height * 4);
  }

  /* All ways are tried one after the other, or only one of `ways`. */
  function read(bytes, width, height, way) {
    var text = null, gray;
    if (!isPicture(bytes, width, height)) { return null; }
    gray = greyOf(bytes, width, height);
    (WAYS[way] ? [WAYS[way]] : WAYS).some(function (one) {
      text = readBy(one, gray, width, height);
      return text;
    });
    return text;
  }

  qr.ways = WAYS.length;
  qr.read = read;
}(typeof window === 'undefined' ? this : window));
