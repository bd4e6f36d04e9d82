<?cs # One quarterly bulletin: figures, then tables with a chart where a column asks for one.
Reads: bulletin.{id,title,from,to,lead,source(citation of the source document, historic ones),live}   figures.N.{name,value,unit}
 tables.N.{id,title,note,head(name of the first column),unit(of the charted column)}  tables.N.bars.M.{name,value,permille} (a charted table), else
 tables.N.columns.M.{name,number(1: right-aligned)} and tables.N.rows.K.cells.M.{value,label(its column's name),number}
 paging.{older,newer} addresses of the neighbours
?><div class="wrap">
<div class="head"><?cs if:bulletin.live ?><p class="head-marks"><span class="mark mark-attention"><?cs call:icon("clock") ?>本季度，尚未定稿</span></p><?cs /if ?><h1><?cs var:bulletin.title ?></h1><p class="meta"><span>统计期 <?cs var:bulletin.from ?> 至 <?cs var:bulletin.to ?></span></p><?cs if:bulletin.lead ?><p class="lead"><?cs var:bulletin.lead ?></p><?cs /if ?></div>
<?cs if:subcount(figures) ?><dl class="figures" aria-label="主要数字"><?cs each:f = figures ?><div class="figure"><dt><?cs var:f.name ?></dt><dd><?cs var:thousands(f.value) ?><small><?cs var:f.unit ?></small></dd></div><?cs /each ?></dl><?cs /if ?>
<?cs each:t = tables ?><section class="block"><h2 class="h2"><?cs var:t.title ?></h2><?cs if:t.note ?><p class="lead"><?cs var:t.note ?></p><?cs /if ?><?cs
 if:subcount(t.bars) ?><?cs call:bars(t.bars, t.id, t.title, t.head, t.unit) ?><?cs
 elif:subcount(t.rows) ?><div class="ledger-box"><table class="ledger"><caption class="vh"><?cs var:t.title ?></caption><thead><tr><?cs each:c = t.columns ?><th scope="col"<?cs if:c.number ?> class="num"<?cs /if ?>><?cs var:c.name ?></th><?cs /each ?></tr></thead><tbody><?cs each:r = t.rows ?>
<tr><?cs each:c = r.cells ?><?cs if:first(c) ?><th scope="row" class="c-main"><?cs var:c.value ?></th><?cs else ?><td data-label="<?cs var:c.label ?>"<?cs if:c.value == "" && c.number ?> class="num unfilled"<?cs elif:c.value == "" ?> class="unfilled"<?cs elif:c.number ?> class="num"<?cs /if ?>><?cs if:?c.value && c.value != "" ?><?cs var:thousands(c.value) ?><?cs else ?><span class="none">— —</span><?cs /if ?></td><?cs /if ?><?cs /each ?></tr><?cs /each ?>
</tbody></table></div><?cs else ?><p class="empty-line">本季度没有数据</p><?cs /if ?></section>
<?cs /each ?><?cs if:bulletin.source ?><p class="notice block">数字来源：<?cs var:bulletin.source ?></p><?cs /if ?>
<nav class="pager" aria-label="其他通报"><?cs if:paging.older ?><a class="button quiet" rel="prev" href="<?cs var:url_validate(paging.older) ?>">上一季度</a><?cs /if ?><a class="button quiet" href="/bulletins">全部通报</a><?cs if:paging.newer ?><a class="button quiet" href="<?cs var:url_validate(paging.newer) ?>">下一季度</a><?cs /if ?></nav>
</div>
