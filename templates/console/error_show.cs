<?cs # Every error page of the staff's program.
Reads: error.{status,text} request.id who.name
?><div class="wrap"><div class="empty error"><p class="error-n"><?cs var:error.status ?></p>
<h1><?cs if:error.status == "404" ?>没有这个页面，或不在您的范围内<?cs elif:error.status == "403" && !who.name ?>请先登录<?cs elif:error.status == "403" ?>您的角色不能这样做，或表单已经过期<?cs elif:error.status == "400" ?>地址或内容有误<?cs elif:error.status == "405" ?>这个地址不支持这种操作<?cs elif:error.status == "409" ?>已有变化，没有办理<?cs elif:error.status == "413" || error.status == "414" || error.status == "415" || error.status == "431" ?>提交的内容太长或类型不符<?cs elif:error.status == "422" ?>填写有误<?cs elif:error.status == "503" ?>系统正在恢复，请稍后再试<?cs else ?>系统出了问题，没有完成<?cs /if ?></h1>
<?cs if:error.text ?><p><?cs var:error.text ?></p><?cs elif:error.status == "403" && who.name ?><p>返回上一页刷新后重新提交；仍不能办理的，说明该事项由其他角色负责。</p><?cs elif:error.status == "403" ?><p>会话可能已因闲置结束。登录后返回上一页，填写的内容仍在。</p><?cs elif:error.status == "503" ?><p>没有留下未完成的办理。请稍后刷新本页。</p><?cs elif:error.status == "500" ?><p>请把下面的请求编号告诉系统管理员。</p><?cs /if ?>
<p class="error-go"><?cs if:who.name ?><a class="button" href="/console">回到工作台</a><?cs else ?><a class="button" href="/console/login">登录</a><a class="button quiet" href="/">公示平台</a><?cs /if ?></p>
<?cs if:request.id ?><p class="meta"><span>请求编号：<span class="code"><?cs var:request.id ?></span></span></p><?cs /if ?></div></div>
