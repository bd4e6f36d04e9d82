<?cs # Laws with their status.
Reads: rows.N.{id,title,number,issuer,status(in_force|amended|superseded|repealed),effective,date,summary}
?><div class="wrap">
<div class="head"><h1>政策法规</h1><p class="lead">与公共信用有关的法律、法规、规章和文件，标明是否有效。引文以发布机关公布的文本为准。</p></div>
<?cs if:subcount(rows) ?><ol class="items"><?cs each:r = rows ?><li class="item"><h2><a href="/policies/<?cs var:url_escape(r.id) ?>"><?cs var:r.title ?></a></h2><?cs if:r.summary ?><p><?cs var:r.summary ?></p><?cs /if ?><p class="meta"><?cs call:law(r.status) ?><?cs if:r.number ?><span><?cs var:r.number ?></span><?cs /if ?><?cs if:r.issuer ?><span><?cs var:r.issuer ?></span><?cs /if ?><?cs if:r.effective ?><span>施行 <?cs call:date(r.effective) ?></span><?cs elif:r.date ?><span>发布 <?cs call:date(r.date) ?></span><?cs /if ?></p></li>
<?cs /each ?></ol><?cs else ?><div class="empty"><p>还没有内容</p></div><?cs /if ?></div>
