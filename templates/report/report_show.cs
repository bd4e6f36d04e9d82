<?cs # An issued report, for the browser that asked. Reads: report.{number,code,code_text,kind,kind_name,name,uscc,issued_at,level,kib,file,proof,revoked,revoke_reason}
?><div class="wrap"><div class="head"><h1><?cs var:report.kind_name ?>已经出具</h1><p class="lead"><?cs var:report.name ?><?cs if:report.uscc ?><span class="code"><?cs var:report.uscc ?></span><?cs /if ?></p></div>
<?cs if:report.revoked ?><div class="notice notice-stop"><h2><?cs call:icon("stop") ?>这份报告已经撤销</h2><p><?cs var:report.revoke_reason ?></p><p>请重新申请一份。</p></div>
<?cs else ?><section class="ticket" aria-label="报告编号和验证码"><dl><div><dt>报告编号</dt><dd><output id="report-number"><?cs var:report.number ?></output></dd></div><div><dt>验证码</dt><dd><output id="report-code"><?cs var:report.code_text ?></output></dd></div></dl>
<p class="ticket-f"><span>出具时间 <?cs var:report.issued_at ?></span><span>PDF 文件，<?cs var:report.kib ?> KB</span><?cs if:report.level == "B-B" ?><span>时间戳稍后补盖</span><?cs /if ?></p>
<p class="noprint ticket-b"><a class="button" id="report-file" href="<?cs var:url_validate(report.file) ?>"><?cs call:icon("download") ?>下载 PDF</a><a class="button quiet" href="<?cs var:url_validate(report.proof) ?>">看看收到的人会看到什么</a></p></section>
<section class="block"><h2 class="h2">接下来</h2><ol class="after panel"><li>下载并保存文件。同一个编号的文件，任何时候下载都一样。</li><li>把文件发给需要的人，或者打印出来。文件和纸质件都可以验证：扫封面二维码，或者在“验证报告”输入编号和验证码。</li><li>本页在这个浏览器中保留 24 小时，之后凭编号和验证码查询。</li></ol></section><?cs /if ?>
<p class="error-go start"><a class="button quiet" href="/reports">我的报告</a><a class="button quiet" href="/reports/new">再申请一份</a></p></div>
