<?cs # News by column.
Reads: columns.N.{code,name,total,selected}  all(1 when no column is chosen)
 rows.N.{id,title,summary,date,column,column_name,source}  paging.{next,first}  news.{column_name,total}
?><div class="wrap">
<div class="head"><h1><?cs if:news.column_name ?><?cs var:news.column_name ?><?cs else ?>信用资讯<?cs /if ?></h1></div>
<nav class="tabs" aria-label="栏目"><a href="/news"<?cs if:!news.column_name ?> aria-current="page"<?cs /if ?>>全部</a><?cs each:c = columns ?><a href="/news?column=<?cs var:url_escape(c.code) ?>"<?cs if:c.selected ?> aria-current="page"<?cs /if ?>><?cs var:c.name ?></a><?cs /each ?></nav>
<?cs if:subcount(rows) ?><ol class="items"><?cs each:r = rows ?><li class="item"><h2><a href="/news/<?cs var:url_escape(r.id) ?>"><?cs var:r.title ?></a></h2><?cs if:r.summary ?><p><?cs var:r.summary ?></p><?cs /if ?><p class="meta"><?cs call:date(r.date) ?><span><?cs var:r.column_name ?></span></p></li>
<?cs /each ?></ol><?cs call:pager(paging) ?><?cs else ?><div class="empty"><p>这个栏目还没有内容</p><p><a href="/news">查看全部资讯</a></p></div><?cs /if ?></div>
