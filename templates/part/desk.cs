<?cs # Small pieces of the staff's pages. No output of its own.
?><?cs # What became of something, on top of the page. say.{kind(ok|warn|stop),title,text}
?><?cs def:said(say) ?><?cs if:say.title ?><div class="notice notice-<?cs var:say.kind ?> said" role="status"><h2><?cs call:icon(say.kind) ?><?cs var:say.title ?></h2><?cs if:say.text ?><p><?cs var:say.text ?></p><?cs /if ?></div>
<?cs /if ?><?cs /def
?><?cs # How a clock stands: shape, colour and word. c.{due,code,left,provisional}
?><?cs def:due(c) ?><?cs if:c.due ?><span class="due-box due-<?cs var:c.code ?>"><?cs
 if:c.code == "over" ?><?cs call:icon("warn") ?><b>超期<?cs if:#c.left ?> <?cs var:c.left ?> 个工作日<?cs /if ?></b><?cs
 elif:c.code == "today" ?><?cs call:icon("clock") ?><b>今天到期</b><?cs
 else ?><?cs call:icon("clock") ?><b>剩 <?cs var:c.left ?> 个工作日</b><?cs /if ?> <time class="due" datetime="<?cs var:c.due ?>"><?cs var:c.due ?></time><?cs
 if:c.provisional ?><small>（暂定）</small><?cs /if ?></span><?cs else ?><span class="none">— —</span><?cs /if ?><?cs /def
?><?cs # A certificate or list of the seal that ends soon or is over. e.{role,until,left,code(soon|over)}
?><?cs def:ending(e) ?><?cs if:e.code ?><div class="notice notice-warn said" id="ending"><h2><?cs call:icon("warn") ?><?cs var:e.role ?><?cs if:e.code == "over" ?>已到期 <?cs var:e.left ?> 天<?cs else ?>还有 <?cs var:e.left ?> 天到期<?cs /if ?></h2><p>到期日 <?cs call:date(e.until) ?>。到期后报告和文书不能签发，请及时更换。<a href="/console/reports#ends">查看全部证书</a></p></div>
<?cs /if ?><?cs /def
?><?cs # Papers that could not be made or kept provable and that nobody settled yet.
?><?cs def:unmade(n, more) ?><?cs if:#n ?><div class="notice notice-warn said" id="unmade"><h2><?cs call:icon("warn") ?>有 <?cs var:n ?><?cs if:more ?> 件以上<?cs else ?> 件<?cs /if ?>文件等待处理</h2><p>未能出具，或者未能加盖时间戳。<a href="/console/reports#faults">查看并处理</a></p></div>
<?cs /if ?><?cs /def
?><?cs # State of a case: code and word.
?><?cs def:state(code, word) ?><span class="state state-<?cs var:code ?>"><?cs var:word ?></span><?cs /def
?><?cs # A field's message from form.<name>.error.
?><?cs def:wrong(id, message) ?><?cs if:message ?><p class="field-msg" id="e-<?cs var:id ?>"><?cs var:message ?></p><?cs /if ?><?cs /def
?>
