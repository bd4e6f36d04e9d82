<?cs # A letter of a case, to read and to print. Reads: letter.* (see part/letter.cs) case.number letter.file (its signed paper, once it is there)
?><div class="wrap block-s"><p class="error-go start noprint"><?cs if:letter.file ?><a class="button" href="<?cs var:url_validate(letter.file) ?>"><?cs call:icon("download") ?>下载带电子印章的 PDF</a><?cs /if ?><a class="button quiet" href="/cases/<?cs var:url_escape(case.number) ?>">返回这件申请</a></p>
<p class="field-hint noprint">打印或保存为 PDF：使用浏览器菜单中的“打印”，只打印文书本身。</p>
<?cs include!"part/letter.cs" ?></div>
