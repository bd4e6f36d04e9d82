<?cs # Foot of the staff's pages.
Reads: who.{last_at,failures}
?><footer class="desk-foot"><div class="wrap"><p><?cs if:who.last_at ?>您上次登录：<?cs call:date(who.last_at) ?>。<?cs /if ?><?cs if:who.failures ?><b>这次登录之前有 <?cs var:who.failures ?> 次登录失败，如非本人操作请告知系统管理员。</b><?cs /if ?>查看未公示的信息均记入使用日志，保存不少于五年。</p></div></footer>
