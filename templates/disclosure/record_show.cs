<?cs # One record: all its public fields, where it comes from, how long it stays, how to mend or dispute it. Of an annulled record only the notice.
Reads: record.{id,set,set_name,group,name,uscc,subject(1: has a page),is_person,document_no,source,unit,region,decided_on,published_on,updated_on,until(empty: while live),days_left,permille(part of the term gone, 0..1000),flagged(1: code in quarantine),marked(1: an objection is open),grade(minor|ordinary|serious),grade_name,rule(what sets the term, in words),basis}
 record.annulled.{document_no,notice_no,day,reason} (then nothing else but name, set, set_name)
 fields.N.{code,label,value,mask(none|name|id|phone|address|hide),mask_basis,draft}
 repair.{route(portal|court|registry|labour|other|none),authority,address,phone,from(day it may be applied for),open(1: that day has come),months}
 objection.{law,article,check_days,provider_days,result_notice_days,effect(hold|mark)}
 related.N.{id,set_name,document_no,decided_on} other records of the same subject (at most 5)
?><div class="wrap">
<div class="head"><p class="head-marks"><?cs call:mark(record.group) ?><?cs if:record.grade_name ?><span class="mark mark-plain">失信程度：<?cs var:record.grade_name ?></span><?cs /if ?></p>
<h1><?cs var:record.name ?></h1><p class="meta"><a href="/lists/<?cs var:url_escape(record.set) ?>"><?cs var:record.set_name ?></a><?cs if:record.document_no ?><span class="docno"><?cs var:record.document_no ?></span><?cs /if ?><?cs if:record.is_person ?><span class="tag"><?cs call:icon("lock") ?>自然人，依法隐去部分信息</span><?cs /if ?></p></div>
<?cs if:record.annulled.reason ?><div class="notice notice-stop"><h2><?cs call:icon("stop") ?>该决定已撤销，原信息不再公示</h2><p>本页只保留依法公开的撤销情况，不能据此认定该主体失信。</p></div>
<dl class="facts block"><?cs call:fact("原决定文书号", record.annulled.document_no) ?><?cs call:fact("撤销文书号", record.annulled.notice_no) ?><div><dt>撤销日期</dt><dd><?cs call:date(record.annulled.day) ?></dd></div><?cs call:fact("撤销理由", record.annulled.reason) ?><?cs call:line("信息类别", record.set_name) ?></dl>
<p class="block"><a href="/lists/<?cs var:url_escape(record.set) ?>">返回<?cs var:record.set_name ?></a></p>
<?cs else ?><?cs if:record.flagged ?><div class="notice notice-warn"><h2><?cs call:icon("warn") ?>代码待核实</h2><p>来源单位报送的统一社会信用代码没有通过校验，暂不显示，也未与任何主体关联。请以名称和文书号为准。</p></div><?cs /if ?>
<?cs if:record.marked ?><div class="notice notice-warn"><h2><?cs call:icon("warn") ?>该信息有异议，正在核查</h2><p>已受理对这条信息提出的异议，核查结果作出之前加注此标识。</p></div><?cs /if ?><div class="terms3 block">
<section class="term"><h2><?cs call:icon("clock") ?>公示期限</h2><?cs
 if:record.until && string.slice(record.until, 0, 4) != "2099" ?><p class="big"><?cs if:record.days_left == "0" ?>今天到期<?cs else ?>还有 <?cs var:thousands(record.days_left) ?> <small>天</small><?cs /if ?></p><svg class="meter" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bg" width="1000" height="10"/><rect class="fg" width="<?cs var:#record.permille ?>" height="10"/></svg><?cs
 elif:record.until ?><p class="big">长期</p><?cs else ?><p class="big">在有效期间公示</p><p>来源单位撤下即停止公示。</p><?cs /if ?>
<dl><div><dt>公示自</dt><dd><?cs call:date(record.published_on) ?></dd></div><div><dt>公示至</dt><dd><?cs if:record.until ?><?cs call:date(record.until) ?><?cs else ?>有效期间<?cs /if ?></dd></div><?cs call:line("期限规则", record.rule) ?><?cs call:line("依据", record.basis) ?></dl></section>
<?cs if:repair.route && repair.route != "none" ?><section class="term"><h2><?cs call:icon("repair") ?>信用修复（免费）</h2><?cs
 if:repair.open && repair.route == "portal" ?><p class="big">现在可以申请</p><?cs elif:repair.from && !repair.open ?><p class="big"><?cs call:date(repair.from) ?> <small>起可以申请</small></p><?cs else ?><p class="big">履行义务后可以申请</p><?cs /if ?>
