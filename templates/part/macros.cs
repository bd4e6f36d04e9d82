<?cs # Small pieces that every page may call; see templates/README.md. No output of its own.
?><?cs def:icon(id) ?><svg class="icon" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#<?cs var:id ?>"></use></svg><?cs /def
?><?cs # The mark of a group of lists: shape, colour and word together, so that colour alone never tells.
?><?cs def:mark(group) ?><?cs
 if:group == "red" ?><span class="mark mark-red"><?cs call:icon("red") ?>红名单</span><?cs
 elif:group == "black" ?><span class="mark mark-black"><?cs call:icon("black") ?>黑名单</span><?cs
 elif:group == "attention" ?><span class="mark mark-attention"><?cs call:icon("attention") ?>重点关注</span><?cs
 elif:group == "licence" ?><span class="mark mark-licence"><?cs call:icon("licence") ?>行政许可</span><?cs
 elif:group == "penalty" ?><span class="mark mark-penalty"><?cs call:icon("penalty") ?>行政处罚</span><?cs
 elif:group == "commitment" ?><span class="mark mark-commitment"><?cs call:icon("commitment") ?>信用承诺</span><?cs
 elif:group == "abnormal" ?><span class="mark mark-abnormal"><?cs call:icon("abnormal") ?>经营异常</span><?cs
 /if ?><?cs /def
?><?cs # A subject's label as in the report: honour, serious, abnormal, status.
?><?cs def:label(l) ?><?cs
 if:l.code == "honour" ?><span class="mark mark-red"><?cs call:icon("red") ?><?cs var:l.name ?></span><?cs
 elif:l.code == "serious" ?><span class="mark mark-black"><?cs call:icon("black") ?><?cs var:l.name ?></span><?cs
 elif:l.code == "abnormal" ?><span class="mark mark-abnormal"><?cs call:icon("abnormal") ?><?cs var:l.name ?></span><?cs
 elif:l.code == "attention" ?><span class="mark mark-attention"><?cs call:icon("attention") ?><?cs var:l.name ?></span><?cs
 else ?><span class="mark mark-plain"><?cs var:l.name ?></span><?cs
 /if ?><?cs /def
?><?cs # An ISO date; 2099 means without end.
?><?cs def:date(d) ?><?cs if:!d ?><span class="none">— —</span><?cs elif:string.slice(d, 0, 4) == "2099" ?>长期<?cs else ?><time datetime="<?cs var:d ?>"><?cs var:d ?></time><?cs /if ?><?cs /def
?><?cs # The reason that stands beside each mask; basis is the law when the set names one.
?><?cs def:mask(code, basis) ?><?cs if:code && code != "none" ?> <a class="masked" href="/help/personal-information"><?cs call:icon("lock") ?><?cs
 if:code == "name" ?>姓名已部分隐去：自然人姓名只显示姓氏<?cs
 elif:code == "id" ?>证件号码已部分隐去：依法保护个人信息<?cs
 elif:code == "phone" ?>电话号码已部分隐去：依法保护个人信息<?cs
 elif:code == "address" ?>住址只显示到县（区）：依法保护个人信息<?cs
 else ?>本项不公示：依法保护个人信息或商业秘密<?cs
 /if ?><?cs if:basis ?>（<?cs var:basis ?>）<?cs /if ?></a><?cs /if ?><?cs /def
?><?cs # Next page by key; there is no numbered page because lists change while they are read.
?><?cs def:pager(paging) ?><?cs if:paging.next || paging.first ?><nav class="pager" aria-label="翻页"><?cs
 if:paging.first ?><a class="button quiet" href="<?cs var:url_validate(paging.first) ?>">回到第一页</a><?cs /if ?><?cs
 if:paging.next ?><a class="button" rel="next" href="<?cs var:url_validate(paging.next) ?>">下一页<?cs call:icon("next") ?></a><?cs
 else ?><span class="pager-end">已是最后一页</span><?cs /if ?></nav>
<?cs /if ?><?cs /def
?><?cs # What is wrong with a filter or a form, on top, each with a link to its field. errors.N.{field,message}
?><?cs def:errors(errors) ?><?cs if:subcount(errors) ?><div class="errors" role="alert" tabindex="-1" id="errors"><h2><?cs call:icon("warn") ?>有 <?cs var:subcount(errors) ?> 处需要更正</h2><ul><?cs
 each:e = errors ?><li><?cs if:e.field ?><a href="#f-<?cs var:e.field ?>"><?cs var:e.message ?></a><?cs else ?><?cs var:e.message ?><?cs /if ?></li><?cs /each ?></ul></div>
