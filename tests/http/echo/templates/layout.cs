<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title><?cs var:page.title ?> - <?cs var:site.name ?></title></head>
<body data-page="<?cs var:request.path ?>">
<?cs include!page.body ?>
<footer>请求编号 <?cs var:request.id ?></footer>
</body></html>
