<?cs # The key of a form was used before, for something else. Reads: sheet.{page,title}
?><div class="wrap"><div class="empty error"><p class="error-n">409</p><h1>这份表单已经提交过</h1>
<p>先前用这份表单提交的申请已经收到，内容与这一次不同，所以这一次没有收下。要修改已经提交的申请，请凭编号和查询码打开它，补充材料或者撤回；要另外提出一件，请打开新的表单。</p>
<p class="error-go"><a class="button" href="/cases">查询办理进度</a><a class="button quiet" href="<?cs var:url_validate(sheet.page) ?>">打开新的表单</a></p></div></div>
