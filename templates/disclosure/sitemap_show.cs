<?cs # Site map. Reads: sections.N.{name,links.M.{name,href}}
?><div class="wrap"><div class="head"><h1>网站地图</h1></div><div class="masonry"><?cs each:s = sections ?><section class="tile"><h2 class="h3"><?cs var:s.name ?></h2><ul class="links"><?cs each:l = s.links ?><li><a href="<?cs var:url_validate(l.href) ?>"><?cs var:l.name ?></a></li><?cs /each ?></ul></section>
<?cs /each ?></div></div>
