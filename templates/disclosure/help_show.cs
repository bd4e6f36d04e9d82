<?cs # One job or topic. Reads: item.{id,title,summary,date}  topics.N.{id,title,selected}  content.html
?><div class="wrap"><div class="split"><article><header class="head article"><h1><?cs var:item.title ?></h1><?cs if:item.summary ?><p class="lead"><?cs var:item.summary ?></p><?cs /if ?></header>
<?cs include!"part/content.cs" ?><?cs if:item.date ?><p class="source">更新日期：<?cs call:date(item.date) ?></p><?cs /if ?></article>
<div class="side"><nav class="toc sticky" aria-label="办事指南"><h2>办事指南</h2><ul><?cs each:t = topics ?><li><a href="/help/<?cs var:url_escape(t.id) ?>"<?cs if:t.selected ?> aria-current="page"<?cs /if ?>><?cs var:t.title ?></a></li><?cs /each ?></ul></nav></div></div></div>
