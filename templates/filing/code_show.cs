<?cs # A lost query code. The answer is the same whether or not there is such a case. Reads: form.{number,contact}.{value,error} sheet.token notice.{sent,pause,expired} errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>找回查询码</h1><p class="lead">新的查询码只发到申请时登记的手机或邮箱，不在网页上显示。</p></div>
<?cs call:standing(notice) ?><?cs if:notice.sent ?><div class="notice notice-ok" role="status"><h2><?cs call:icon("ok") ?>已经收到您的请求</h2><p>如果编号与登记的手机或邮箱相符，新的查询码会在几分钟内发出。发出之前，原来的查询码仍然有效。</p><p>没有收到的：请核对编号和联系方式；登记的是座机、又没有邮箱的，请带身份证件到窗口办理。</p></div>
<p class="error-go start"><a class="button" href="/cases">查询办理进度</a></p>
<?cs else ?><?cs if:notice.pause ?><div class="errors" role="alert" tabindex="-1" id="errors"><h2><?cs call:icon("stop") ?>次数太多，请过 <?cs var:notice.pause ?>再试</h2></div>
<?cs else ?><?cs call:errors(errors) ?><?cs /if ?>
<form class="form panel stack-s narrow" action="/cases/code" method="post" novalidate><input type="hidden" name="token" value="<?cs var:sheet.token ?>">
<?cs call:entry(form.number, "number", "编号", "1 个字母加 14 位数字；在通知短信和邮件中也可以找到", "text", "off", "60", #1, "code") ?>
<?cs call:entry(form.contact, "contact", "登记的手机号码或邮箱", "", "text", "off", "254", #1, "full") ?>
<div class="actions"><button type="submit">发送新的查询码</button></div></form><?cs /if ?></div>
