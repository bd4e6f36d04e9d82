<?cs # The form of an application for one's own report. Reads: form.{kind,purpose,recipient,from,until,domain,class,authority,declaration,applicant_*,agent_*,phone,email,identity}.{value,error} domains_from domains.N.{code,label,chosen} classes.N.{code,label,chosen} files.{identity,authority}.N terms.report.{days,basis} sheet.{token,key} notice.* errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>申请本主体的信用报告</h1><p class="lead">含不公开的信息，只出具给本企业、本人，须本主体书面授权并约定用途。免费。只要公开信息的，<a href="/reports/new">当场就能出具</a>。</p></div>
<?cs call:stations(#1) ?><?cs call:standing(notice) ?><?cs call:errors(errors) ?>
<div class="split"><form class="form" action="/reports/apply" method="post" enctype="multipart/form-data" novalidate>
<button class="vh" type="submit" name="step" value="check" tabindex="-1" aria-hidden="true">下一步</button>
<?cs call:carried(sheet) ?>
<section class="section" id="part-kind"><h2 class="h2">一、哪种报告</h2>
<fieldset class="choices<?cs if:form.kind.error ?> field-error<?cs /if ?>"><legend>报告种类</legend><?cs call:fault(form.kind, "kind") ?>
<label class="choice"><input type="radio" id="f-kind" name="kind" value="compliance"<?cs if:form.kind.value == "compliance" ?> checked<?cs /if ?>><span><b>专项信用报告（信用代证）</b>：代替多个部门分别出具的无违法违规证明</span></label>
<label class="choice"><input type="radio" name="kind" value="full"<?cs if:form.kind.value == "full" ?> checked<?cs /if ?>><span><b>本主体查询报告</b>：本主体的全部信息</span></label></fieldset>
<?cs call:entry(form.purpose, "purpose", "用途", "例如：申请上市、银行贷款、参加招标", "text", "off", "100", #1, "full") ?>
<?cs call:entry(form.recipient, "recipient", "使用单位", "报告交给谁；信息不得用作约定以外的用途", "text", "off", "100", #1, "full") ?>
<details class="more"<?cs if:form.from.value || form.until.value || form.from.error || form.until.error || form.domain.value || form.domain.error || form.class.value || form.class.error ?> open<?cs /if ?>><summary>只要某一段时间、某几个领域或某几类信息的，在这里选；不选就是全部</summary>
<p class="field-hint">报告封面会写明查询范围和期间，没有选的标明“未查询”，不会显示为“没有”。</p>
<?cs call:entry(form.from, "from", "决定日期从", "格式如 2020-09-01", "text", "off", "10", #0, "code") ?><?cs if:domains_from ?><p class="field-hint">专项信用报告不填的，从 <?cs var:domains_from ?> 起（据公开报道，辽宁省自这一天起的数据可以查询）；本主体查询报告不填的，不限。</p><?cs /if ?><?cs call:entry(form.until, "until", "决定日期到", "不填就是到出具之日", "text", "off", "10", #0, "code") ?>
<fieldset class="choices<?cs if:form.domain.error ?> field-error<?cs /if ?>"><legend>领域（专项信用报告） <span class="optional">选填</span></legend><?cs call:fault(form.domain, "domain") ?><?cs each:d = domains ?><label class="choice"><input type="checkbox" name="domain" value="<?cs var:d.code ?>"<?cs if:d.chosen ?> checked<?cs /if ?>><span><?cs var:d.label ?></span></label>
<?cs /each ?></fieldset>
<fieldset class="choices"><legend>信息类别（本主体查询报告） <span class="optional">选填</span></legend><?cs each:d = classes ?><label class="choice"><input type="checkbox" name="class" value="<?cs var:d.code ?>"<?cs if:d.chosen ?> checked<?cs /if ?>><span><?cs var:d.label ?></span></label>
<?cs /each ?></fieldset></details></section>
<section class="section" id="part-applicant"><h2 class="h2">二、申请人</h2><?cs include!"part/applicant.cs" ?></section>
<section class="section" id="part-authority"><h2 class="h2">三、书面授权</h2><?cs call:uploads(files.authority, kept.authority, form.authority, "authority", "书面授权", "1–3 个文件。写明查询事项、用途和使用单位；组织加盖公章，个人签名。PDF、JPG 或 PNG，每个不超过 10 MB，合计不超过 30 MB。", #1) ?></section>
<section class="section" id="part-declaration"><h2 class="h2">四、声明</h2><div class="field<?cs if:form.declaration.error ?> field-error<?cs /if ?>"><?cs call:fault(form.declaration, "declaration") ?><label class="choice"><input type="checkbox" id="f-declaration" name="declaration" value="yes"<?cs if:form.declaration.value ?> checked<?cs /if ?>><span>以上内容和材料真实，报告只用于约定的用途</span></label></div></section>
<div class="actions"><button type="submit" name="step" value="check">下一步：核对<?cs call:icon("next") ?></button></div>
</form>
<aside class="side"><div class="sticky stack"><section class="panel"><h2 class="h3"><?cs call:icon("clock") ?>提交以后</h2><ol class="after"><li>当个工作日审查受理。</li><?cs if:terms.report.days ?><li><b><?cs var:terms.report.days ?> 个工作日</b>内答复。<?cs var:terms.report.basis ?>。</li><?cs /if ?><li>批准后通知您，凭申请编号和查询码领取带电子签名的 PDF。</li></ol></section>
<section class="panel"><h2 class="h3"><?cs call:icon("info") ?>先看一看</h2><p>报告如实列出各单位报送的信息，正在核查异议的注明有几项。不评分、不评级。</p><p><a href="/help/report">条件与材料</a></p></section></div></aside>
</div></div>
