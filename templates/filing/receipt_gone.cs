<?cs # A receipt that this browser may not see, or not any more. No data.
?><div class="wrap"><div class="empty error"><p class="error-n">404</p><h1>这里没有可以显示的回执</h1><p>回执只在提交申请的浏览器中保留 24 小时。凭编号和查询码，可以随时查询办理进度。</p>
<p class="error-go"><a class="button" href="/cases">查询办理进度</a><a class="button quiet" href="/cases/code">忘记查询码</a></p></div></div>