<?cs /if ?><?cs /def
?><?cs # Open data of exactly this list and filter. o.{csv,json,xlsx,atom} are addresses
?><?cs def:opendata(o) ?><div class="opendata"><span class="opendata-t"><?cs call:icon("download") ?>下载本表数据</span><?cs
 if:o.csv ?> <a href="<?cs var:url_validate(o.csv) ?>" type="text/csv">CSV</a><?cs /if ?><?cs
 if:o.json ?> <a href="<?cs var:url_validate(o.json) ?>" type="application/json">JSON</a><?cs /if ?><?cs
 if:o.xlsx ?> <a href="<?cs var:url_validate(o.xlsx) ?>">XLSX</a><?cs /if ?><?cs
 if:o.atom ?> <a href="<?cs var:url_validate(o.atom) ?>" type="application/atom+xml"><?cs call:icon("feed") ?>Atom 订阅</a><?cs /if ?> <a class="opendata-h" href="/help/open-data">数据字典与使用说明</a></div>
<?cs /def
?><?cs # The ledger: the table of records used by lists and the home page.
rows.N.{id,name,uscc,set_name,group,document_no,kind,source,decided_on,until,annulled,masked}; with_set shows the set; caption is read by screen readers.
?><?cs def:records(rows, total, caption, with_set) ?><div class="ledger-box"><table class="ledger" data-total="<?cs var:total ?>"><caption class="vh"><?cs var:caption ?></caption>
<thead><tr><th scope="col">主体名称</th><th scope="col" class="c-what"><?cs if:with_set ?>信息类别与文书号<?cs else ?>文书号与类别<?cs /if ?></th><th scope="col">决定机关（来源）</th><th scope="col">决定日期</th><th scope="col">公示截止</th></tr></thead>
<tbody><?cs each:r = rows ?>
<tr data-record="<?cs var:r.id ?>"><th scope="row" class="c-main"><a href="/records/<?cs var:url_escape(r.id) ?>"><?cs if:r.name ?><?cs var:r.name ?><?cs else ?>（名称未提供）<?cs /if ?></a><?cs
 if:r.masked ?> <span class="tag"><?cs call:icon("lock") ?>自然人，已隐去部分信息</span><?cs /if ?><?cs
 if:r.annulled ?> <span class="tag tag-stop">已撤销</span><?cs /if ?><?cs
 if:r.uscc ?><span class="code"><?cs var:r.uscc ?></span><?cs /if ?></th><td data-label="<?cs if:with_set ?>信息类别<?cs else ?>文书号<?cs /if ?>"><?cs
 if:with_set ?><span class="set"><?cs var:r.set_name ?></span><?cs /if ?><?cs if:r.document_no ?><span class="docno"><?cs var:r.document_no ?></span><?cs /if ?><?cs if:r.kind ?><span class="kind"><?cs var:r.kind ?></span><?cs /if ?><?cs
 if:!with_set && !r.document_no && !r.kind ?><span class="none">— —</span><?cs /if ?></td><td data-label="决定机关"><?cs if:r.source ?><?cs var:r.source ?><?cs else ?><span class="none">— —</span><?cs /if ?></td><td class="c-date" data-label="决定日期"><?cs call:date(r.decided_on) ?></td><td class="c-date" data-label="公示截止"><?cs if:r.until ?><?cs call:date(r.until) ?><?cs else ?>有效期间<?cs /if ?></td></tr><?cs /each ?>
</tbody></table></div>
<?cs /def
?><?cs # A line of a definition list, left out when empty; `text` is plain.
?><?cs def:line(term, text) ?><?cs if:text ?><div><dt><?cs var:term ?></dt><dd><?cs var:text ?></dd></div><?cs /if ?><?cs /def
?><?cs # The same, but an empty value is shown as the report shows it.
?><?cs def:fact(term, text) ?><div><dt><?cs var:term ?></dt><dd><?cs if:text ?><?cs var:text ?><?cs else ?><span class="none">— —</span><?cs /if ?></dd></div><?cs /def
?><?cs # Status of a law: shape and word.
?><?cs def:law(status) ?><?cs
 if:status == "in_force" ?><span class="mark mark-commitment"><?cs call:icon("ok") ?>现行有效</span><?cs
 elif:status == "amended" ?><span class="mark mark-attention"><?cs call:icon("attention") ?>已修改</span><?cs
 elif:status == "superseded" ?><span class="mark mark-plain"><?cs call:icon("stop") ?>已被取代</span><?cs
 elif:status == "repealed" ?><span class="mark mark-plain"><?cs call:icon("stop") ?>已废止</span><?cs
 elif:status == "expired" ?><span class="mark mark-plain"><?cs call:icon("stop") ?>期满</span><?cs
 elif:status == "unverified" ?><span class="mark mark-plain"><?cs call:icon("info") ?>效力待核对</span><?cs
 /if ?><?cs /def
