/* Suggestions under the search boxes. Pages work without it; on the first refusal it goes quiet. */
(function () {
  'use strict';
  var WAIT = 200, LEAST = 2, MOST = 8, off = !('fetch' in window);

  function attach(input, index) {
    var list = document.createElement('datalist'), timer = 0, last = '', turn = 0;
    list.id = 'suggest-' + index;
    input.parentNode.appendChild(list);
    input.setAttribute('list', list.id);

    function show(names) {
      list.textContent = '';
      names.slice(0, MOST).forEach(function (s) {
        var o = document.createElement('option');
        o.value = s.name;
        if (s.uscc) { o.label = s.uscc; }
        list.appendChild(o);
      });
    }

    function ask() {
      var q = input.value.trim(), mine = ++turn;
      if (off || q === last || q.length < LEAST) { return; }
      last = q;
      fetch('/suggest?q=' + encodeURIComponent(q), { headers: { Accept: 'application/json' }, credentials: 'omit' })
        .then(function (r) {
          if (!r.ok) { if (r.status === 404) { off = true; } return null; }
          return r.json();
        })
        .then(function (d) { if (d && mine === turn) { show(d.suggestions || []); } })
        .catch(function () { off = true; });
    }

    input.addEventListener('input', function (e) {
      if (e.isComposing) { return; }
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener('compositionend', function () { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  }

  Array.prototype.forEach.call(document.querySelectorAll('input[data-suggest]'), attach);
}());
