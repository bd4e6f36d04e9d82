<?cs # Home: search, the lists, newest publications, figures.
Reads: home.{subjects,records,sets,open_sets(of these public),units,updated_on} (whole numbers, ISO day)
 groups.N.{code,name(legal name),common(红名单 …),what(one sentence),total} in the order red black attention penalty licence commitment abnormal
 rows.N as part/macros.cs records(): newest publications, with set_name (10 rows)   news.N.{id,title,date,column_name}   policies.N.{id,title,status,number}
?><div class="hero"><div class="wrap">
<h1>查企业信用，看公示名单</h1>
<p>输入单位名称（可以只写一部分）或 18 位统一社会信用代码。查询免费，不需要登录。</p>
<form class="find" role="search" action="/search" method="get"><label class="vh" for="q">主体名称或统一社会信用代码</label><input id="q" name="q" type="search" maxlength="100" placeholder="名称或信用代码" autocomplete="off" data-suggest><button type="submit"><?cs call:icon("search") ?>查询</button></form>
<p class="hints"><a href="/help/search-tips">查询技巧</a><a href="/help/read-record">怎样看懂一条记录</a><a href="/help/lists">红名单、黑名单是什么</a></p>
</div></div>
<div class="wrap">
<?cs if:home.records ?><dl class="figures block" aria-label="本站数据">
<div class="figure"><dt>信用主体</dt><dd><?cs var:thousands(home.subjects) ?><small>户</small></dd></div>
<div class="figure"><dt>公示记录</dt><dd><?cs var:thousands(home.records) ?><small>条</small></dd></div>
<div class="figure"><dt>信息集</dt><dd><?cs var:thousands(home.sets) ?><small>类，公开 <?cs var:thousands(home.open_sets) ?></small></dd></div>
<div class="figure"><dt>负责单位</dt><dd><?cs var:thousands(home.units) ?><small>家</small></dd></div>
<div class="figure"><dt>数据更新</dt><dd><?cs call:date(home.updated_on) ?></dd></div>
</dl>
<?cs /if ?><section class="block"><h2 class="h2"><span>名单公示</span> <a class="more" href="/lists">全部名单</a></h2>
<div class="tiles"><?cs each:g = groups ?><div class="tile tile-<?cs var:g.code ?>"><h3><?cs call:icon(g.code) ?><a href="/lists/<?cs var:url_escape(g.code) ?>"><?cs var:g.common ?></a></h3><?cs if:g.name != g.common ?><p class="legal"><?cs var:g.name ?></p><?cs /if ?><p class="what"><?cs var:g.what ?></p><p class="n"><?cs var:thousands(g.total) ?> <small>条在公示</small></p></div>
<?cs /each ?><div class="tile"><h3><?cs call:icon("doc") ?><a href="/lists">全部公开信息集</a></h3><p class="what">除以上名单外，登记、资质、荣誉、评价等各类公示信息也可以查看和下载。</p><p class="n"><?cs var:thousands(home.open_sets) ?> <small>类信息</small></p></div></div></section>
<div class="split block">
<section><h2 class="h2">最新公示</h2>
<?cs if:subcount(rows) ?><?cs call:records(rows, subcount(rows), "最新公示的记录", #1) ?><?cs else ?><div class="empty"><p>还没有公示的记录</p><p>来源单位报送的信息经审核后会显示在这里。</p></div><?cs /if ?></section>
<div class="side">
<section><h2 class="h2">我要办事</h2><ul class="links">
<li><a href="/objections/new">对公示信息提出异议</a></li><li><a href="/repairs/new">申请信用修复（免费）</a></li><li><a href="/cases">办理进度查询</a></li><li><a href="/reports/new">获取信用报告</a></li><li><a href="/verify">验证报告真伪</a></li><li><a href="/complaints/new">投诉</a></li><li><a href="/help/open-data">下载开放数据</a></li></ul></section>
<div class="notice notice-warn"><h3><?cs call:icon("warn") ?>谨防收费“修复”</h3><p>信用修复不收取任何费用。凡声称付费可以删除处罚、撤出名单的，都不可信。</p></div>
</div></div>
<div class="pair block">
<section><h2 class="h2"><span>信用资讯</span> <a class="more" href="/news">更多</a></h2><?cs if:subcount(news) ?><ul class="links"><?cs each:n = news ?><li><a href="/news/<?cs var:url_escape(n.id) ?>"><?cs var:n.title ?></a><?cs call:date(n.date) ?></li><?cs /each ?></ul><?cs else ?><p class="empty-line">暂无内容</p><?cs /if ?></section>
<section><h2 class="h2"><span>政策法规</span> <a class="more" href="/policies">更多</a></h2><?cs if:subcount(policies) ?><ul class="links"><?cs each:p = policies ?><li><a href="/policies/<?cs var:url_escape(p.id) ?>"><?cs var:p.title ?></a><?cs call:law(p.status) ?></li><?cs /each ?></ul><?cs else ?><p class="empty-line">暂无内容</p><?cs /if ?></section>
</div>
</div>
