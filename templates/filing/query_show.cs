<?cs # Where does my case stand: by number and query code. Reads: form.{number,code}.{value,error} sheet.token leave.token opened.N.number notice.{expired,pause} errors.N
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>办理进度查询</h1><p class="lead">输入提交申请时得到的编号和查询码，查看进度、补充材料、领取文书。</p></div>
<?cs call:standing(notice) ?><?cs if:notice.pause ?><div class="errors" role="alert" tabindex="-1" id="errors"><h2><?cs call:icon("stop") ?>输错次数太多，请过 <?cs var:notice.pause ?>再试</h2><p>为了防止他人猜测，同一编号连续输错五次后要等待，等待时间逐次加倍。换一个网络，正确的查询码仍然可以打开。</p></div>
<?cs else ?><?cs call:errors(errors) ?><?cs /if ?>
<div class="split"><form class="form panel stack-s" action="/cases" method="post" novalidate><input type="hidden" name="token" value="<?cs var:sheet.token ?>">
<?cs call:entry(form.number, "number", "编号", "1 个字母加 14 位数字，如 Y20260401123456", "text", "off", "60", #1, "code") ?>
<?cs call:entry(form.code, "code", "查询码", "10 位字母和数字；大小写、全角半角和空格都不影响", "text", "off", "60", #1, "code") ?>
<div class="actions"><button type="submit"><?cs call:icon("search") ?>查询</button><a href="/cases/code">忘记查询码</a></div></form>
<aside class="side"><?cs if:subcount(opened) ?><section class="panel"><h2 class="h3">本浏览器已打开</h2><ul class="links"><?cs each:o = opened ?><li><a href="/cases/<?cs var:url_escape(o.number) ?>"><span class="num"><?cs var:o.number ?></span></a></li><?cs /each ?></ul><form action="/cases/leave" method="post"><input type="hidden" name="token" value="<?cs var:leave.token ?>"><button class="quiet" type="submit">结束查看</button></form><p class="field-hint">在公共电脑上，离开前请点“结束查看”。</p></section><?cs else ?><section class="panel"><h2 class="h3">还没有申请？</h2><ul class="links"><li><a href="/objections/new">提出异议</a></li><li><a href="/repairs/new">申请信用修复</a></li><li><a href="/complaints/new">投诉</a></li></ul></section><?cs /if ?></aside></div></div>