?><?cs # A horizontal bar chart with its table beside it. rows.N.{name,value,permille,href}; permille of the largest
?><?cs def:bars(rows, id, caption, head, unit) ?><div class="chart-pair"><figure class="chart" aria-hidden="true"><svg class="bars" width="100%" height="<?cs var:subcount(rows) * #3 ?>em" focusable="false"><?cs set:y = #0 ?><?cs each:r = rows ?><text x="0" y="<?cs var:#y + #1 ?>em"><?cs var:r.name ?></text><text class="bar-v" x="100%" y="<?cs var:#y + #1 ?>em" text-anchor="end"><?cs var:thousands(r.value) ?></text><rect class="bar-bg" x="0" y="<?cs var:#y + #1 ?>.4em" width="100%" height=".8em"/><rect class="bar" x="0" y="<?cs var:#y + #1 ?>.4em" width="<?cs var:#r.permille / #10 ?>.<?cs var:#r.permille % #10 ?>%" height=".8em"/><?cs set:y = #y + #3 ?><?cs /each ?></svg></figure>
<div class="ledger-box"><table class="ledger compact" id="<?cs var:id ?>"><caption><?cs var:caption ?></caption><thead><tr><th scope="col"><?cs var:head ?></th><th scope="col" class="num"><?cs var:unit ?></th></tr></thead><tbody><?cs each:r = rows ?><tr><th scope="row"><?cs if:r.href ?><a href="<?cs var:url_validate(r.href) ?>"><?cs var:r.name ?></a><?cs else ?><?cs var:r.name ?><?cs /if ?></th><td class="num"><?cs var:thousands(r.value) ?></td></tr><?cs /each ?></tbody></table></div></div>
<?cs /def
?><?cs # A column chart over time with its table. rows.N.{name,short,value,permille}
?><?cs def:columns(rows, id, caption, head, unit) ?><div class="chart-wide"><figure class="chart" aria-hidden="true"><svg class="cols" width="100%" height="15em" focusable="false"><?cs set:x = #0 ?><?cs set:w = #1000 / subcount(rows) ?><?cs each:r = rows ?><?cs set:h = #r.permille * #78 / #1000 ?><?cs set:m = #x + #w / #2 ?><?cs set:l = #x + #w / #6 ?><?cs set:b = #w * #2 / #3 ?><rect class="bar" x="<?cs var:#l / #10 ?>.<?cs var:#l % #10 ?>%" y="<?cs var:#88 - #h ?>%" width="<?cs var:#b / #10 ?>.<?cs var:#b % #10 ?>%" height="<?cs var:h ?>%"/><text class="bar-v" x="<?cs var:#m / #10 ?>.<?cs var:#m % #10 ?>%" y="<?cs var:#86 - #h ?>%" text-anchor="middle"><?cs var:thousands(r.value) ?></text><text x="<?cs var:#m / #10 ?>.<?cs var:#m % #10 ?>%" y="97%" text-anchor="middle"><?cs var:r.short ?></text><?cs set:x = #x + #w ?><?cs /each ?><line class="axis" x1="0" y1="88%" x2="100%" y2="88%"/></svg></figure>
<details class="chart-data"><summary>查看数据表</summary><div class="ledger-box"><table class="ledger compact" id="<?cs var:id ?>"><caption><?cs var:caption ?></caption><thead><tr><th scope="col"><?cs var:head ?></th><th scope="col" class="num"><?cs var:unit ?></th></tr></thead><tbody><?cs each:r = rows ?><tr><th scope="row"><?cs var:r.name ?></th><td class="num"><?cs var:thousands(r.value) ?></td></tr><?cs /each ?></tbody></table></div></details></div>
<?cs /def ?>
