(function () {
  'use strict';
  var sheet = document.getElementById('sheet'), scroll = document.getElementById('scroll');
  var plot = document.getElementById('plot'), cross = document.getElementById('cross');
  var tip = document.body.appendChild(document.createElement('div'));
  tip.id = 'tip';

  // Tips of our own appear at once; without this script the browser's do, by and by.
  document.querySelectorAll('svg title').forEach(function (title) {
    title.parentNode.setAttribute('data-tip', title.textContent);
    title.remove();
  });
  document.addEventListener('mousemove', function (event) {
    var over = event.target.closest ? event.target.closest('[data-tip]') : null;
    tip.style.display = over ? 'block' : 'none';
    if (over) {
      tip.textContent = over.getAttribute('data-tip');
      var box = tip.getBoundingClientRect();
      tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + 'px';
      tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 18) + 'px';
    }
  });

  if (sheet) {
    var end = Number(sheet.dataset.end), zoom = 1;
    var labels = Array.prototype.slice.call(plot.querySelectorAll('svg.label'));
    var faults = Array.prototype.slice.call(plot.querySelectorAll('text.over.in'));
    var lengths = labels.map(function (label) { return label.firstChild.getComputedTextLength(); });

    // A label of which only a letter or two would be seen says less than none.
    function fit() {
      var width = plot.getBoundingClientRect().width;
      labels.forEach(function (label, i) {
        var room = parseFloat(label.getAttribute('width')) / 100 * width;
        label.style.display = room < Math.min(lengths[i] + 5, 42) ? 'none' : '';
      });
      keepInView();
      sheet.className = zoom >= 24 ? 'z1 z2' : zoom >= 5 ? 'z1' : '';
    }
    // Of a bar that begins left of what is seen, the label is moved to where it can be read.
    function keepInView() {
      var width = plot.getBoundingClientRect().width, left = scroll.scrollLeft;
      labels.forEach(function (label, i) {
        var from = parseFloat(label.getAttribute('x')) / 100 * width;
        var to = from + parseFloat(label.getAttribute('width')) / 100 * width;
        var shift = left > from && left < to ? Math.max(0, Math.min(left - from, to - from - lengths[i] - 8)) : 0;
        label.firstChild.setAttribute('x', 4 + shift);
      });
      faults.forEach(function (label) {
        var bar = label.previousElementSibling;
        var from = parseFloat(bar.getAttribute('x')) / 100 * width;
        var to = from + parseFloat(bar.getAttribute('width')) / 100 * width;
        label.setAttribute('dx', 5 + (left > from && left < to ? left - from : 0));
      });
    }
    var waiting = false;
    scroll.addEventListener('scroll', function () {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(function () { waiting = false; keepInView(); });
      }
    });
    function zoomTo(next, clientX) {
      var view = scroll.getBoundingClientRect();
      var at = (clientX - view.left + scroll.scrollLeft) / sheet.getBoundingClientRect().width;
      zoom = Math.max(1, Math.min(256, next));
      sheet.style.width = zoom * 100 + '%';
      fit();
      scroll.scrollLeft = at * sheet.getBoundingClientRect().width - (clientX - view.left);
    }
    function middle() {
      var view = scroll.getBoundingClientRect();
      return view.left + view.width / 2;
    }
    function show(percent) {
      cross.style.display = 'block';
      cross.style.left = percent + '%';
      cross.firstChild.textContent = (percent / 100 * end / 1e9).toFixed(3) + ' s';
      cross.className = percent > 92 ? 'flip' : '';
    }
    function go(percent) {
      if (zoom < 8) { zoomTo(8, middle()); }
      scroll.scrollLeft = percent / 100 * sheet.getBoundingClientRect().width - scroll.clientWidth * 0.6;
      show(percent);
    }
    document.querySelectorAll('[data-zoom]').forEach(function (button) {
      button.addEventListener('click', function () {
        var by = Number(button.dataset.zoom);
        zoomTo(by === 0 ? 1 : zoom * by, middle());
      });
    });
    document.querySelectorAll('[data-go]').forEach(function (button) {
      button.addEventListener('click', function () { go(parseFloat(button.dataset.go)); });
    });
    document.querySelectorAll('[data-at]').forEach(function (line) {
      line.addEventListener('mouseenter', function () { show(parseFloat(line.dataset.at)); });
    });
    scroll.addEventListener('wheel', function (event) {
      if (event.ctrlKey) {
        event.preventDefault();
        zoomTo(zoom * (event.deltaY < 0 ? 1.25 : 0.8), event.clientX);
      }
    }, { passive: false });
    sheet.addEventListener('mousemove', function (event) {
      var box = sheet.getBoundingClientRect();
      show((event.clientX - box.left) / box.width * 100);
    });
    sheet.addEventListener('mouseleave', function () { cross.style.display = 'none'; });
    addEventListener('resize', fit);
    fit();
  }

  var filter = document.getElementById('filter'), lines = Array.prototype.slice.call(document.querySelectorAll('#log li'));
  var lanes = lines.map(function (line) { return line.dataset.lane; });
  function sift() {
    var words = filter.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    lines.forEach(function (line, i) {
      var text = line.textContent.toLowerCase();
      var fits = words.length === 0 || words.some(function (word) {
        return lanes.indexOf(word) >= 0 ? lanes[i] === word : text.indexOf(word) >= 0;
      });
      line.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.getElementById('shown').textContent = words.length ? shown + ' of ' + lines.length : '';
  }
  filter.addEventListener('input', sift);
  lines.forEach(function (line) {
    line.addEventListener('click', function () { line.classList.toggle('whole'); });
  });
  document.querySelectorAll('#names .lane').forEach(function (lane) {
    lane.addEventListener('click', function () {
      filter.value = lane.dataset.lane;
      sift();
      document.getElementById('log').scrollIntoView();
    });
  });
})();
