<?cs # Figures of the portal with charts; each chart has its table beside it. permille is of the largest in the chart.
Reads: stats.{updated_on,subjects,records,sets,open_sets(of these public),units}
 groups.N, regions.N (14 cities and the provincial level, by code), sources.N (largest 15), kinds.N (kinds of subjects): .{name,value,permille,href}; regions.N also .{code,level(1..5, fifth of the range)}
 months.N.{name(2026年1月),short(1月),value,permille} published records by month of decision, the last 12 months
?><div class="wrap">
<div class="head"><h1>数据统计</h1><p class="lead">由本站在公示的数据实时汇总<?cs if:stats.updated_on ?>，截至 <?cs call:date(stats.updated_on) ?><?cs /if ?>。历次通报见<a href="/bulletins">季度通报</a>，原始数据见<a href="/help/open-data">开放数据</a>。</p></div>
<dl class="figures" aria-label="总量"><div class="figure"><dt>信用主体</dt><dd><?cs var:thousands(stats.subjects) ?><small>户</small></dd></div><div class="figure"><dt>在公示记录</dt><dd><?cs var:thousands(stats.records) ?><small>条</small></dd></div><div class="figure"><dt>信息集</dt><dd><?cs var:thousands(stats.sets) ?><small>类，公开 <?cs var:thousands(stats.open_sets) ?></small></dd></div><div class="figure"><dt>负责单位</dt><dd><?cs var:thousands(stats.units) ?><small>家</small></dd></div></dl>
<section class="block"><h2 class="h2">各类名单</h2><?cs call:bars(groups, "t-groups", "各类名单在公示的记录数", "名单", "记录（条）") ?></section>
<section class="block"><h2 class="h2">各市</h2><p class="lead">示意图，按大致方位排列，不是地图。颜色越深，记录越多；数字写在格内。</p>
<div class="chart-pair"><ul class="map" aria-label="各市在公示的记录数（示意图）"><?cs each:r = regions ?><?cs if:r.code != "210000" ?><li class="c<?cs var:r.code ?> lv<?cs var:r.level ?>"><?cs if:r.href ?><a href="<?cs var:url_validate(r.href) ?>"><?cs var:r.name ?><b class="num"><?cs var:thousands(r.value) ?></b></a><?cs else ?><span><?cs var:r.name ?><b class="num"><?cs var:thousands(r.value) ?></b></span><?cs /if ?></li><?cs /if ?><?cs /each ?></ul>
<div class="ledger-box"><table class="ledger compact" id="t-regions"><caption>各地区在公示的记录数</caption><thead><tr><th scope="col">地区</th><th scope="col" class="num">记录（条）</th></tr></thead><tbody><?cs each:r = regions ?><tr><th scope="row"><?cs if:r.href ?><a href="<?cs var:url_validate(r.href) ?>"><?cs var:r.name ?></a><?cs else ?><?cs var:r.name ?><?cs /if ?></th><td class="num"><?cs var:thousands(r.value) ?></td></tr><?cs /each ?></tbody></table></div></div></section>
<section class="block"><h2 class="h2">近十二个月作出的决定</h2><?cs call:columns(months, "t-months", "在公示的记录，按决定日期所在的月份", "月份", "记录（条）") ?></section>
<?cs if:subcount(sources) ?><section class="block"><h2 class="h2">来源单位</h2><?cs call:bars(sources, "t-sources", "记录最多的来源单位", "来源单位", "记录（条）") ?></section>
<?cs /if ?><?cs if:subcount(kinds) ?><section class="block"><h2 class="h2">主体类型</h2><?cs call:bars(kinds, "t-kinds", "各类主体的户数", "类型", "户数") ?></section>
<?cs /if ?></div>
