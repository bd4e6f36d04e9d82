<?cs def:leaf(x) ?><i title="<?cs var:x ?>"><?cs var:x ?><?cs var:x.name ?><?cs if:x ?>yes<?cs /if ?><?cs if:x == "1" ?>one<?cs /if ?><?cs if:#x > #1 ?>more<?cs /if ?><?cs var:x + "<plus>" ?></i><?cs /def
?><?cs def:branch(x, y, z) ?><?cs call:leaf(x) ?><?cs call:leaf(y) ?><?cs call:leaf(z) ?><?cs each:r = x ?><?cs call:leaf(r.name) ?><?cs call:leaf(r) ?><?cs var:z ?><?cs var:thousands(y) ?><?cs /each ?><?cs if:z == y ?>same<?cs /if ?><?cs set:own = y ?><?cs var:own ?><?cs /def
?><?cs def:none() ?>none<?cs var:text ?><?cs /def
?><?cs call:none() ?><?cs call:leaf(text) ?><?cs call:leaf("<constant>") ?><?cs call:leaf(#12) ?><?cs call:leaf(missing) ?><?cs call:leaf(text + other) ?><?cs call:leaf(subcount(rows)) ?><?cs call:leaf(url_escape(text)) ?>
<?cs call:branch(rows, text, other) ?><?cs call:branch(text, "1", #1) ?><?cs each:r = rows ?><?cs call:branch(r, r.name, r.code) ?><?cs call:branch(rows, r.inner, text) ?><?cs /each ?>
<?cs set:text = "set here" ?><?cs call:leaf(text) ?><?cs call:branch("a", "b", "c") ?>
