<?cs # Quarterly bulletins, newest first.
Reads: bulletins.N.{id(2026q3),title,summary,from,to,live(1: the running quarter, still changing),historic(1: retold from a source document)}
?><div class="wrap">
<div class="head"><h1>季度通报</h1><p class="lead">每季度归集、公示与报送的情况。本季度的通报每天更新，季末定稿。</p></div>
<?cs if:subcount(bulletins) ?><ol class="items"><?cs each:b = bulletins ?><li class="item"><h2><a href="/bulletins/<?cs var:url_escape(b.id) ?>"><?cs var:b.title ?></a></h2><?cs if:b.summary ?><p><?cs var:b.summary ?></p><?cs /if ?><p class="meta"><span><?cs var:b.from ?> 至 <?cs var:b.to ?></span><?cs if:b.live ?><span class="mark mark-attention"><?cs call:icon("clock") ?>本季度，尚未定稿</span><?cs /if ?><?cs if:b.historic ?><span class="mark mark-plain"><?cs call:icon("doc") ?>历史通报</span><?cs /if ?></p></li>
<?cs /each ?></ol><?cs else ?><div class="empty"><p>还没有通报</p></div><?cs /if ?></div>
