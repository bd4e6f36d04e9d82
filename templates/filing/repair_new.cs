<?cs # Repair: first what one should know (who repairs this record, from when, free of charge, two papers), then the form.
Reads: record.* repair.{route,authority,address,phone,from,open,wait,months,grade,grade_basis} form.* files.{identity,proof,commitment}.N terms.{repair_site,repair_unit}.{days,basis} sheet.{token,key} notice.* errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>申请信用修复</h1><p class="lead">义务已经履行、达到最短公示期的，可以申请停止公示。全程免费，不用找中介。</p></div>
<?cs if:!record.id || (repair.route == "portal" && repair.open) ?><?cs call:stations(#1) ?><?cs /if ?><?cs call:standing(notice) ?><?cs call:errors(errors) ?>
<?cs if:record.id ?><section class="block-s" aria-labelledby="before"><h2 class="vh" id="before">办理之前</h2><div class="terms3">
<section class="term"><h3><?cs call:icon("repair") ?>由谁修复</h3><?cs
 if:repair.route == "portal" ?><p class="big">本网站受理</p><p>认定机关决定。</p><?cs elif:repair.route == "court" ?><p class="big">不在本网站</p><p>请向执行法院申请。</p><?cs elif:repair.route == "registry" ?><p class="big">不在本网站</p><p>请向登记机关（市场监督管理部门）申请。</p><?cs elif:repair.route == "labour" ?><p class="big">不在本网站</p><p>请向人力资源社会保障部门申请。</p><?cs elif:repair.route == "none" ?><p class="big">不需要修复</p><p>这类信息不适用信用修复。内容有误的，请<a href="/objections/new?record=<?cs var:url_escape(record.id) ?>">提出异议</a>。</p><?cs else ?><p class="big">不在本网站</p><p>请向认定机关申请。</p><?cs /if ?>
<?cs if:repair.route != "none" ?><dl><?cs call:line("机关", repair.authority) ?><?cs call:line("地址", repair.address) ?><?cs call:line("电话", repair.phone) ?></dl><?cs /if ?></section>
<?cs if:repair.route != "portal" ?><section class="term"><h3><?cs call:icon("doc") ?>这条信息</h3><?cs if:record.name ?><p class="big"><?cs var:record.name ?></p><?cs /if ?><dl><?cs call:line("信息类别", record.set_name) ?><?cs call:line("文书号", record.document_no) ?><?cs call:line("决定机关", record.authority) ?><?cs call:line("数据来源", record.source) ?></dl></section><?cs /if ?>
<?cs if:repair.route == "portal" ?><section class="term"><h3><?cs call:icon("clock") ?>从哪天起</h3><?cs if:repair.open ?><p class="big">现在可以申请</p><?cs if:repair.from ?><p>最早日期 <?cs call:date(repair.from) ?>，已经到了。</p><?cs /if ?><?cs else ?><p class="big"><?cs call:date(repair.from) ?></p><p>还有 <?cs var:thousands(repair.wait) ?> 天。<a href="/repairs/new.ics?record=<?cs var:url_escape(record.id) ?>"><?cs call:icon("download") ?>加入日历</a></p><?cs /if ?><?cs if:repair.grade ?><dl><div><dt>失信程度</dt><dd><?cs var:repair.grade ?></dd></div><?cs call:line("依据", repair.grade_basis) ?></dl><?cs /if ?></section>
<section class="term"><h3><?cs call:icon("doc") ?>两份材料</h3><p class="big">免费</p><ul class="dots"><li>履行义务的证明，例如缴款凭证、整改验收文书</li><li>签字盖章的信用承诺书：<a href="/repairs/commitment?record=<?cs var:url_escape(record.id) ?>" target="_blank" rel="noopener">打开填好的承诺书<span class="vh">（在新窗口）</span></a>，打印、签字盖章后拍照或扫描</li></ul></section><?cs /if ?>
</div></section>
<?cs /if ?>
<div class="notice notice-warn block-s"><h2><?cs call:icon("warn") ?>修复不收费，谨防受骗</h2><p>没有“内部渠道”“提前删除”，不需要购买培训、报告或咨询服务。有人收费的，请<a href="/complaints/new?kind=paid_repair">投诉</a>。</p></div>
<?cs if:!record.id || (repair.route == "portal" && repair.open) ?><div class="split block"><form class="form" action="/repairs" method="post" enctype="multipart/form-data" novalidate>
<button class="vh" type="submit" name="step" value="check" tabindex="-1" aria-hidden="true">下一步</button>
<?cs call:carried(sheet) ?>
<section class="section" id="part-record"><h2 class="h2">一、要修复的信息</h2><?cs if:record.id ?><?cs call:aboutrecord(record) ?><?cs call:fault(form.record, "record") ?><input type="hidden" id="f-record" name="record" value="<?cs var:record.id ?>"><p class="more-line"><a href="/repairs/new">不是这一条，另找一条</a></p><?cs else ?><?cs call:entry(form.record, "record", "记录编号或网址", "在记录页面的“对这条信息有异议”一栏可以看到", "text", "off", "300", #1, "full") ?><?cs /if ?></section>
<section class="section" id="part-applicant"><h2 class="h2">二、申请人</h2>
<?cs include!"part/applicant.cs" ?></section>
<section class="section" id="part-statement"><h2 class="h2">三、整改情况</h2>
<?cs call:lines(form.statement, "statement", "整改和履行情况", "写明哪些义务、在哪天、怎样履行完毕，违法行为是否已经改正。10–2000 字。", "6", "2000", #1) ?></section>
<section class="section" id="part-proof"><h2 class="h2">四、两份材料</h2>
<?cs call:uploads(files.proof, kept.proof, form.proof, "proof", "履行义务的证明", "1–5 个文件。PDF、JPG 或 PNG，每个不超过 10 MB，全部文件合计不超过 30 MB。", #1) ?>
<?cs call:uploads(files.commitment, kept.commitment, form.commitment, "commitment", "信用承诺书", "1–3 个文件。签字并盖章后的扫描件或照片。", #1) ?></section>
<section class="section" id="part-declaration"><h2 class="h2">五、声明</h2>
<div class="field<?cs if:form.declaration.error ?> field-error<?cs /if ?>"><?cs call:fault(form.declaration, "declaration") ?><label class="choice"><input type="checkbox" id="f-declaration" name="declaration" value="yes"<?cs if:form.declaration.value ?> checked<?cs /if ?>><span>我声明：所填内容和提交的材料真实、合法。知道虚假承诺将按最长期限公示，并公示违背承诺的情况。</span></label></div></section>
<div class="actions"><button type="submit" name="step" value="check">下一步：核对<?cs call:icon("next") ?></button></div>
</form>
<aside class="side"><div class="sticky stack"><section class="panel"><h2 class="h3"><?cs call:icon("clock") ?>提交以后</h2><ol class="after"><li>当个工作日审查受理。</li><?cs if:terms.repair_unit.days ?><li>认定机关 <b><?cs var:terms.repair_unit.days ?> 个工作日</b>内决定。</li><?cs /if ?><?cs if:terms.repair_site.days ?><li>本网站 <b><?cs var:terms.repair_site.days ?> 个工作日</b>内答复。</li><?cs /if ?><li>准予修复的，停止公示、停止共享和使用，解除相应的措施。</li></ol><?cs if:terms.repair_site.basis ?><p class="field-hint">依据：<?cs var:terms.repair_site.basis ?></p><?cs /if ?></section>
<section class="panel"><h2 class="h3"><?cs call:icon("info") ?>先看一看</h2><p>信息本身写错的，不用修复，请<?cs if:record.id ?><a href="/objections/new?record=<?cs var:url_escape(record.id) ?>">提出异议</a><?cs else ?><a href="/objections/new">提出异议</a><?cs /if ?>。</p><p><a href="/help/repair">条件、材料与步骤</a></p></section></div></aside>
</div><?cs else ?><p class="error-go start"><?cs if:repair.route == "portal" ?><a class="button" href="/repairs/new.ics?record=<?cs var:url_escape(record.id) ?>"><?cs call:icon("download") ?>到期提醒：加入日历</a><?cs /if ?><a class="button quiet" href="/records/<?cs var:url_escape(record.id) ?>">返回这条信息</a><a class="button quiet" href="/help/repair">信用修复办事指南</a></p><?cs /if ?></div>
