<?cs # Demonstration banner, view switch, emblem, search and main navigation.
?><header class="masthead">
<?cs if:site.demo ?><div class="demo"><div class="wrap"><?cs call:icon("info") ?><strong>演示数据</strong> 本站所载主体、记录与文书均为虚构，不反映任何真实单位或个人的信用状况。</div></div>
<?cs /if ?><div class="wrap mast">
<a class="brand" href="/"><img src="/static/img/emblem.svg" width="52" height="52" alt=""><span><span class="brand-n"><?cs var:site.name ?></span><span class="brand-s"><?cs var:site.province ?>公共信用信息公示平台</span></span></a>
<div class="mast-r">
<ul class="views" aria-label="显示方式"><li><a rel="nofollow" href="/view?to=normal&amp;back=<?cs var:url_escape(request.uri) ?>"<?cs if:page.view != "elder" && page.view != "contrast" ?> aria-current="true"<?cs /if ?>>标准版</a></li><li><a rel="nofollow" href="/view?to=elder&amp;back=<?cs var:url_escape(request.uri) ?>"<?cs if:page.view == "elder" ?> aria-current="true"<?cs /if ?>>长者版</a></li><li><a rel="nofollow" href="/view?to=contrast&amp;back=<?cs var:url_escape(request.uri) ?>"<?cs if:page.view == "contrast" ?> aria-current="true"<?cs /if ?>>高对比</a></li></ul>
<?cs if:page.id != "home_show" && page.id != "search_show" ?><form class="find" role="search" action="/search" method="get"><label class="vh" for="hq">主体名称或统一社会信用代码</label><input id="hq" name="q" type="search" maxlength="100" placeholder="名称或信用代码" autocomplete="off" data-suggest><button type="submit"><?cs call:icon("search") ?>查询</button></form>
<?cs /if ?></div>
</div>
<nav class="nav" aria-label="主导航"><ul class="wrap"><li><a href="/"<?cs if:page.nav == "home" ?> aria-current="page"<?cs /if ?>>首页</a></li><li><a href="/search"<?cs if:page.nav == "search" ?> aria-current="page"<?cs /if ?>>信用查询</a></li><li><a href="/lists"<?cs if:page.nav == "lists" ?> aria-current="page"<?cs /if ?>>名单公示</a></li><li><a href="/catalogue"<?cs if:page.nav == "catalogue" ?> aria-current="page"<?cs /if ?>>信息目录</a></li><li><a href="/statistics"<?cs if:page.nav == "open" ?> aria-current="page"<?cs /if ?>>数据统计</a></li><li><a href="/news"<?cs if:page.nav == "news" ?> aria-current="page"<?cs /if ?>>信用资讯</a></li><li><a href="/policies"<?cs if:page.nav == "policies" ?> aria-current="page"<?cs /if ?>>政策法规</a></li><li><a href="/services"<?cs if:page.nav == "help" ?> aria-current="page"<?cs /if ?>>网上办事</a></li></ul></nav>
</header>
