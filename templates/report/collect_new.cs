<?cs # Collecting the report of a granted case. Reads: form.{number,code}.{value,error} ticket.{token,key} notice.{expired,pause,unprintable} errors.N
?><?cs include!"part/form.cs" ?><div class="wrap"><div class="head"><h1>领取本主体的报告</h1><p class="lead">申请批准后，凭申请编号和查询码领取。报告在第一次领取时出具，之后再领是同一份。</p></div>
<?cs call:standing(notice) ?><?cs if:notice.pause ?><div class="errors" role="alert" tabindex="-1" id="errors"><h2><?cs call:icon("stop") ?>输错次数太多，请稍后再试</h2></div>
<?cs else ?><?cs call:errors(errors) ?><?cs /if ?><?cs if:notice.unprintable ?><div class="notice notice-stop" role="alert"><h2><?cs call:icon("stop") ?>这份报告暂时不能出具</h2><p>内容中有无法印刷的字符，信息条数超出一份报告的上限，或者申请缺少必要的内容。工作人员会处理，请稍后再领。</p></div><?cs /if ?>
<form class="form panel stack-s narrow" action="/reports/collect" method="post" novalidate><input type="hidden" name="token" value="<?cs var:ticket.token ?>">
<?cs call:entry(form.number, "number", "申请编号", "1 个字母加 14 位数字，如 B20260401123456", "text", "off", "60", #1, "code") ?>
<?cs call:entry(form.code, "code", "查询码", "10 位字母和数字，提交申请时得到", "text", "off", "60", #1, "code") ?>
<div class="actions"><button type="submit"><?cs call:icon("doc") ?>领取报告</button><a href="/cases">查询办理进度</a></div></form></div>
