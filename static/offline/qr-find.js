/* Finder patterns in a picture: where three of them may be the corners of one QR code. qr-code.js names the other files. ES5. Pure.
   A map is { values, width, height }: above zero where a pixel is darker than its surroundings, by as much as it is. */
(function (w) {
  'use strict';
  var qr = w.mwangaQr, WEIGHTS = [1, 1, 3, 1, 1], MOST_CHECKS = 4000, MOST_PATTERNS = 14, MOST_CORNERS = 8;
  /* Greys below which a difference is noise. */
  var LEAST = 4;

  /* Sums of all pixels above and left of each. */
  function sums(gray, width, height) {
    var all = new Int32Array((width + 1) * (height + 1)), x, y, row, place;
    for (y = 0; y < height; y++) {
      for (x = 0, row = 0; x < width; x++) {
        row += gray[y * width + x];
        place = (y + 1) * (width + 1) + x + 1;
        all[place] = all[place - width - 1] + row;
      }
    }
    return all;
  }

  /* The mean of a window around each pixel. */
  function means(all, width, height, reach) {
    var found = new Float32Array(width * height), wide = width + 1, x, y, up, down, high, left, right;
    for (y = 0; y < height; y++) {
      up = Math.max(0, y - reach);
      down = Math.min(height, y + reach + 1);
      high = down - up;
      up *= wide;
      down *= wide;
      for (x = 0; x < width; x++) {
        left = x > reach ? x - reach : 0;
        right = x + reach < width ? x + reach + 1 : width;
        found[y * width + x] = (all[down + right] - all[down + left] - all[up + right] + all[up + left]) / ((right - left) * high);
      }
    }
    return found;
  }

  /* How much darker each pixel is than the mean of a window around it; sharpened by so much of its difference to its neighbours,
     or softened. */
  function mapOf(gray, width, height, how) {
    var all = sums(gray, width, height), values = new Int16Array(width * height), sharper = how.sharper, own = 1 + sharper, i;
    var far = means(all, width, height, how.reach), near = sharper ? means(all, width, height, how.near) : far;
    for (i = 0; i < values.length; i++) { values[i] = far[i] - gray[i] * own + near[i] * sharper | 0; }
    return { values: values, width: width, height: height };
  }

  /* Light for dark. */
  function turned(map) {
    var values = new Int16Array(map.values.length), i;
    for (i = 0; i < values.length; i++) { values[i] = -map.values[i]; }
    return { values: values, width: map.width, height: map.height };
  }

  /* Whether five runs are a finder pattern's: each dark one with the light one beside it, so that it does not matter how far ink or
     blur have moved the edges. */
  function isFinder(runs) {
    var unit = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7, slack = unit * 0.6 + 0.4;
    return unit >= 1 && Math.abs(runs[0] + runs[1] - unit * 2) < slack && Math.abs(runs[3] + runs[4] - unit * 2) < slack &&
      Math.abs(runs[1] + runs[2] - unit * 4) < slack * 1.5 && Math.abs(runs[2] + runs[3] - unit * 4) < slack * 1.5 &&
      runs.every(function (run, i) { return Math.abs(run - WEIGHTS[i] * unit) < unit * (i === 2 ? 1.3 : 0.8) + 0.4; });
  }

  /* Along a line through a point: how long a module is there, and how far on the middle is, in steps. Null: no finder pattern. */
  function across(map, x, y, dx, dy) {
    var runs = [0, 0, 0, 0, 0], reach = [0, 0], side, place, step, px, py;
    for (side = 0; side < 2; side++) {
      place = 2;
      for (step = side; ; step++) {
        px = Math.round(x + dx * step * (side * 2 - 1));
        py = Math.round(y + dy * step * (side * 2 - 1));
        if (!(px >= 0 && py >= 0 && px < map.width && py < map.height)) { break; }
        if (map.values[py * map.width + px] > LEAST === place % 2 > 0) { place += side * 2 - 1; }
        if (place < 0 || place > 4) { break; }
        runs[place]++;
        reach[side]++;
      }
      if (place > 0 && place < 4) { return null; }
    }
    return isFinder(runs) ? { unit: (reach[0] + reach[1]) / 7, shift: (reach[1] - reach[0] + 1) / 2 } : null;
  }

  /* Where a finder pattern has its middle, near a point: { x, y, unit } or null. */
  function checked(map, x, y) {
    var down = across(map, x, y, 0, 1), along, round;
    for (round = 0; round < 2 && down; round++) {
      y += down.shift;
      along = across(map, x, y, 1, 0);
      if (!along) { return null; }
      x += along.shift;
      down = across(map, x, y, 0, 1);
    }
    if (!down || !across(map, x, y, 1, 1) && !across(map, x, y, 1, -1)) { return null; }
    return { x: x, y: y, unit: (down.unit + along.unit) / 2, seen: 1 };
  }

  /* Puts a pattern to those that are known. */
  function noted(known, one) {
    var i, old, near;
    for (i = 0; i < known.length; i++) {
      old = known[i];
      near = old.unit * 2;
      if (Math.abs(old.x - one.x) < near && Math.abs(old.y - one.y) < near) {
        ['x', 'y', 'unit'].forEach(function (name) { old[name] = (old[name] * old.seen + one[name]) / (old.seen + 1); });
        old.seen++;
        return;
      }
    }
    known.push(one);
  }

  /* Every finder pattern, those first that most lines show. */
  function patterns(map) {
    var known = [], checks = 0, step = map.height > 400 ? 2 : 1, x, y, runs, start, isDark, was, found;
    for (y = 0; y < map.height && checks < MOST_CHECKS; y += step) {
      runs = [0, 0, 0, 0, 0];
      was = false;
      start = 0;
      for (x = 0; x <= map.width; x++) {
        isDark = x < map.width && map.values[y * map.width + x] > LEAST;
        if (isDark !== was) {
          runs.shift();
          runs.push(x - start);
          if (was && isFinder(runs)) {
            checks++;
            found = checked(map, x - 1 - runs[4] - runs[3] - runs[2] / 2, y);
            if (found) { noted(known, found); }
          }
          was = isDark;
          start = x;
        }
      }
    }
    return known.sort(function (a, b) { return b.seen / b.unit - a.seen / a.unit; }).slice(0, MOST_PATTERNS);
  }

  function between(a, b) { return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)); }

  /* How little three patterns look like corners with the first in the middle; Infinity: not at all. */
  function oddness(corner, one, other) {
    var a = between(corner, one), b = between(corner, other), units = [corner.unit, one.unit, other.unit];
    var slant = Math.abs((one.x - corner.x) * (other.x - corner.x) + (one.y - corner.y) * (other.y - corner.y)) / (a * b);
    var stretch = Math.max(a, b) / Math.min(a, b), spread = Math.max.apply(null, units) / Math.min.apply(null, units);
    if (slant > 0.6 || stretch > 2.2 || spread > 2.2 || Math.min(a, b) < corner.unit * 9 || Math.max(a, b) > corner.unit * 250) {
      return Infinity;
    }
    return slant + stretch + spread;
  }

  /* Threes that may belong together, the likeliest first: [top left, top right, bottom left] as an unmirrored code has them. */
  function corners(map) {
    var all = patterns(map), found = [];
    all.forEach(function (corner) {
      all.forEach(function (one) {
        all.forEach(function (other) {
          var isClockwise = (one.x - corner.x) * (other.y - corner.y) > (one.y - corner.y) * (other.x - corner.x);
          var odd = corner === one || corner === other || !isClockwise ? Infinity : oddness(corner, one, other);
          if (odd < Infinity) { found.push({ odd: odd, three: [corner, one, other] }); }
        });
      });
    });
    return found.sort(function (a, b) { return a.odd - b.odd; }).slice(0, MOST_CORNERS).map(function (one) { return one.three; });
  }

  qr.mapOf = mapOf;
  qr.turned = turned;
  qr.across = across;
  qr.between = between;
  qr.corners = corners;
}(typeof window === 'undefined' ? this : window));
