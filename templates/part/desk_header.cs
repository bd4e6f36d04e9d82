<?cs # Head of the staff's pages: site, places by role, who is signed in and the way out.
Reads: places.N.{code,name,href} who.{name,role_name,unit,last_at,failures,leave(token)} page.nav
?><header class="desk-head">
<?cs if:site.demo ?><div class="demo"><div class="wrap"><?cs call:icon("info") ?><strong>演示数据</strong> 本站所载主体、记录与文书均为虚构，不反映任何真实单位或个人的信用状况。</div></div>
<?cs /if ?><div class="desk-bar"><div class="wrap desk-top">
<a class="desk-brand" href="/console"><img src="/static/img/emblem.svg" width="30" height="30" alt=""><span><?cs var:site.name ?></span> <b>工作台</b></a>
<?cs if:who.name ?><div class="desk-who"><span class="desk-name"><?cs var:who.name ?></span> <span class="desk-role"><?cs var:who.role_name ?><?cs if:who.unit ?>（<?cs var:who.unit ?>）<?cs /if ?></span><a href="/console/account"<?cs if:page.nav == "account" ?> aria-current="page"<?cs /if ?>>账号</a><form action="/console/logout" method="post"><input type="hidden" name="token" value="<?cs var:who.leave ?>"><button type="submit">退出</button></form></div>
<?cs else ?><div class="desk-who"><a href="/">返回公示平台</a></div>
<?cs /if ?></div></div>
<?cs if:subcount(places) ?><nav class="desk-nav" aria-label="工作台"><ul class="wrap"><?cs each:p = places ?><li><a href="<?cs var:url_validate(p.href) ?>"<?cs if:page.nav == p.code ?> aria-current="page"<?cs /if ?>><?cs var:p.name ?></a></li><?cs /each ?></ul></nav>
<?cs /if ?></header>
