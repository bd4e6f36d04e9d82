<h1><?cs var:page.title ?></h1>
<p title="<?cs var:text ?>"><?cs var:text ?></p>
<a href="<?cs var:url_validate(link) ?>">link</a>
<p><?cs var:thousands(number) ?> <?cs var:date_cn(day) ?> <?cs var:url_escape(text) ?></p>
