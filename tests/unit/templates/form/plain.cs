<p title="<?cs var:text ?>"><?cs var:text ?> <?cs var:rows.0.name ?> <?cs var:missing.name ?></p>
<?cs if:text ?>a<?cs else ?>b<?cs /if ?><?cs if:!text ?>a<?cs elif:other ?>b<?cs elif:rows.name ?>c<?cs else ?>d<?cs /if ?>
<?cs if:text == "1" ?>a<?cs /if ?><?cs if:text != "1" ?>b<?cs /if ?><?cs if:text == other ?>c<?cs /if ?><?cs if:text != missing.code ?>d<?cs /if ?>
<?cs if:"x" == "x" ?>e<?cs /if ?><?cs if:"" ?>f<?cs /if ?><?cs if:"0" ?>g<?cs /if ?><?cs if:#1 ?>h<?cs /if ?><?cs if:#0 ?>i<?cs /if ?>
<?cs if:text && other ?>j<?cs /if ?><?cs if:text || other ?>k<?cs /if ?><?cs if:!text && (other || rows.name == "a") ?>l<?cs /if ?><?cs if:!(text || other) ?>m<?cs /if ?>
<?cs if:?text ?>n<?cs /if ?><?cs if:text > #0 ?>o<?cs /if ?><?cs if:#text == #1 ?>p<?cs /if ?><?cs if:text + other == "11" ?>q<?cs /if ?><?cs if:text == #1 ?>r<?cs /if ?>
<?cs if:subcount(rows) ?>s<?cs /if ?><?cs if:!subcount(missing) ?>t<?cs /if ?><?cs if:subcount(rows) > #1 ?>u<?cs /if ?><?cs if:len(rows) ?>v<?cs /if ?>
<?cs var:subcount(rows) ?> <?cs var:subcount(nothing) ?> <?cs var:#text + #1 ?> <?cs var:text + other ?> <?cs var:"<constant>" ?> <?cs var:#7 ?> <?cs var:#rows.0.code * #3 ?>
<?cs var:string.slice(text, 0, 4) ?> <?cs if:string.slice(text, 0, 4) == "2099" ?>w<?cs /if ?><?cs if:string.slice(text, #0, #4) != "2099" ?>x<?cs /if ?><?cs if:string.slice(text, 1, 3) == string.slice(other, 1, 3) ?>y<?cs /if ?>
<?cs var:string.slice(rows.name, #2, #40) ?> <?cs if:string.slice(rows.name, -2, 0) == "31" ?>z<?cs /if ?>
