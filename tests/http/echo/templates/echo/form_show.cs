<?cs each:error = errors ?><p class="error"><a href="#<?cs var:error.field ?>"><?cs var:error.message ?></a></p>
<?cs /each ?>
<form method="post" action="/form" enctype="multipart/form-data"><input type="hidden" name="token" value="<?cs var:token ?>">
<input name="name" value="<?cs var:form.name.value ?>"><textarea name="statement"><?cs var:form.statement.value ?></textarea>
<input type="file" name="evidence"></form>
<?cs each:file = files ?><p class="file" data-size="<?cs var:file.size ?>"><?cs var:file.name ?></p>
<?cs /each ?>
