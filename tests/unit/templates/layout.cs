<title><?cs var:site.name ?></title>
<?cs include!page.body ?>
