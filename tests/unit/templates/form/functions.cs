<a href="<?cs var:url_validate(text) ?>"><?cs var:thousands(text) ?></a> <?cs var:date_cn(text) ?> <?cs var:breaks(text) ?> <a href="/x/<?cs var:url_escape(other) ?>"></a>
<?cs var:thousands(missing.name) ?> <?cs var:url_escape("a b<") ?> <?cs var:thousands(#1234567) ?> <?cs var:thousands(subcount(rows)) ?> <?cs var:date_cn(string.slice(text, 0, 10)) ?>
<?cs each:r = rows ?><a href="<?cs var:url_validate(r.name) ?>"><?cs var:thousands(r.code) ?></a><?cs /each ?>
