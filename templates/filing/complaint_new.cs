<?cs # The form of a complaint. Reads: form.{kind,about,statement,evidence,phone,email,confidential}.{value,error} kinds.N.{code,label} files.evidence.N terms.complaint.{days,basis} sheet.{token,key} notice.* errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>投诉</h1><p class="lead">反映企业失信、政府部门不守约、收费“修复”、信用服务机构违规和本网站的问题。不用注册，可以要求保密。</p></div>
<?cs call:stations(#1) ?><?cs call:standing(notice) ?><?cs call:errors(errors) ?>
<div class="split"><form class="form" action="/complaints" method="post" enctype="multipart/form-data" novalidate>
<button class="vh" type="submit" name="step" value="check" tabindex="-1" aria-hidden="true">下一步</button>
<?cs call:carried(sheet) ?>
<section class="section" id="part-kind"><h2 class="h2">一、投诉什么</h2>
<fieldset class="choices<?cs if:form.kind.error ?> field-error<?cs /if ?>"><legend>投诉类型</legend><?cs call:fault(form.kind, "kind") ?>
<?cs each:k = kinds ?><label class="choice"><input type="radio"<?cs if:k.code == "enterprise" ?> id="f-kind"<?cs /if ?> name="kind" value="<?cs var:k.code ?>"<?cs if:form.kind.value == k.code ?> checked<?cs /if ?>><span><?cs var:k.label ?></span></label>
<?cs /each ?></fieldset>
<?cs call:entry(form.about, "about", "投诉对象", "名称或统一社会信用代码；反映网站问题的，填写网址", "text", "off", "200", #1, "full") ?></section>
<section class="section" id="part-statement"><h2 class="h2">二、事情经过</h2>
<?cs call:lines(form.statement, "statement", "事情经过", "时间、地点、金额、希望怎样处理。10–2000 字。", "8", "2000", #1) ?>
<?cs call:uploads(files.evidence, kept.evidence, form.evidence, "evidence", "证据材料", "最多 5 个文件，例如合同、转账记录、聊天记录。PDF、JPG 或 PNG，每个不超过 10 MB，合计不超过 30 MB。", #0) ?></section>
<section class="section" id="part-phone"><h2 class="h2">三、怎样答复您</h2><p class="field-hint">电话和邮箱至少填写一项。</p>
<?cs call:entry(form.phone, "phone", "联系电话", "", "tel", "tel", "40", #2, "phone") ?><?cs call:entry(form.email, "email", "电子邮箱", "", "email", "email", "254", #2, "full") ?>
<label class="choice"><input type="checkbox" name="confidential" value="yes"<?cs if:form.confidential.value ?> checked<?cs /if ?>><span>要求保密：转交其他单位前先征求我的同意</span></label></section>
<div class="actions"><button type="submit" name="step" value="check">下一步：核对<?cs call:icon("next") ?></button></div>
</form>
<aside class="side"><div class="sticky stack"><section class="panel"><h2 class="h3"><?cs call:icon("clock") ?>提交以后</h2><ol class="after"><li>当个工作日审查受理。</li><?cs if:terms.complaint.days ?><li><b><?cs var:terms.complaint.days ?> 个工作日</b>内答复。<?cs var:terms.complaint.basis ?>。</li><?cs /if ?><li>属于其他部门的，告知您找谁，或者转交办理。</li></ol></section>
<section class="panel"><h2 class="h3"><?cs call:icon("info") ?>先看一看</h2><p>对某条公示信息有意见的，<a href="/objections/new">提出异议</a>更快：有法定期限，核查期间暂停公示。合同、欠款等民事争议，请协商、调解、仲裁或起诉。</p><p>诬告、捏造事实的，依法承担责任。</p><p><a href="/help/complain">条件与步骤</a></p></section></div></aside>
</div></div>
