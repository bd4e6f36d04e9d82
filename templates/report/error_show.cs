<?cs # Every error page of the reports' program. Reads: error.{status,text} request.id
?><div class="wrap"><div class="empty error"><p class="error-n"><?cs var:error.status ?></p>
<h1><?cs if:error.status == "404" ?>没有找到这个页面<?cs elif:error.status == "410" ?>这份报告已经撤销<?cs elif:error.status == "400" ?>提交的内容无法读取<?cs elif:error.status == "403" ?>页面已失效，没有提交<?cs elif:error.status == "405" ?>这个地址不支持这种操作<?cs elif:error.status == "413" ?>文件太大，没有收下<?cs elif:error.status == "429" ?>尝试次数太多，请稍后再试<?cs elif:error.status == "503" ?>暂时不能出具或验证，请稍后再试<?cs else ?>系统出了问题，没有完成您的请求<?cs /if ?></h1>
<?cs if:error.text ?><p><?cs var:error.text ?></p><?cs elif:error.status == "503" ?><p>没有出具任何报告。请稍后把同一份表单再提交一次，重复提交只出具一份。</p><?cs /if ?>
<p class="error-go"><a class="button" href="/reports/new">获取信用报告</a><a class="button quiet" href="/verify">验证报告</a><a class="button quiet" href="/">回到首页</a></p>
<?cs if:request.id ?><p class="meta"><span>请求编号：<span class="code"><?cs var:request.id ?></span></span></p><?cs /if ?></div></div>
