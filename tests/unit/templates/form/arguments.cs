<?cs def:change(x, y) ?><?cs set:x = y ?><?cs var:x ?><?cs var:y ?><?cs each:r = x ?><?cs var:r.name ?><?cs /each ?><?cs /def
?><?cs def:outer(x) ?><?cs call:change(x, "inner") ?><?cs var:x ?><?cs /def
?><?cs call:change(text, other) ?><?cs call:change(missing, "1") ?><?cs var:missing ?><?cs call:change(rows, text) ?><?cs call:change("a", "b") ?><?cs each:r = rows ?><?cs call:change(r, text) ?><?cs call:outer(r.name) ?><?cs /each ?>
