<?cs # Every list: the groups with their sets, then the other public sets by section of the report.
Reads: groups.N.{code,name,common,what,total,sets.M.{code,name,legal_name,common_name,unit,total,updated_on}}
 sections.N.{name,total,sets.M.{same}} for public sets without a group (may be empty)
?><div class="wrap">
<div class="head"><h1>名单公示</h1><p class="lead">这里列出本站公示的全部名单和信息集。每个名单都写明依据哪部法律、由谁认定、怎样进入和退出、公示多久、有什么后果。</p></div>
<?cs def:sets(list) ?><div class="ledger-box"><table class="ledger"><caption class="vh">名单与信息集</caption><thead><tr><th scope="col">名称</th><th scope="col">负责单位</th><th scope="col">最近报送</th><th scope="col" class="num">在公示（条）</th></tr></thead><tbody><?cs each:s = list ?>
<tr><th scope="row" class="c-main"><a href="/lists/<?cs var:url_escape(s.code) ?>"><?cs var:s.name ?></a><?cs if:s.common_name && s.common_name != s.name ?> <span class="tag">俗称<?cs var:s.common_name ?></span><?cs /if ?></th><td data-label="负责单位"><?cs var:s.unit ?></td><td class="c-date" data-label="最近报送"><?cs if:s.updated_on ?><?cs call:date(s.updated_on) ?><?cs else ?><span class="none">尚未报送</span><?cs /if ?></td><td class="num" data-label="在公示"><?cs var:thousands(s.total) ?></td></tr><?cs /each ?>
</tbody></table></div><?cs /def ?>
<?cs each:g = groups ?><section class="block" id="<?cs var:g.code ?>"><h2 class="h2"><span><?cs call:mark(g.code) ?> <a href="/lists/<?cs var:url_escape(g.code) ?>"><?cs var:g.name ?></a></span><span class="count">共 <?cs var:thousands(g.total) ?> 条</span></h2><p class="lead"><?cs var:g.what ?></p>
<?cs if:subcount(g.sets) ?><?cs call:sets(g.sets) ?><?cs else ?><p class="empty-line">本组暂无信息集</p><?cs /if ?></section>
<?cs /each ?><?cs if:subcount(sections) ?><section class="block"><h2 class="h2">其他公示信息</h2>
<?cs each:x = sections ?><details class="block"<?cs if:first(x) ?> open<?cs /if ?>><summary><strong><?cs var:x.name ?></strong>（<?cs var:subcount(x.sets) ?> 类，<?cs var:thousands(x.total) ?> 条）</summary><?cs call:sets(x.sets) ?></details>
<?cs /each ?></section><?cs /if ?>
</div>
