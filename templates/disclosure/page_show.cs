<?cs # A standing page (about, contact, privacy …). Reads: item.{title,summary,date}  content.html
?><div class="wrap"><article><header class="head article"><h1><?cs var:item.title ?></h1><?cs if:item.summary ?><p class="lead"><?cs var:item.summary ?></p><?cs /if ?></header>
<?cs include!"part/content.cs" ?><?cs if:item.date ?><p class="source">更新日期：<?cs call:date(item.date) ?></p><?cs /if ?></article></div>
