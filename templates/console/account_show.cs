<?cs # One's own account.
Reads: account.{unit,least,wrong} who.{name,role_name,last_at} form.token say.*
?><?cs include!"part/desk.cs" ?><div class="wrap desk-narrow">
<div class="head"><h1>账号</h1></div><?cs call:said(say) ?>
<div class="pane"><dl class="mini"><div><dt>名称</dt><dd><?cs var:who.name ?></dd></div><div><dt>角色</dt><dd><?cs var:who.role_name ?></dd></div><?cs if:account.unit ?><div><dt>单位</dt><dd><?cs var:account.unit ?></dd></div><?cs /if ?><div><dt>上次登录</dt><dd><?cs call:date(who.last_at) ?></dd></div></dl></div>
<section class="pane"><h2>修改口令</h2><?cs if:account.wrong ?><div class="errors" role="alert" id="errors" tabindex="-1"><h2><?cs call:icon("warn") ?>没有修改</h2><p><?cs var:account.wrong ?></p></div><?cs /if ?>
<form class="desk-form" action="/console/account" method="post" autocomplete="off"><input type="hidden" name="token" value="<?cs var:form.token ?>">
<div class="f"><label for="f-password">现在的口令</label><input id="f-password" name="password" type="password" required maxlength="200" autocomplete="current-password"></div>
<div class="f"><label for="f-fresh">新口令 <small>至少 <?cs var:account.least ?> 个字符</small></label><input id="f-fresh" name="fresh" type="password" required minlength="<?cs var:account.least ?>" maxlength="200" autocomplete="new-password"></div>
<div class="f"><label for="f-repeat">再填一次新口令</label><input id="f-repeat" name="repeat" type="password" required maxlength="200" autocomplete="new-password"></div>
<p class="f-go"><button type="submit">修改口令</button></p></form><p class="hint">更换手机或身份验证器，请系统管理员重置。</p></section></div>
