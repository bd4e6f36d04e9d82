<?cs # Every error page. It needs no data but the status, so that it can be shown while the database is away.
Reads: error.{status,kind(record|list|subject|page|filter, for 404 and 400),text(a sentence about this case, may be empty),retry(seconds)}  request.id
?><div class="wrap"><div class="empty error"><p class="error-n"><?cs var:error.status ?></p>
<h1><?cs if:error.status == "404" && error.kind == "record" ?>该信息未公示或已停止公示<?cs elif:error.status == "404" && error.kind == "subject" ?>没有这个主体的公示信息<?cs elif:error.status == "404" && error.kind == "list" ?>没有这份名单<?cs elif:error.status == "404" ?>没有找到这个页面<?cs elif:error.status == "400" ?>地址或查询条件有误<?cs elif:error.status == "403" ?>不能访问这个页面<?cs elif:error.status == "405" ?>这个地址不支持这种操作<?cs elif:error.status == "413" || error.status == "414" || error.status == "431" ?>提交的内容太长<?cs elif:error.status == "429" ?>访问太频繁，请稍后再试<?cs elif:error.status == "503" ?>系统正在恢复，请稍后再试<?cs else ?>系统出了问题，没有完成您的请求<?cs /if ?></h1>
<?cs if:error.text ?><p><?cs var:error.text ?></p><?cs /if ?><?cs
 if:error.status == "404" && error.kind == "record" ?><p>可能是编号有误，也可能是公示期已满、正在核查异议，或者已经修复、撤回。本站对这些情形作同样的答复，不能据此作任何推断。</p><?cs
 elif:error.status == "404" ?><p>网页可能已经移动，或地址输入有误。</p><?cs
 elif:error.status == "503" ?><p>数据没有丢失。<?cs if:error.retry ?>请在 <?cs var:error.retry ?> 秒后刷新本页。<?cs else ?>请稍后刷新本页。<?cs /if ?></p><?cs
 elif:error.status == "500" ?><p>我们已记下这次故障。如果再次出现，请把下面的请求编号告诉我们。</p><?cs
 elif:error.status == "400" ?><p>请检查地址中的条件，或从下面的入口重新开始。</p><?cs /if ?>
<p class="error-go"><a class="button" href="/search">信用查询</a><a class="button quiet" href="/lists">名单公示</a><a class="button quiet" href="/">回到首页</a></p>
<?cs if:request.id ?><p class="meta"><span>请求编号：<span class="code"><?cs var:request.id ?></span></span></p><?cs /if ?></div></div>
