<?cs # Help: one card a job. Reads: item.{title,summary} (may be empty)  topics.N.{id,title,summary}  content.html (may be empty)
?><div class="wrap">
<div class="head"><h1>办事指南</h1><p class="lead"><?cs if:item.summary ?><?cs var:item.summary ?><?cs else ?>每件事写明条件、材料、时限、依据、费用和被拒绝时怎么办。全部免费。<?cs /if ?></p></div>
<p class="error-go start"><a class="button" href="/services">网上办事</a><a class="button quiet" href="/cases">办理进度查询</a></p>
<div class="tiles"><?cs each:t = topics ?><div class="tile"><h2 class="h3"><a href="/help/<?cs var:url_escape(t.id) ?>"><?cs var:t.title ?></a></h2><?cs if:t.summary ?><p class="what"><?cs var:t.summary ?></p><?cs /if ?></div>
<?cs /each ?></div>
<?cs if:content.html ?><div class="block"><?cs include!"part/content.cs" ?></div><?cs /if ?>
<div class="notice notice-warn block"><h2><?cs call:icon("warn") ?>谨防收费“修复”</h2><p>信用修复不收取任何费用。遇到收费承诺删除记录的，请<a href="/complaints/new?kind=paid_repair">投诉</a>。</p></div></div>