<p><?cs if:repair.route == "portal" ?>由本网站受理，认定机关决定。须已履行决定规定的义务。<?cs elif:repair.route == "court" ?>不在本网站办理：请向执行法院申请。<?cs elif:repair.route == "registry" ?>不在本网站办理：请向登记机关（市场监督管理部门）申请。<?cs elif:repair.route == "labour" ?>不在本网站办理：请向人力资源社会保障部门申请。<?cs else ?>不在本网站办理：请向认定机关申请。<?cs /if ?></p>
<dl><?cs call:line("受理机关", repair.authority) ?><?cs call:line("地址", repair.address) ?><?cs call:line("电话", repair.phone) ?><?cs if:repair.open && repair.from ?><div><dt>最早日期</dt><dd><?cs call:date(repair.from) ?></dd></div><?cs /if ?></dl>
<?cs if:repair.route == "portal" ?><p class="term-b"><a class="button<?cs if:!repair.open ?> quiet<?cs /if ?>" href="/repairs/new?record=<?cs var:url_escape(record.id) ?>">申请修复</a></p><?cs else ?><p class="term-b"><a class="button quiet" href="/repairs/new?record=<?cs var:url_escape(record.id) ?>">由谁修复、怎样办</a></p><?cs /if ?><p><a href="/help/repair">条件、材料与步骤</a></p></section>
<?cs /if ?><section class="term"><h2><?cs call:icon("speak") ?>对这条信息有异议</h2><p>认为信息有误、过期或不该公示的，可以书面提出异议并附证据，不收费。<?cs if:objection.effect == "hold" ?>异议受理期间，有争议的信息暂停公示。<?cs elif:objection.effect == "mark" ?>异议受理期间，信息加注标识。<?cs /if ?></p>
<dl><?cs if:objection.check_days ?><div><dt>本站核查</dt><dd><?cs var:objection.check_days ?> 个工作日</dd></div><?cs /if ?><?cs if:objection.provider_days ?><div><dt>来源核查</dt><dd><?cs var:objection.provider_days ?> 个工作日</dd></div><?cs /if ?><?cs if:objection.result_notice_days ?><div><dt>书面告知</dt><dd><?cs var:objection.result_notice_days ?> 个工作日内</dd></div><?cs /if ?><?cs if:objection.law ?><div><dt>依据</dt><dd><?cs var:objection.law ?><?cs var:objection.article ?></dd></div><?cs /if ?></dl>
<p class="term-b"><a class="button" href="/objections/new?record=<?cs var:url_escape(record.id) ?>">提出异议</a></p><p>记录编号 <span class="num"><?cs var:record.id ?></span></p><p><a href="/help/object">怎样提出异议</a></p></section>
</div>
<section class="block"><h2 class="h2">公示内容</h2>
<dl class="facts"><?cs each:f = fields ?><div><dt><?cs var:f.label ?><?cs if:f.draft ?> <span class="draft">拟</span><?cs set:seen_draft = #1 ?><?cs /if ?></dt><dd><?cs if:f.mask == "hide" ?><span class="none">不公示</span><?cs elif:!f.value ?><span class="none">— —</span><?cs else ?><?cs var:f.value ?><?cs /if ?><?cs call:mask(f.mask, f.mask_basis) ?></dd></div>
<?cs /each ?></dl><?cs if:seen_draft ?><p class="more-line">标“拟”的字段由本站拟定名称，以来源单位报送为准。</p><?cs /if ?></section>
<section class="block"><h2 class="h2">来源与更新</h2>
<dl class="facts"><?cs if:record.subject ?><div><dt>信用主体</dt><dd><a href="/subjects/<?cs var:url_escape(record.uscc) ?>">查看<?cs var:record.name ?>的全部公示信息</a></dd></div><?cs /if ?><?cs call:fact("报送单位", record.source) ?><?cs call:line("信息集负责单位", record.unit) ?><?cs call:line("所属地区", record.region) ?><div><dt>决定日期</dt><dd><?cs call:date(record.decided_on) ?></dd></div><div><dt>首次公示</dt><dd><?cs call:date(record.published_on) ?></dd></div><div><dt>最近更新</dt><dd><?cs call:date(record.updated_on) ?></dd></div></dl>
<p class="block">信息由来源单位提供，本网站如实公示，不作修改和评价。<a href="/catalogue/<?cs var:url_escape(record.set) ?>">查看本类信息的目录与字段说明</a></p></section>
<?cs if:subcount(related) ?><section class="block"><h2 class="h2">同一主体的其他公示</h2><ul class="links"><?cs each:r = related ?><li><a href="/records/<?cs var:url_escape(r.id) ?>"><?cs var:r.set_name ?><?cs if:r.document_no ?>　<?cs var:r.document_no ?><?cs /if ?></a><?cs call:date(r.decided_on) ?></li><?cs /each ?></ul></section>
<?cs /if ?><?cs /if ?></div>
