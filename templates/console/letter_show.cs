<?cs # A letter of a case, as it was issued.
Reads: case.number letter.*
?><div class="wrap desk-page"><nav class="desk-way noprint" aria-label="当前位置"><a href="/console">办件</a> <a href="/console/cases/<?cs var:url_escape(case.number) ?>"><?cs var:case.number ?></a> <span aria-current="page">文书</span></nav>
<?cs include!"part/letter.cs" ?>
</div>
