<?cs # The receipt of a paper application, to print for the applicant.
Reads: case.{number,kind_name,applicant,code,filed_at} clocks.N.{step,due,basis,provisional} site.{name,address,organiser}
?><?cs include!"part/desk.cs" ?><div class="wrap desk-narrow receipt"><div class="head"><h1><?cs var:case.kind_name ?>回执</h1><p class="noprint lead">请打印两份，一份交申请人，一份随纸质材料存档。查询码只在今天、只对录入人显示。</p></div>
<dl class="facts"><?cs call:fact("申请人", case.applicant) ?><div><dt>编号</dt><dd><output id="case-number" class="big-code"><?cs var:case.number ?></output></dd></div><div><dt>查询码</dt><dd><output id="query-code" class="big-code"><?cs var:case.code ?></output></dd></div><div><dt>收到时间</dt><dd><?cs call:date(case.filed_at) ?></dd></div><?cs each:c = clocks ?><div><dt><?cs var:c.step ?></dt><dd>最迟 <time class="due" datetime="<?cs var:c.due ?>"><?cs var:date_cn(c.due) ?></time><?cs if:c.provisional ?>（暂定）<?cs /if ?>
<small><?cs var:c.basis ?></small></dd></div><?cs /each ?></dl>
<p class="block">凭编号和查询码，在 <?cs var:site.address ?>/cases 查询进展、补充材料或撤回申请。查询码请妥善保管，遗失的可凭登记的手机或邮箱重新获取。办理不收取任何费用。</p>
<p class="block"><?cs if:site.organiser ?><?cs var:site.organiser ?><?cs else ?><?cs var:site.name ?><?cs /if ?></p>
<p class="block noprint"><a class="button" href="/console/cases/<?cs var:url_escape(case.number) ?>">打开办件</a> <a class="button quiet" href="/console/cases/new">再录入一件</a></p></div>
