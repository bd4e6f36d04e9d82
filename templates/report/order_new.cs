<?cs # Asking for a credit report. Reads: form.{uscc,kind}.{value,error} subject.{name,uscc,region,status} ticket.{token,key} notice.{expired,conflict,unprintable} errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>获取信用报告</h1><p class="lead">带电子签名和二维码的 PDF 文件，当场出具，免费。银行、招标人可以在线或离线验证真伪。</p></div>
<?cs call:standing(notice) ?><?cs if:notice.conflict ?><div class="notice notice-warn" role="alert"><h2><?cs call:icon("info") ?>这份表单已经提交过</h2><p>请到<a href="/reports">我的报告</a>查看已经出具的报告，或者用下面的表单重新申请。</p></div>
<?cs /if ?><?cs if:notice.unprintable ?><div class="notice notice-stop" role="alert"><h2><?cs call:icon("stop") ?>这份报告暂时不能出具</h2><p>内容中有无法印刷的字符，或者信息条数超出一份报告的上限。我们已经记下，工作人员会处理；急需的请与我们联系。</p></div>
<?cs /if ?><?cs call:errors(errors) ?>
<div class="split"><form class="form" action="/reports" method="post" novalidate><?cs call:carried(ticket) ?>
<section class="section"><h2 class="h2">一、哪种报告</h2><fieldset class="choices<?cs if:form.kind.error ?> field-error<?cs /if ?>"><legend>报告种类</legend><?cs call:fault(form.kind, "kind") ?>
<label class="choice"><input type="radio" id="f-kind" name="kind" value="public"<?cs if:form.kind.value == "public" ?> checked<?cs /if ?>><span><b>公共信用信息报告</b>：一个主体的全部公开信息，任何人可以申请，当场出具。</span></label>
<label class="choice"><input type="radio" name="kind" value="search"<?cs if:form.kind.value == "search" ?> checked<?cs /if ?>><span><b>公开信息查询证明</b>：在哪些公开名单中查过、查到没有，最多 50 个主体，用于招标投标。</span></label>
<label class="choice"><input type="radio" name="kind" value="compliance"<?cs if:form.kind.value == "compliance" ?> checked<?cs /if ?>><span><b>专项信用报告</b>（信用代证）：代替多个部门的无违法违规证明，含不公开信息，须本主体书面授权，工作人员审核。</span></label>
<label class="choice"><input type="radio" name="kind" value="full"<?cs if:form.kind.value == "full" ?> checked<?cs /if ?>><span><b>本主体查询报告</b>：本主体的全部信息，含不公开信息，须本主体书面授权，工作人员审核。</span></label></fieldset></section>
<section class="section"><h2 class="h2">二、查询谁</h2><?cs if:subject.name ?><p class="panel"><b><?cs var:subject.name ?></b><span class="code"><?cs var:subject.uscc ?></span><?cs if:subject.status ?><span class="tag"><?cs var:subject.status ?></span><?cs /if ?></p><?cs /if ?>
<?cs call:lines(form.uscc, "uscc", "统一社会信用代码", "18 位；查询证明可以填写多个，每行一个，也可以从表格中整列粘贴。不知道代码的，先按名称查询。", "3", "2000", #1) ?></section>
<div class="actions"><button type="submit"><?cs call:icon("doc") ?>出具报告</button><a href="/search">按名称查询代码</a></div></form>
<aside class="side"><div class="sticky stack"><section class="panel"><h2 class="h3"><?cs call:icon("ok") ?>拿到以后</h2><ol class="after"><li>下载 PDF 文件，直接发给银行或者招标人；打印件同样可以验证。</li><li>收到的人扫描封面二维码，或者到<a href="/verify">验证报告</a>输入编号和验证码，也可以上传文件。</li><li>报告如实汇总各单位报送的信息，不评分、不评级。</li></ol></section>
<section class="panel"><h2 class="h3"><?cs call:icon("info") ?>内容不对？</h2><p>先<a href="/objections/new">提出异议</a>。异议处理期间，报告会注明“有信息异议处理中”，不显示内容。</p><p><a href="/reports">我的报告</a>（本浏览器 24 小时内）</p></section></div></aside></div></div>
