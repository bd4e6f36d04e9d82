<?cs # A letter of a case, to read and to print. Reads: letter.* (see part/letter.cs) case.number
?><div class="wrap block-s"><p class="error-go start noprint"><button type="button" data-print hidden><?cs call:icon("doc") ?>打印</button><a class="button quiet" href="/cases/<?cs var:url_escape(case.number) ?>">返回这件申请</a></p>
<?cs include!"part/letter.cs" ?></div>
