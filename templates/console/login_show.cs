<?cs # Signing in of staff and source units.
Reads: form.token login.{name,next,refused} say.{kind,title,text}
?><?cs include!"part/desk.cs" ?><div class="wrap desk-narrow">
<div class="head"><h1>工作人员登录</h1><p class="lead">供公共信用信息机构和来源单位的工作人员使用。</p></div>
<?cs call:said(say) ?><?cs if:login.refused ?><div class="errors" role="alert" tabindex="-1" id="errors"><h2><?cs call:icon("warn") ?>没有登录</h2><p>名称、口令或动态码不正确，或者账号已停用、正在锁定。连续 5 次不正确，账号锁定 15 分钟，此后每错一次加倍。一个动态码只能使用一次，请等下一个。</p></div>
<?cs /if ?><form class="panel desk-form" action="/console/login" method="post" autocomplete="off">
<input type="hidden" name="token" value="<?cs var:form.token ?>"><?cs if:login.next ?><input type="hidden" name="next" value="<?cs var:login.next ?>"><?cs /if ?>
<div class="f"><label for="f-name">名称</label><input type="text" id="f-name" name="name" required maxlength="64" autocomplete="username" value="<?cs var:login.name ?>"></div>
<div class="f"><label for="f-password">口令</label><input id="f-password" name="password" type="password" required maxlength="200" autocomplete="current-password"></div>
<div class="f"><label for="f-code">动态码 <small>身份验证器上的 6 位数字</small></label><input type="text" id="f-code" name="code" required inputmode="numeric" pattern="[0-9]{6}" maxlength="6" autocomplete="one-time-code" class="num"></div>
<p class="f-go"><button type="submit">登录</button></p>
</form>
<p class="hint">忘记口令或更换手机的，请联系本单位的系统管理员重置。会话闲置超过规定时间自动结束。</p>
</div>
