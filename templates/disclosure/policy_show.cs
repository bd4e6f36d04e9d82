<?cs # A law. Reads: item.{title,number,issuer,status,effective,date,source}  related.N.{id,title,status}  content.html
?><div class="wrap">
<article><header class="head article"><p class="head-marks"><?cs call:law(item.status) ?></p><h1><?cs var:item.title ?></h1></header>
<?cs if:item.status == "repealed" || item.status == "superseded" ?><p class="notice notice-warn">本文件已不再施行，仅供查考。<?cs if:subcount(related) ?>请看下方“相关文件”。<?cs /if ?></p><?cs /if ?>
<dl class="facts two"><?cs call:line("文号", item.number) ?><?cs call:line("发布机关", item.issuer) ?><?cs if:item.date ?><div><dt>发布日期</dt><dd><?cs call:date(item.date) ?></dd></div><?cs /if ?><?cs if:item.effective ?><div><dt>施行日期</dt><dd><?cs call:date(item.effective) ?></dd></div><?cs /if ?></dl>
<div class="block"><?cs include!"part/content.cs" ?></div>
<?cs if:item.source ?><p class="source">资料来源：<?cs var:item.source ?></p><?cs /if ?></article>
<?cs if:subcount(related) ?><section class="block"><h2 class="h2">相关文件</h2><ul class="links"><?cs each:n = related ?><li><a href="/policies/<?cs var:url_escape(n.id) ?>"><?cs var:n.title ?></a><?cs call:law(n.status) ?></li><?cs /each ?></ul></section><?cs /if ?>
</div>
