<?cs # The form of an objection, in five parts; after a fault again with everything kept.
Reads: record.* (see part/form.cs) form.<field>.{value,error} files.{identity,evidence}.N.{id,name,size} reasons.N.{code,label} terms.{check,provider,result_notice}.{days,basis} terms.{hold,from_receipt} sheet.{token,key} notice.* errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>提出异议</h1><p class="lead">认为公示的信息有误、过时或不该公示的，在这里书面提出。不收费，不用注册。出错时，已经填写和上传的都会保留。</p></div>
<?cs call:stations(#1) ?><?cs call:standing(notice) ?><?cs call:errors(errors) ?>
<div class="split"><form class="form" action="/objections" method="post" enctype="multipart/form-data" novalidate>
<button class="vh" type="submit" name="step" value="check" tabindex="-1" aria-hidden="true">下一步</button>
<?cs call:carried(sheet) ?>
<section class="section" id="part-record"><h2 class="h2">一、有异议的信息</h2><?cs if:record.id ?><?cs call:aboutrecord(record) ?><?cs call:fault(form.record, "record") ?><input type="hidden" id="f-record" name="record" value="<?cs var:record.id ?>"><p class="more-line"><a href="/objections/new">不是这一条，另找一条</a></p><?cs else ?><?cs call:entry(form.record, "record", "记录编号或网址", "在记录页面的“对这条信息有异议”一栏可以看到", "text", "off", "300", #1, "full") ?><?cs /if ?></section>
<section class="section" id="part-applicant"><h2 class="h2">二、申请人</h2>
<?cs include!"part/applicant.cs" ?></section>
<section class="section" id="part-statement"><h2 class="h2">三、哪里有误</h2>
<fieldset class="choices<?cs if:form.reason.error ?> field-error<?cs /if ?>"><legend>异议理由</legend><?cs call:fault(form.reason, "reason") ?>
<?cs each:r = reasons ?><label class="choice"><input type="radio"<?cs if:r.code == "inaccurate" ?> id="f-reason"<?cs /if ?> name="reason" value="<?cs var:r.code ?>"<?cs if:form.reason.value == r.code ?> checked<?cs /if ?>><span><?cs var:r.label ?></span></label>
<?cs /each ?></fieldset>
<?cs call:lines(form.statement, "statement", "具体说明", "写明哪一项有误、正确的是什么、依据是什么。10–2000 字。请不要写无关的个人信息。", "8", "2000", #1) ?></section>
<section class="section" id="part-evidence"><h2 class="h2">四、证据</h2>
<?cs call:uploads(files.evidence, kept.evidence, form.evidence, "evidence", "证据材料", "1–5 个文件，例如决定书、撤销决定、判决书、缴款凭证。PDF、JPG 或 PNG，每个不超过 10 MB，全部文件合计不超过 30 MB。", #1) ?>
<?cs call:lines(form.no_evidence_reason, "no_evidence_reason", "没有证据材料的原因", "确实没有证据材料的才填写", "3", "500", #0) ?></section>
<section class="section" id="part-declaration"><h2 class="h2">五、声明</h2>
<div class="field<?cs if:form.declaration.error ?> field-error<?cs /if ?>"><?cs call:fault(form.declaration, "declaration") ?><label class="choice"><input type="checkbox" id="f-declaration" name="declaration" value="yes"<?cs if:form.declaration.value ?> checked<?cs /if ?>><span>我声明：所填内容和提交的材料真实、合法；申请人是这条信息涉及的主体，或者已经取得其授权。</span></label></div></section>
<div class="actions"><button type="submit" name="step" value="check">下一步：核对<?cs call:icon("next") ?></button></div>
</form>
<aside class="side"><div class="sticky stack"><section class="panel"><h2 class="h3"><?cs call:icon("clock") ?>提交以后</h2><ol class="after"><li>当个工作日审查受理<?cs if:terms.hold ?>；<?cs if:terms.from_receipt ?>收到申请起<?cs else ?>受理后<?cs /if ?>，这条信息暂停公示<?cs /if ?>。</li><?cs if:terms.check.days ?><li>信用中心 <b><?cs var:terms.check.days ?> 个工作日</b>内核查。是我们的错，立即更正。</li><?cs /if ?><?cs if:terms.provider.days ?><li>需要来源单位核查的，<b><?cs var:terms.provider.days ?> 个工作日</b>内回复。</li><?cs /if ?><?cs if:terms.result_notice.days ?><li>之后 <b><?cs var:terms.result_notice.days ?> 个工作日</b>内书面告知结果。</li><?cs /if ?></ol><?cs if:terms.check.basis ?><p class="field-hint">依据：<?cs var:terms.check.basis ?></p><?cs /if ?></section>
<section class="panel"><h2 class="h3"><?cs call:icon("info") ?>先看一看</h2><p>对处罚决定、判决本身不服的，不属于异议，请在法定期限内申请行政复议或者提起诉讼。已经改正、只想早日停止公示的，请<?cs if:record.id ?><a href="/repairs/new?record=<?cs var:url_escape(record.id) ?>">申请信用修复</a><?cs else ?><a href="/repairs/new">申请信用修复</a><?cs /if ?>。</p><p><a href="/help/object">条件、材料与步骤</a></p></section></div></aside>
</div></div>
