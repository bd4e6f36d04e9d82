<?cs # An article. Reads: item.{title,date,column,column_name,source(citation)}  content.html  related.N.{id,title,date}
?><div class="wrap">
<article><header class="head article"><h1><?cs var:item.title ?></h1><p class="article-meta"><span><?cs call:date(item.date) ?></span><a href="/news?column=<?cs var:url_escape(item.column) ?>"><?cs var:item.column_name ?></a></p></header>
<?cs include!"part/content.cs" ?>
<?cs if:item.source ?><p class="source">资料来源：<?cs var:item.source ?></p><?cs /if ?></article>
<?cs if:subcount(related) ?><section class="block"><h2 class="h2"><span>同栏目</span> <a class="more" href="/news?column=<?cs var:url_escape(item.column) ?>">更多</a></h2><ul class="links"><?cs each:n = related ?><li><a href="/news/<?cs var:url_escape(n.id) ?>"><?cs var:n.title ?></a><?cs call:date(n.date) ?></li><?cs /each ?></ul></section><?cs /if ?>
</div>
