<?cs # A letter as it was issued, to read and to print on A4.
Reads: letter.{title,document_no,addressee,number,issuer,site,address,date,decision,reasons,basis} letter.facts.N.{label,value} letter.paragraphs.N.text letter.items.N.text letter.clocks.N.{label,due,days,basis,provisional} letter.remedies.N.text
?><article class="letter" id="letter" data-document="<?cs var:letter.document_no ?>">
<header class="letter-head">
<p class="letter-issuer"><?cs if:letter.issuer ?><?cs var:letter.issuer ?><?cs else ?>（主办单位待填写）<?cs /if ?></p>
<h1><?cs var:letter.title ?></h1>
<p class="letter-number"><?cs var:letter.document_no ?></p>
</header>
<p class="letter-to"><?cs var:letter.addressee ?>：</p>
<?cs each:p = letter.paragraphs ?><p class="letter-text"><?cs var:p.text ?></p>
<?cs /each ?><?cs if:subcount(letter.items) ?><ol class="letter-items">
<?cs each:i = letter.items ?><li><?cs var:i.text ?></li>
<?cs /each ?></ol>
<?cs /if ?><?cs if:letter.decision ?><p class="letter-text letter-decision"><?cs var:letter.decision ?></p>
<?cs /if ?><?cs if:letter.reasons ?><section aria-labelledby="letter-reasons"><h2 id="letter-reasons">理由和说明</h2>
<p class="letter-text"><?cs var:breaks(letter.reasons) ?></p></section>
<?cs /if ?><?cs if:subcount(letter.facts) ?><section aria-labelledby="letter-facts"><h2 id="letter-facts">所办事项</h2>
<dl class="facts">
<?cs each:f = letter.facts ?><div><dt><?cs var:f.label ?></dt><dd><?cs var:f.value ?></dd></div>
<?cs /each ?></dl></section>
<?cs /if ?><?cs if:subcount(letter.clocks) ?><section aria-labelledby="letter-clocks"><h2 id="letter-clocks">办理期限</h2>
<ul class="letter-clocks">
<?cs each:c = letter.clocks ?><li><?cs var:c.label ?>：至<time datetime="<?cs var:c.due ?>"><?cs var:date_cn(c.due) ?></time><?cs if:c.provisional ?>（暂定，待次年放假安排公布后确定）<?cs /if ?><?cs if:c.basis ?>；依据：<?cs var:c.basis ?><?cs /if ?></li>
<?cs /each ?></ul></section>
<?cs /if ?><?cs if:letter.basis ?><p class="letter-text">办理依据：<?cs var:letter.basis ?>。</p>
<?cs /if ?><?cs each:r = letter.remedies ?><p class="letter-text"><?cs var:r.text ?></p>
<?cs /each ?><p class="letter-text">办理进展和全部文书，可以凭编号和查询码在<?cs if:letter.site ?><?cs var:letter.site ?><?cs else ?>本网站<?cs /if ?>查询。</p>
<footer class="letter-foot">
<p><?cs if:letter.issuer ?><?cs var:letter.issuer ?><?cs else ?>（主办单位待填写）<?cs /if ?></p>
<p><time datetime="<?cs var:letter.date ?>"><?cs var:date_cn(letter.date) ?></time></p>
<p class="letter-seal">（盖章处）</p>
</footer>
</article>
