<?cs # Every error page of the applicants' program. It needs no data but the status. Reads: error.status request.id
?><div class="wrap"><div class="empty error"><p class="error-n"><?cs var:error.status ?></p>
<h1><?cs if:error.status == "404" ?>没有找到这个页面<?cs elif:error.status == "400" ?>提交的内容无法读取<?cs elif:error.status == "403" ?>页面已失效，没有提交<?cs elif:error.status == "405" ?>这个地址不支持这种操作<?cs elif:error.status == "413" ?>提交的内容太大，没有收下<?cs elif:error.status == "415" ?>不支持这种提交方式<?cs elif:error.status == "429" ?>操作太频繁，请稍后再试<?cs elif:error.status == "503" ?>系统正在恢复，请稍后再试<?cs else ?>系统出了问题，没有完成您的请求<?cs /if ?></h1><?cs
 if:error.status == "404" ?><p>地址可能有误；如果是一件申请，请凭编号和查询码打开。</p><?cs
 elif:error.status == "413" ?><p>每个文件不超过 10 MB，全部文件合计不超过 30 MB，文件不超过 20 个。请返回上一页，减少或者压缩文件后再提交。</p><?cs
 elif:error.status == "400" ?><p>可能是网络中断，没有完整收到。没有提交，请返回上一页再试。</p><?cs
 elif:error.status == "403" ?><p>请返回上一页，刷新后重新提交。浏览器需要允许本网站使用 Cookie。</p><?cs
 elif:error.status == "503" || error.status == "500" ?><p>如果您正在提交材料：还不能确定是否已经收到。请稍后返回上一页，把同一份表单再提交一次；重复提交只算一次，不会产生两件。</p><?cs /if ?>
<p class="error-go"><a class="button" href="/services">网上办事</a><a class="button quiet" href="/cases">查询办理进度</a><a class="button quiet" href="/">回到首页</a></p>
<?cs if:request.id ?><p class="meta"><span>请求编号：<span class="code"><?cs var:request.id ?></span></span></p><?cs /if ?></div></div>
