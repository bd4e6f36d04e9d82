<?cs # Subjects by name or code.
Reads: search.{q,region,type,state(start|short(one sign, no name begins with it)|form(a company form alone)|too_long|bad_code|none|found),total(number or "100+"),by(name|uscc)}
 options.regions.N.{code,name,level,selected}  options.types.N.{code,name,selected}
 results.N.{uscc,name,kind_name,region,established,status,records(public records),former(former name that matched),before,hit,after (the name cut around the match; empty when not known)}  results.N.labels.M.{code,name}
 paging.{next,first,scanned}   errors.N.{field,message}
?><div class="wrap">
<div class="head"><h1>信用查询</h1><p class="lead">输入名称的任何一部分，或 18 位统一社会信用代码。繁简体、全角半角、括号和“有限公司”（没有写完也可以）都不影响结果，曾用名也能查到。</p></div>
<?cs call:errors(errors) ?><form class="filter" role="search" action="/search" method="get"><div class="filter-g">
<div class="wide"><label for="f-q">主体名称或统一社会信用代码</label><input id="f-q" name="q" type="search" value="<?cs var:search.q ?>" maxlength="100" autocomplete="off" data-suggest<?cs if:search.state == "bad_code" || search.state == "too_long" ?> aria-describedby="q-note"<?cs /if ?>></div>
<div><label for="f-region">地区（先选市）</label><select id="f-region" name="region"><option value="">全部地区</option><?cs each:o = options.regions ?><option value="<?cs var:o.code ?>"<?cs if:o.selected ?> selected<?cs /if ?>><?cs if:o.level == "county" ?>　<?cs /if ?><?cs var:o.name ?></option><?cs /each ?></select></div>
<div><label for="f-type">主体类型</label><select id="f-type" name="type"><option value="">全部类型</option><?cs each:o = options.types ?><option value="<?cs var:o.code ?>"<?cs if:o.selected ?> selected<?cs /if ?>><?cs var:o.name ?></option><?cs /each ?></select></div>
<div class="filter-b"><button type="submit"><?cs call:icon("search") ?>查询</button></div>
</div></form>
<?cs if:search.state == "too_long" ?><p class="notice notice-warn block" id="q-note">查询词太长，只用了前 100 个字。</p><?cs elif:search.state == "bad_code" ?><p class="notice notice-warn block" id="q-note">这个统一社会信用代码没有通过校验，可能抄错了一位。请对照营业执照核对，或改用名称查询。</p><?cs /if ?>
<?cs if:subcount(results) ?><div class="toolbar"><p class="total"><?cs if:paging.next || paging.first ?>本页 <b><?cs var:subcount(results) ?></b> 户<?cs if:paging.next ?>，后面还有<?cs /if ?><?cs else ?>找到 <b><?cs var:thousands(search.total) ?></b> 户<?cs /if ?></p></div>
<ol class="items"><?cs each:r = results ?><li class="item" data-uscc="<?cs var:r.uscc ?>"><h2><a href="/subjects/<?cs var:url_escape(r.uscc) ?>"><?cs if:r.hit ?><?cs var:r.before ?><mark class="hit"><?cs var:r.hit ?></mark><?cs var:r.after ?><?cs else ?><?cs var:r.name ?><?cs /if ?></a></h2><?cs if:r.former ?><p>曾用名：<?cs var:r.former ?></p><?cs /if ?><p class="meta"><span>代码 <span class="code"><?cs var:r.uscc ?></span></span><span><?cs var:r.kind_name ?></span><span><?cs var:r.region ?></span><?cs if:r.established ?><span><?cs var:r.established ?> 成立</span><?cs /if ?><?cs if:r.status ?><span><?cs var:r.status ?></span><?cs /if ?><?cs if:?r.records && r.records != "" ?><span>公示记录 <?cs var:thousands(r.records) ?> 条</span><?cs /if ?></p><?cs if:subcount(r.labels) ?><p class="head-marks"><?cs each:l = r.labels ?><?cs call:label(l) ?><?cs /each ?></p><?cs /if ?></li>
<?cs /each ?></ol><?cs if:paging.scanned ?><p class="notice block">查询词很常见，本页只检索了一部分；请按“下一页”继续，或多写几个字。</p><?cs /if ?><?cs call:pager(paging) ?><?cs
 elif:search.state == "short" ?><div class="empty block"><p>请至少输入两个字</p><p>只有一个字时，只查名称以它开头的主体，这里没有查到。名称中间有这个字的可能很多，请多写一两个字，或输入统一社会信用代码。</p></div><?cs
 elif:search.state == "form" ?><div class="empty block"><p>请输入名称中的字号</p><p>“<?cs var:search.q ?>”是组织形式，几乎每户的名称里都有，查询时不计。请写名称里最特别的两三个字，例如字号加行业，或输入统一社会信用代码。</p></div><?cs
 elif:search.state == "start" || !search.state ?><section class="block"><h2 class="h2">怎样查得更准</h2><ul class="links"><li><span>写名称里最特别的两三个字，不必写全称</span></li><li><span>同名的主体，看地区、成立日期和代码来区分</span></li><li><span>自然人不能在这里按姓名查询；失信被执行人请到<a href="/lists/black-dishonest-debtor">名单</a>里查</span></li><li><a href="/help/search-tips">更多查询技巧</a></li></ul></section><?cs
 elif:paging.next ?><div class="empty block"><p>还没有检索完</p><p>已检索的这一部分里没有符合条件的主体。多写几个字，会快得多。</p><p><a rel="next" href="<?cs var:url_validate(paging.next) ?>">继续检索</a></p></div><?cs
 else ?><div class="empty block"><p>没有找到符合条件的主体</p><p>没有查到不等于没有登记，也不等于信用良好。可以试试：</p><ul><li>检查有没有错别字，只写名称中的两三个字</li><li>把地区和类型改为“全部”</li><li>直接输入 18 位统一社会信用代码</li><li><a href="/help/search-tips">看看查询技巧</a></li></ul></div><?cs /if ?>
</div>
