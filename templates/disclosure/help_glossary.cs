<?cs # Definitions of lists, grades, masks and states. Reads: terms.N.{id,title,html}  topics.N.{id,title,selected}
?><div class="wrap"><div class="split"><article><header class="head article"><h1>名词解释</h1><p class="lead">页面上出现的名单、等级、状态和遮盖方式是什么意思。</p></header>
<details class="about"><summary>按名词跳转（<?cs var:subcount(terms) ?> 个）</summary><ul class="jumps"><?cs each:t = terms ?><li><a href="#<?cs var:t.id ?>"><?cs var:t.title ?></a></li><?cs /each ?></ul></details>
<?cs each:content = terms ?><section class="gloss" id="<?cs var:content.id ?>"><h2 class="h3"><?cs var:content.title ?></h2><?cs include!"part/content.cs" ?></section>
<?cs /each ?></article>
<div class="side"><nav class="toc sticky" aria-label="办事指南"><h2>办事指南</h2><ul><?cs each:t = topics ?><li><a href="/help/<?cs var:url_escape(t.id) ?>"<?cs if:t.selected ?> aria-current="page"<?cs /if ?>><?cs var:t.title ?></a></li><?cs /each ?></ul></nav></div></div></div>
